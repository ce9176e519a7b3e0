# SPDX-License-Identifier: MIT
#
# libloadline.a: what every program shares; no web server, no event loop. One module a line, the folders in the order of
# their floors (ARCHITECTURE.md).

noinst_LIBRARIES += src/libloadline.a

src_base = \
	src/base/backoff.c src/base/backoff.h \
	src/base/base64.c src/base/base64.h \
	src/base/buffer.c src/base/buffer.h \
	src/base/clock.c src/base/clock.h \
	src/base/copy.c src/base/copy.h \
	src/base/digest.c src/base/digest.h \
	src/base/error.c src/base/error.h \
	src/base/event_name.c src/base/event_name.h \
	src/base/file_compare.c src/base/file_compare.h \
	src/base/filename.c src/base/filename.h \
	src/base/histogram.c src/base/histogram.h \
	src/base/hmac.c src/base/hmac.h \
	src/base/id.c src/base/id.h \
	src/base/json.c src/base/json.h \
	src/base/json_prepare.c src/base/json_prepare.h \
	src/base/log.c src/base/log.h \
	src/base/metric.c src/base/metric.h \
	src/base/network.c src/base/network.h \
	src/base/random.c src/base/random.h \
	src/base/salted.c src/base/salted.h \
	src/base/signals.c src/base/signals.h \
	src/base/table.c src/base/table.h \
	src/base/thread.c src/base/thread.h \
	src/base/trace_context.c src/base/trace_context.h \
	src/base/upload_key.c src/base/upload_key.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/variable_name.c src/base/variable_name.h

src_redis = \
	src/redis/redis.c src/redis/redis.h \
	src/redis/redis_connect.c src/redis/redis_connect.h \
	src/redis/redis_dial.c src/redis/redis_dial.h \
	src/redis/redis_discovery.c src/redis/redis_discovery.h \
	src/redis/redis_handshake.c src/redis/redis_handshake.h \
	src/redis/redis_loss.c src/redis/redis_loss.h \
	src/redis/redis_published.c src/redis/redis_published.h \
	src/redis/redis_refusal.c src/redis/redis_refusal.h \
	src/redis/redis_retry.c src/redis/redis_retry.h \
	src/redis/redis_script.c \
	src/redis/redis_sentinel.c src/redis/redis_sentinel.h \
	src/redis/redis_shards.c src/redis/redis_shards.h \
	src/redis/redis_target.c src/redis/redis_target.h \
	src/redis/redis_tls.c src/redis/redis_tls.h \
	src/redis/redis_transaction.c \
	src/redis/redis_transport.c src/redis/redis_transport.h \
	src/redis/redis_value.c src/redis/redis_value.h \
	src/redis/redis_wire.c src/redis/redis_wire.h

src_s3 = \
	src/s3/s3_credentials.c src/s3/s3_credentials.h \
	src/s3/s3_presign.c src/s3/s3_presign.h \
	src/s3/s3_text.c src/s3/s3_text.h

src_config = \
	src/config/config.c src/config/config.h \
	src/config/config_check.c src/config/config_check.h \
	src/config/config_file.c src/config/config_file.h \
	src/config/config_find.c \
	src/config/config_group.c src/config/config_group.h \
	src/config/config_json.c src/config/config_json.h \
	src/config/config_print.c \
	src/config/config_redis.c src/config/config_redis.h \
	src/config/config_service_table.c \
	src/config/config_stage.c src/config/config_stage.h \
	src/config/config_stage_table.c \
	src/config/config_table.c src/config/config_table.h \
	src/config/config_units.h \
	src/config/config_upload_table.c \
	src/config/config_value.c src/config/config_value.h \
	src/config/settings_mark.c src/config/settings_mark.h

src_access = \
	src/access/access.c src/access/access.h \
	src/access/authenticator.c src/access/authenticator.h \
	src/access/client_limits.c src/access/client_limits.h \
	src/access/creations.c src/access/creations.h \
	src/access/empties.c src/access/empties.h \
	src/access/forwarded.c src/access/forwarded.h \
	src/access/forwarded_field.c src/access/forwarded_field.h \
	src/access/preflight.c src/access/preflight.h \
	src/access/token.c src/access/token.h \
	src/access/token_claims.c src/access/token_claims.h \
	src/access/token_key.c src/access/token_key.h \
	src/access/token_make.c \
	src/access/token_scan.c src/access/token_scan.h \
	src/access/token_signature.c src/access/token_signature.h \
	src/access/type_filter.c src/access/type_filter.h \
	src/access/web_origin.c src/access/web_origin.h

src_upload = \
	src/upload/concat.c src/upload/concat.h \
	src/upload/metadata.c src/upload/metadata.h \
	src/upload/percent.c src/upload/percent.h \
	src/upload/pipeline.c src/upload/pipeline.h \
	src/upload/state.c src/upload/state.h \
	src/upload/upload.c src/upload/upload.h \
	src/upload/upload_json.c \
	src/upload/urls.c src/upload/urls.h

