# SPDX-License-Identifier: MIT
#
# libloadline.a: what every program shares; no web server, no event loop.

noinst_LIBRARIES += src/libloadline.a

# One line per module.
src_libloadline_a_SOURCES = \
	src/error.c src/error.h \
	src/log.c src/log.h \
	src/utf8.c src/utf8.h \
	src/buffer.c src/buffer.h \
	src/json.c src/json.h src/json_prepare.c src/json_prepare.h \
	src/id.c src/id.h \
	src/capability.c src/capability.h \
	src/store.c src/store_info.c src/store.h src/store_folder.h \
	src/digest.c src/digest.h \
	src/lock.c src/lock.h \
	src/watch.c src/watch.h \
	src/creations.c src/creations.h src/empties.c src/empties.h \
	src/salted.c src/salted.h src/senders.c src/senders.h \
	src/listed.c src/listed.h \
	src/pipeline.c src/pipeline.h \
	src/parking.c src/parking.h \
	src/base64.c src/base64.h \
	src/metadata.c src/metadata.h \
	src/control.c src/control.h \
	src/event_name.c src/event_name.h src/event.c src/event.h src/urls.c src/urls.h \
	src/outbox.c src/outbox.h src/outbox_entry.c src/outbox_entry.h \
	src/forwarded.c src/forwarded.h \
	src/forwarded_field.c src/forwarded_field.h \
	src/metric.c src/metric.h src/stats.c src/stats.h src/census.c src/census.h \
	src/heartbeat.c src/heartbeat.h \
	src/notify.c src/notify.h \
	src/assembly.c src/assembly.h src/finals.c src/finals.h \
	src/copy.c src/copy.h \
	src/upload.c src/upload_json.c src/upload.h

src_libloadline_a_SOURCES += src/filename.c src/filename.h

src_libloadline_a_SOURCES += src/spool_mode.c src/spool_mode.h src/startup.c src/startup.h src/settings_mark.c src/settings_mark.h src/signals.c src/signals.h src/thread.c src/thread.h src/listen.c src/listen_inherited.c src/listen.h
src_libloadline_a_SOURCES += src/access.c src/access.h \
	src/token.c src/token_make.c src/token.h src/token_key.c src/token_key.h \
	src/token_scan.c src/token_scan.h src/token_claims.c src/token_claims.h \
	src/token_signature.c src/token_signature.h \
	src/network.c src/network.h \
	src/authority.c src/authority.h src/origin.c src/origin.h \
	src/preflight.c src/preflight.h

src_libloadline_a_SOURCES += \
	src/clock.c src/clock.h \
	src/random.c src/random.h \
	src/table.c src/table.h \
	src/backoff.c src/backoff.h \
	src/state.c src/state.h \
	src/meter.c src/meter.h

src_libloadline_a_SOURCES += \
	src/config.c src/config_print.c src/config.h \
	src/config_group.c src/config_group.h \
	src/config_file.c src/config_file.h src/config_find.c \
	src/config_stage.c src/config_stage.h \
	src/config_table.c src/config_stage_table.c src/config_table.h \
	src/config_check.c src/config_check.h src/config_units.h \
	src/config_value.c src/config_value.h

src_libloadline_a_SOURCES += src/lookup.c src/lookup.h src/doubt.c src/doubt.h

src_libloadline_a_SOURCES += \
	src/redis.c src/redis_script.c src/redis_transaction.c src/redis.h src/redis_reply.c src/redis_reply.h \
	src/redis_refusal.c src/redis_refusal.h \
	src/redis_target.c src/redis_target.h \
	src/progress.c src/progress.h \
	src/progress_encode.c src/progress_encode.h \
	src/progress_keys.c \
	src/progress_alias.c src/progress_alias.h \
	src/progress_read.c \
	src/progress_document.c src/progress_document.h \
	src/jobs.c src/jobs.h \
	src/restore.c src/restore.h \
	src/sweep.c src/sweep.h

# The Redis scripts, carried inside the library (see src/scripts/embed).
loadline_script_head = src/scripts/document.lua
loadline_scripts = \
	src/scripts/advance.lua \
	src/scripts/forget.lua \
	src/scripts/lapse.lua \
	src/scripts/wake.lua

nodist_src_libloadline_a_SOURCES = src/scripts.c src/scripts.h

src/scripts.c: src/scripts/embed $(loadline_script_head) $(loadline_scripts)
	$(AM_V_GEN)$(MKDIR_P) src && $(srcdir)/src/scripts/embed c \
	    $(srcdir)/$(loadline_script_head) $(loadline_scripts:%=$(srcdir)/%) > $@.tmp && mv $@.tmp $@

src/scripts.h: src/scripts/embed src/local.mk
	$(AM_V_GEN)$(MKDIR_P) src && $(srcdir)/src/scripts/embed h \
	    $(loadline_script_head) $(loadline_scripts) > $@.tmp && mv $@.tmp $@

# For targets built alone; `all` and `check` make BUILT_SOURCES first.
src/progress.$(OBJEXT) src/progress_read.$(OBJEXT) src/parking.$(OBJEXT) src/scripts.$(OBJEXT): src/scripts.h

BUILT_SOURCES += src/scripts.h
CLEANFILES += src/scripts.c src/scripts.h
EXTRA_DIST += src/scripts/embed $(loadline_script_head) $(loadline_scripts)