src_spool = \
	src/spool/bell.c src/spool/bell.h \
	src/spool/final_parts.c src/spool/final_parts.h \
	src/spool/glimpse.c src/spool/glimpse.h \
	src/spool/finals.c src/spool/finals.h \
	src/spool/identity.c src/spool/identity.h \
	src/spool/lock.c src/spool/lock.h \
	src/spool/lock_ranges.c \
	src/spool/lock_rules.c \
	src/spool/lock_text.c \
	src/spool/lock_token.c src/spool/lock_token.h \
	src/spool/lock_watch.c src/spool/lock_watch.h \
	src/spool/lock_way.h \
	src/spool/new_piece.c src/spool/new_piece.h \
	src/spool/piece_join.c src/spool/piece_join.h \
	src/spool/pieces.c src/spool/pieces.h \
	src/spool/shared_file.c src/spool/shared_file.h \
	src/spool/spool_file.c src/spool/spool_file.h \
	src/spool/spool_mode.c src/spool/spool_mode.h \
	src/spool/store.c src/spool/store.h \
	src/spool/store_create.c \
	src/spool/store_data.c \
	src/spool/store_folder.h \
	src/spool/store_info.c \
	src/spool/store_parts.c src/spool/store_parts.h \
	src/spool/store_removal.c \
	src/spool/store_settings.c src/spool/store_settings.h \
	src/spool/store_space.c \
	src/spool/turn.c src/spool/turn.h

src_progress = \
	src/progress/heartbeat.c src/progress/heartbeat.h \
	src/progress/known_spools.c src/progress/known_spools.h \
	src/progress/progress.c src/progress/progress.h \
	src/progress/progress_alias.c src/progress/progress_alias.h \
	src/progress/progress_link.c src/progress/progress_link.h \
	src/progress/progress_fingerprint.c src/progress/progress_fingerprint.h \
	src/progress/progress_list.c src/progress/progress_list.h \
	src/progress/progress_received.c src/progress/progress_received.h \
	src/progress/progress_document.c src/progress/progress_document.h \
	src/progress/progress_encode.c src/progress/progress_encode.h \
	src/progress/progress_keys.c \
	src/progress/progress_members.c src/progress/progress_members.h \
	src/progress/progress_read.c \
	src/progress/progress_scan.c src/progress/progress_scan.h \
	src/progress/progress_story.c src/progress/progress_story.h \
	src/progress/site_hour.c src/progress/site_hour.h \
	src/progress/site_stats.c src/progress/site_stats.h \
	src/progress/stats.c src/progress/stats.h \
	src/progress/stats_cells.c src/progress/stats_cells.h \
	src/progress/upload_counts.c src/progress/upload_counts.h

src_jobs = \
	src/jobs/adoption.c src/jobs/adoption.h \
	src/jobs/delayed_jobs.c src/jobs/delayed_jobs.h \
	src/jobs/jobs.c src/jobs/jobs.h \
	src/jobs/processing_commands.c src/jobs/processing_commands.h

src_webhook = \
	src/webhook/outbox.c src/webhook/outbox.h \
	src/webhook/outbox_entry.c src/webhook/outbox_entry.h \
	src/webhook/webhook_event.c src/webhook/webhook_event.h

src_service = \
	src/service/listen.c src/service/listen.h \
	src/service/listen_inherited.c \
	src/service/process.c src/service/process.h \
	src/service/sd_notify.c src/service/sd_notify.h \
	src/service/startup.c src/service/startup.h

src_upkeep = \
	src/upkeep/document_reader.c src/upkeep/document_reader.h \
	src/upkeep/doubt.c src/upkeep/doubt.h \
	src/upkeep/finishing.c src/upkeep/finishing.h \
	src/upkeep/joining.c src/upkeep/joining.h \
	src/upkeep/joining_file.c src/upkeep/joining_file.h \
	src/upkeep/joining_redis.c src/upkeep/joining_redis.h \
	src/upkeep/restore.c src/upkeep/restore.h \
	src/upkeep/sweep.c src/upkeep/sweep.h

src_libloadline_a_SOURCES = $(src_base) $(src_redis) $(src_s3) $(src_config) $(src_access) $(src_upload) $(src_spool) \
	$(src_progress) $(src_jobs) $(src_webhook) $(src_service) $(src_upkeep)

# The Redis scripts, carried inside the library (see src/scripts/embed).
loadline_script_functions = \
	src/scripts/document.lua \
	src/scripts/rate.lua \
	src/scripts/story.lua
loadline_scripts = \
	src/scripts/advance.lua \
	src/scripts/forget.lua \
	src/scripts/hour.lua \
	src/scripts/lapse.lua \
	src/scripts/received.lua \
	src/scripts/wake.lua

nodist_src_libloadline_a_SOURCES = src/scripts.c src/scripts.h

src/scripts.c: src/scripts/embed $(loadline_script_functions) $(loadline_scripts)
	$(AM_V_GEN)$(MKDIR_P) src && $(srcdir)/src/scripts/embed c \
	    $(loadline_scripts:%=$(srcdir)/%) > $@.tmp && mv $@.tmp $@

src/scripts.h: src/scripts/embed src/local.mk
	$(AM_V_GEN)$(MKDIR_P) src && $(srcdir)/src/scripts/embed h $(loadline_scripts) > $@.tmp && mv $@.tmp $@

# For targets built alone; `all` and `check` make BUILT_SOURCES first.
src/progress/progress.$(OBJEXT) src/progress/progress_read.$(OBJEXT) src/progress/site_hour.$(OBJEXT) src/jobs/delayed_jobs.$(OBJEXT) src/scripts.$(OBJEXT): src/scripts.h

BUILT_SOURCES += src/scripts.h
CLEANFILES += src/scripts.c src/scripts.h
EXTRA_DIST += src/scripts/embed $(loadline_script_functions) $(loadline_scripts)
