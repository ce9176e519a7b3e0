# SPDX-License-Identifier: MIT
#
# Unit tests for `make check`; the other layers are run by tests/run.
#
# A test is tests/unit/FOLDER/test_NAME.c, FOLDER being that of what it tests, one cmocka group, named in unit_tests; it
# links libloadline.a. One that tests a module outside the library also has
#   tests_unit_FOLDER_test_NAME_SOURCES = tests/unit/FOLDER/test_NAME.c FOLDER/NAME.c
# and _LDADD where it needs more libraries. One
# that needs a Redis adds $(redis_server) to its _SOURCES.

documents = tests/unit/support/documents.c tests/unit/support/documents.h
redis_server = tests/unit/support/redis_server.c tests/unit/support/redis_server.h

multipart = fcgi/form/multipart.c fcgi/form/multipart.h fcgi/form/multipart_headers.c \
	fcgi/form/multipart_headers.h fcgi/http/field_parameters.c fcgi/http/field_parameters.h
unit_tests =

include tests/unit/src/redis/local.mk

unit_tests += tests/unit/src/config/test_config tests/unit/src/upload/test_pipeline tests/unit/src/upload/test_kept
unit_tests += tests/unit/fcgi/http/test_etag
unit_tests += tests/unit/src/base/test_filename tests/unit/src/config/test_config_group
unit_tests += tests/unit/cli/show/test_progress_bar
tests_unit_cli_show_test_progress_bar_SOURCES = tests/unit/cli/show/test_progress_bar.c \
	cli/show/progress_bar.c cli/show/progress_bar.h cli/common/terminal.c cli/common/terminal.h
unit_tests += tests/unit/cli/send/test_upload_steps
tests_unit_cli_send_test_upload_steps_SOURCES = tests/unit/cli/send/test_upload_steps.c cli/send/upload_steps.c cli/send/upload_steps.h
unit_tests += tests/unit/src/config/test_config_json tests/unit/cli/common/test_command tests/unit/cli/common/test_interrupt \
	tests/unit/cli/events/test_heard tests/unit/cli/events/test_unfinished tests/unit/cli/events/test_event_filter tests/unit/cli/events/test_subscription \
	tests/unit/cli/verify/test_verify_upload
tests_unit_cli_common_test_interrupt_SOURCES = tests/unit/cli/common/test_interrupt.c cli/common/interrupt.c cli/common/interrupt.h
tests_unit_cli_common_test_command_SOURCES = tests/unit/cli/common/test_command.c cli/common/command.c cli/common/command.h
tests_unit_cli_events_test_heard_SOURCES = tests/unit/cli/events/test_heard.c cli/events/heard.c cli/events/heard.h
tests_unit_cli_events_test_unfinished_SOURCES = tests/unit/cli/events/test_unfinished.c cli/events/unfinished.c cli/events/unfinished.h
tests_unit_cli_events_test_event_filter_SOURCES = tests/unit/cli/events/test_event_filter.c \
	cli/events/event_filter.c cli/events/event_filter.h cli/events/line_output.c cli/events/line_output.h \
	cli/common/cli.c cli/common/cli.h cli/common/interrupt.c cli/common/interrupt.h cli/common/terminal.c cli/common/terminal.h
tests_unit_cli_events_test_subscription_SOURCES = tests/unit/cli/events/test_subscription.c \
	cli/events/subscription.c cli/events/subscription.h cli/events/heard.c cli/events/heard.h $(redis_server)
tests_unit_cli_verify_test_verify_upload_SOURCES = tests/unit/cli/verify/test_verify_upload.c $(cli_verify_checks) $(pieces_folder)
unit_tests += tests/unit/cli/doctor/test_advice tests/unit/cli/doctor/test_mount_table
tests_unit_cli_doctor_test_mount_table_SOURCES = tests/unit/cli/doctor/test_mount_table.c cli/doctor/mount_table.c cli/doctor/mount_table.h
tests_unit_cli_doctor_test_advice_SOURCES = tests/unit/cli/doctor/test_advice.c \
	cli/doctor/advice.c cli/doctor/advice.h cli/doctor/advice_table.c cli/doctor/shell_word.c cli/doctor/shell_word.h
tests_unit_fcgi_http_test_etag_SOURCES = tests/unit/fcgi/http/test_etag.c fcgi/http/etag.c fcgi/http/etag.h
spool = tests/unit/support/spool.c tests/unit/support/spool.h
pieces_folder = tests/unit/support/pieces_folder.c tests/unit/support/pieces_folder.h $(spool)
lock_host = tests/unit/support/lock_host.c tests/unit/support/lock_host.h $(spool)

unit_tests += tests/unit/src/base/test_log tests/unit/src/base/test_metric tests/unit/src/base/test_text tests/unit/src/spool/test_store tests/unit/src/spool/test_lock tests/unit/src/spool/test_lock_requests tests/unit/src/upkeep/test_sweep tests/unit/src/webhook/test_outbox
tests_unit_src_webhook_test_outbox_SOURCES = tests/unit/src/webhook/test_outbox.c $(spool)
tests_unit_src_upkeep_test_sweep_SOURCES = tests/unit/src/upkeep/test_sweep.c $(spool)
tests_unit_src_spool_test_store_SOURCES = tests/unit/src/spool/test_store.c $(spool)
tests_unit_src_spool_test_lock_SOURCES = tests/unit/src/spool/test_lock.c $(lock_host)
tests_unit_src_spool_test_lock_requests_SOURCES = tests/unit/src/spool/test_lock_requests.c $(lock_host)
unit_tests += tests/unit/src/spool/test_finals tests/unit/src/spool/test_spool_mode
tests_unit_src_spool_test_finals_SOURCES = tests/unit/src/spool/test_finals.c $(spool)
unit_tests += tests/unit/src/base/test_file_compare tests/unit/src/spool/test_pieces tests/unit/src/spool/test_pieces_record tests/unit/src/spool/test_new_piece
tests_unit_src_spool_test_pieces_record_SOURCES = tests/unit/src/spool/test_pieces_record.c $(pieces_folder)
tests_unit_src_spool_test_pieces_SOURCES = tests/unit/src/spool/test_pieces.c $(pieces_folder)
tests_unit_src_spool_test_new_piece_SOURCES = tests/unit/src/spool/test_new_piece.c $(pieces_folder)
unit_tests += tests/unit/src/spool/test_store_peek tests/unit/src/spool/test_glimpse
tests_unit_src_spool_test_glimpse_SOURCES = tests/unit/src/spool/test_glimpse.c $(pieces_folder)
tests_unit_src_spool_test_store_peek_SOURCES = tests/unit/src/spool/test_store_peek.c $(pieces_folder)
unit_tests += tests/unit/src/spool/test_final_parts
tests_unit_src_spool_test_final_parts_SOURCES = tests/unit/src/spool/test_final_parts.c $(spool)
tests_unit_src_upkeep_test_sweep_pieces_SOURCES = tests/unit/src/upkeep/test_sweep_pieces.c $(pieces_folder)
tests_unit_src_upkeep_test_finishing_SOURCES = tests/unit/src/upkeep/test_finishing.c $(spool)
unit_tests += tests/unit/src/upkeep/test_joining tests/unit/src/upkeep/test_sweep_finals \
	tests/unit/src/upkeep/test_finishing tests/unit/src/upkeep/test_sweep_pieces
tests_unit_src_upkeep_test_sweep_finals_SOURCES = tests/unit/src/upkeep/test_sweep_finals.c $(spool)
tests_unit_src_upkeep_test_joining_SOURCES = tests/unit/src/upkeep/test_joining.c $(spool)
unit_tests += tests/unit/src/spool/test_lock_confirm
tests_unit_src_spool_test_lock_confirm_SOURCES = tests/unit/src/spool/test_lock_confirm.c $(lock_host)
faulty_disk = tests/unit/support/faulty_disk.c tests/unit/support/faulty_disk.h $(spool)
unit_tests += tests/unit/src/spool/test_store_durability tests/unit/src/spool/test_piece_join
tests_unit_src_spool_test_store_durability_SOURCES = tests/unit/src/spool/test_store_durability.c $(faulty_disk)
tests_unit_src_spool_test_piece_join_SOURCES = tests/unit/src/spool/test_piece_join.c $(pieces_folder) tests/unit/support/faulty_disk.c tests/unit/support/faulty_disk.h
unit_tests += tests/unit/src/spool/test_store_removal tests/unit/src/spool/test_store_space
tests_unit_src_spool_test_store_removal_SOURCES = tests/unit/src/spool/test_store_removal.c $(faulty_disk)
tests_unit_src_spool_test_store_space_SOURCES = tests/unit/src/spool/test_store_space.c $(faulty_disk)
unit_tests += tests/unit/src/spool/test_store_open tests/unit/src/spool/test_identity tests/unit/src/spool/test_store_info tests/unit/src/spool/test_store_parts
tests_unit_src_spool_test_identity_SOURCES = tests/unit/src/spool/test_identity.c $(spool)
tests_unit_src_spool_test_store_open_SOURCES = tests/unit/src/spool/test_store_open.c $(spool)
tests_unit_src_spool_test_store_info_SOURCES = tests/unit/src/spool/test_store_info.c $(spool)
tests_unit_src_spool_test_store_parts_SOURCES = tests/unit/src/spool/test_store_parts.c $(spool)
unit_tests += tests/unit/src/spool/test_spool_accounts

unit_tests += tests/unit/src/base/test_hmac tests/unit/src/base/test_upload_key tests/unit/src/progress/test_hostile_documents
tests_unit_src_progress_test_hostile_documents_SOURCES = tests/unit/src/progress/test_hostile_documents.c $(documents) \
	fcgi/legacy/legacy_view.c fcgi/legacy/legacy_view.h fcgi/legacy/legacy_print.c

unit_tests += tests/unit/fcgi/intake/test_tus_metadata tests/unit/src/upload/test_metadata
unit_tests += tests/unit/src/base/test_variable_name tests/unit/src/config/test_config_metadata \
	tests/unit/fcgi/intake/test_kept_metadata tests/unit/fcgi/form/test_form_metadata \
	tests/unit/worker/stages/test_metadata_variables
tests_unit_fcgi_intake_test_kept_metadata_SOURCES = tests/unit/fcgi/intake/test_kept_metadata.c \
	fcgi/intake/kept_metadata.c fcgi/intake/kept_metadata.h
tests_unit_fcgi_form_test_form_metadata_SOURCES = tests/unit/fcgi/form/test_form_metadata.c \
	fcgi/form/form_fields.c fcgi/form/form_fields.h fcgi/form/form_metadata.c fcgi/form/form_metadata.h \
	fcgi/intake/kept_metadata.c fcgi/intake/kept_metadata.h
tests_unit_worker_stages_test_metadata_variables_SOURCES = tests/unit/worker/stages/test_metadata_variables.c \
	worker/stages/metadata_variables.c worker/stages/metadata_variables.h
tests_unit_fcgi_intake_test_tus_metadata_SOURCES = tests/unit/fcgi/intake/test_tus_metadata.c \
	fcgi/intake/tus_metadata.c

unit_tests += tests/unit/fcgi/intake/test_checksum
tests_unit_fcgi_intake_test_checksum_SOURCES = tests/unit/fcgi/intake/test_checksum.c \
	fcgi/intake/checksum.c fcgi/intake/checksum.h

unit_tests += tests/unit/fcgi/resumable/test_resumable_request
tests_unit_fcgi_resumable_test_resumable_request_SOURCES = tests/unit/fcgi/resumable/test_resumable_request.c \
	fcgi/resumable/resumable_request.c fcgi/resumable/resumable_request.h \
	fcgi/http/structured_fields.c fcgi/http/structured_fields.h

unit_tests += tests/unit/fcgi/http/test_structured_fields
tests_unit_fcgi_http_test_structured_fields_SOURCES = tests/unit/fcgi/http/test_structured_fields.c fcgi/http/structured_fields.c fcgi/http/structured_fields.h

unit_tests += tests/unit/src/access/test_access tests/unit/src/access/test_token tests/unit/src/access/test_token_scan \
	tests/unit/src/access/test_token_claims
tests_unit_src_access_test_token_claims_SOURCES = tests/unit/src/access/test_token_claims.c \
	tests/unit/support/token_forge.c tests/unit/support/token_forge.h
unit_tests += tests/unit/src/access/test_authenticator
tests_unit_src_access_test_authenticator_SOURCES = tests/unit/src/access/test_authenticator.c \
	tests/unit/support/token_forge.c tests/unit/support/token_forge.h
tests_unit_src_access_test_token_SOURCES = tests/unit/src/access/test_token.c \
	tests/unit/support/token_forge.c tests/unit/support/token_forge.h

unit_tests += tests/unit/fcgi/app/test_gate
tests_unit_fcgi_app_test_gate_SOURCES = tests/unit/fcgi/app/test_gate.c fcgi/app/gate.c fcgi/app/gate.h \
	fcgi/app/public_base.c fcgi/app/public_base.h fcgi/http/scheme.c fcgi/http/scheme.h

unit_tests += tests/unit/fcgi/app/test_elsewhere
tests_unit_fcgi_app_test_elsewhere_SOURCES = tests/unit/fcgi/app/test_elsewhere.c fcgi/app/elsewhere.c fcgi/app/elsewhere.h $(spool)
unit_tests += tests/unit/fcgi/app/test_router
tests_unit_fcgi_app_test_router_SOURCES = tests/unit/fcgi/app/test_router.c fcgi/app/router.c fcgi/app/router.h \
	fcgi/http/exchange.c fcgi/http/exchange.h \
	fcgi/app/gate.c fcgi/app/gate.h fcgi/app/host_path.c fcgi/app/host_path.h fcgi/http/scheme.c fcgi/http/scheme.h fcgi/http/accept_header.c fcgi/http/accept_header.h \
	fcgi/app/public_base.c fcgi/app/public_base.h

unit_tests += tests/unit/src/access/test_preflight

unit_tests += tests/unit/src/upload/test_state tests/unit/src/upload/test_percent tests/unit/src/base/test_clock

form_answer = fcgi/app/upload_answer.c fcgi/app/upload_answer.h fcgi/form/form_answer.c fcgi/form/form_answer.h fcgi/form/form_files.c fcgi/form/form_files.h fcgi/http/accept_header.c fcgi/http/accept_header.h \
	fcgi/app/page.c fcgi/app/page.h fcgi/http/redirect.c fcgi/http/redirect.h

unit_tests += tests/unit/fcgi/http/test_accept_header tests/unit/fcgi/http/test_redirect
tests_unit_fcgi_http_test_accept_header_SOURCES = tests/unit/fcgi/http/test_accept_header.c fcgi/http/accept_header.c fcgi/http/query.c
tests_unit_fcgi_http_test_redirect_SOURCES = tests/unit/fcgi/http/test_redirect.c fcgi/http/redirect.c

unit_tests += tests/unit/fcgi/http/test_field_parameters tests/unit/fcgi/form/test_multipart tests/unit/fcgi/form/test_form
unit_tests += tests/unit/fcgi/form/test_multipart_memory
tests_unit_fcgi_form_test_multipart_memory_SOURCES = tests/unit/fcgi/form/test_multipart_memory.c \
	$(multipart)
tests_unit_fcgi_http_test_field_parameters_SOURCES = tests/unit/fcgi/http/test_field_parameters.c fcgi/http/field_parameters.c
tests_unit_fcgi_form_test_multipart_SOURCES = tests/unit/fcgi/form/test_multipart.c \
	tests/unit/support/transcript.c tests/unit/support/transcript.h $(multipart)
tests_unit_fcgi_form_test_form_SOURCES = tests/unit/fcgi/form/test_form.c \
	tests/unit/support/form_host.c tests/unit/support/form_host.h fcgi/form/form.c fcgi/form/form.h \
	fcgi/http/request_protocol.c fcgi/http/request_protocol.h \
	fcgi/form/form_fields.c fcgi/form/form_fields.h fcgi/form/form_metadata.c fcgi/form/form_metadata.h \
	fcgi/form/form_waiting.c fcgi/form/form_waiting.h $(multipart) $(form_answer) \
	fcgi/intake/kept_metadata.c fcgi/intake/kept_metadata.h \
	fcgi/uploaders/dialect.c fcgi/uploaders/dialect.h

unit_tests += tests/unit/fcgi/uploaders/test_dialect tests/unit/fcgi/content/test_content_fields
tests_unit_fcgi_uploaders_test_dialect_SOURCES = tests/unit/fcgi/uploaders/test_dialect.c fcgi/uploaders/dialect.c fcgi/uploaders/dialect.h
unit_tests += tests/unit/fcgi/uploaders/test_chunk tests/unit/fcgi/uploaders/test_derived_id
unit_tests += tests/unit/fcgi/uploaders/test_chunk_upload
unit_tests += tests/unit/fcgi/uploaders/test_chunk_answer
tests_unit_fcgi_uploaders_test_chunk_answer_SOURCES = tests/unit/fcgi/uploaders/test_chunk_answer.c \
	fcgi/uploaders/chunk_answer.c fcgi/uploaders/chunk_answer.h fcgi/uploaders/dialect.c \
	fcgi/uploaders/dialect.h fcgi/uploaders/visitor.c fcgi/uploaders/visitor.h
tests_unit_fcgi_uploaders_test_chunk_upload_SOURCES = tests/unit/fcgi/uploaders/test_chunk_upload.c \
	$(spool) fcgi/uploaders/chunk_upload.c fcgi/uploaders/chunk_upload.h \
	fcgi/uploaders/chunk.c fcgi/uploaders/chunk.h \
	fcgi/uploaders/derived_id.c fcgi/uploaders/derived_id.h fcgi/uploaders/dialect.c \
	fcgi/uploaders/dialect.h fcgi/uploaders/visitor.c fcgi/uploaders/visitor.h
tests_unit_fcgi_uploaders_test_chunk_SOURCES = tests/unit/fcgi/uploaders/test_chunk.c \
	fcgi/uploaders/chunk.c fcgi/uploaders/chunk.h fcgi/uploaders/dialect.c fcgi/uploaders/dialect.h
tests_unit_fcgi_uploaders_test_derived_id_SOURCES = tests/unit/fcgi/uploaders/test_derived_id.c \
	fcgi/uploaders/derived_id.c fcgi/uploaders/derived_id.h
tests_unit_fcgi_content_test_content_fields_SOURCES = tests/unit/fcgi/content/test_content_fields.c \
	fcgi/content/content_fields.c fcgi/content/content_fields.h

unit_tests += tests/unit/worker/stages/test_command_output tests/unit/worker/stages/test_stage_output tests/unit/worker/stages/test_stages \
	tests/unit/worker/stages/test_stage_command \
	tests/unit/worker/stages/test_clamd tests/unit/worker/stages/test_stage_scan tests/unit/worker/stages/test_stage_deliver tests/unit/worker/stages/test_stage_assemble \
	tests/unit/worker/stages/test_stage_notify tests/unit/worker/stages/test_stage_scan_waits tests/unit/worker/stages/test_stage_command_streams tests/unit/worker/stages/test_stage_command_user tests/unit/worker/stages/test_orphans
tests_unit_worker_stages_test_command_output_SOURCES = tests/unit/worker/stages/test_command_output.c \
	worker/stages/command_output.c worker/stages/command_output.h
tests_unit_worker_stages_test_stage_output_SOURCES = tests/unit/worker/stages/test_stage_output.c worker/stages/stage_output.c worker/stages/stage_output.h
tests_unit_worker_stages_test_clamd_SOURCES = tests/unit/worker/stages/test_clamd.c \
	worker/stages/clamd.c worker/stages/clamd.h
tests_unit_worker_stages_test_stage_scan_SOURCES = tests/unit/worker/stages/test_stage_scan.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_scan_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_stage_deliver_SOURCES = \
	tests/unit/worker/stages/test_stage_deliver.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_deliver_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_stage_assemble_SOURCES = tests/unit/worker/stages/test_stage_assemble.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_assemble_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_stage_notify_SOURCES = tests/unit/worker/stages/test_stage_notify.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_notify_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_stage_scan_waits_SOURCES = tests/unit/worker/stages/test_stage_scan_waits.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_scan_waits_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_stage_command_streams_SOURCES = tests/unit/worker/stages/test_stage_command_streams.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_command_streams_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_stage_command_user_SOURCES = tests/unit/worker/stages/test_stage_command_user.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_command_user_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_orphans_SOURCES = tests/unit/worker/stages/test_orphans.c \
	worker/stages/orphans.c worker/stages/orphans.h
tests_unit_worker_stages_test_stages_SOURCES = tests/unit/worker/stages/test_stages.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stages_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_worker_stages_test_stage_command_SOURCES = tests/unit/worker/stages/test_stage_command.c \
	tests/unit/support/stage_host.c tests/unit/support/stage_host.h $(worker_stages) $(worker_webhook)
tests_unit_worker_stages_test_stage_command_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)

unit_tests += tests/unit/src/s3/test_s3_credentials tests/unit/src/s3/test_s3_presign tests/unit/src/s3/test_s3_text
unit_tests += tests/unit/worker/s3/test_s3_parts tests/unit/fcgi/download/test_delivered_place
tests_unit_worker_s3_test_s3_parts_SOURCES = tests/unit/worker/s3/test_s3_parts.c worker/s3/s3_parts.c worker/s3/s3_parts.h
tests_unit_fcgi_download_test_delivered_place_SOURCES = tests/unit/fcgi/download/test_delivered_place.c \
	fcgi/download/delivered_place.c fcgi/download/delivered_place.h

unit_tests += tests/unit/worker/test_child tests/unit/worker/webhook/test_public_address tests/unit/worker/webhook/test_receivers
tests_unit_worker_webhook_test_receivers_SOURCES = tests/unit/worker/webhook/test_receivers.c worker/webhook/receivers.c worker/webhook/receivers.h
unit_tests += tests/unit/worker/test_presence
tests_unit_worker_test_presence_SOURCES = tests/unit/worker/test_presence.c \
	worker/child_notes.c worker/child_notes.h worker/presence.c worker/presence.h
tests_unit_worker_test_child_SOURCES = tests/unit/worker/test_child.c worker/child.c worker/child.h worker/stop.c worker/stop.h
tests_unit_worker_webhook_test_public_address_SOURCES = tests/unit/worker/webhook/test_public_address.c \
	worker/webhook/public_address.c worker/webhook/public_address.h

unit_tests += tests/unit/src/access/test_client_limits tests/unit/src/base/test_thread tests/unit/src/access/test_creations \
	tests/unit/src/access/test_empties tests/unit/src/access/test_forwarded

# A Redis, a connection and a listener.
news = tests/unit/support/news.c tests/unit/support/news.h $(redis_server)

unit_tests += tests/unit/src/progress/test_advance
unit_tests += tests/unit/src/base/test_backoff tests/unit/src/base/test_table
unit_tests += tests/unit/src/base/test_histogram tests/unit/src/base/test_trace_context tests/unit/src/progress/test_stats
tests_unit_src_progress_test_stats_SOURCES = tests/unit/src/progress/test_stats.c $(news)
tests_unit_src_progress_test_advance_SOURCES = tests/unit/src/progress/test_advance.c $(news)
unit_tests += tests/unit/src/progress/test_ended
tests_unit_src_progress_test_ended_SOURCES = tests/unit/src/progress/test_ended.c $(news)
unit_tests += tests/unit/src/progress/test_site_hour tests/unit/src/progress/test_site_hour_bounds
tests_unit_src_progress_test_site_hour_bounds_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=redis_script,--wrap=redis_value_int,--wrap=site_stats_add
tests_unit_src_progress_test_site_hour_SOURCES = tests/unit/src/progress/test_site_hour.c $(news)

unit_tests += tests/unit/src/progress/test_rate
tests_unit_src_progress_test_rate_SOURCES = tests/unit/src/progress/test_rate.c $(news)
unit_tests += tests/unit/src/progress/test_progress_scan
tests_unit_src_progress_test_progress_scan_SOURCES = tests/unit/src/progress/test_progress_scan.c $(documents)
unit_tests += tests/unit/src/progress/test_received
tests_unit_src_progress_test_received_SOURCES = tests/unit/src/progress/test_received.c $(news)
unit_tests += tests/unit/src/progress/test_story
tests_unit_src_progress_test_story_SOURCES = tests/unit/src/progress/test_story.c $(news)
unit_tests += tests/unit/src/jobs/test_adoption tests/unit/src/progress/test_known_spools tests/unit/src/progress/test_document tests/unit/src/progress/test_progress tests/unit/src/jobs/test_jobs \
	tests/unit/src/upkeep/test_restore
tests_unit_src_progress_test_document_SOURCES = tests/unit/src/progress/test_document.c $(news)
tests_unit_src_progress_test_progress_SOURCES = tests/unit/src/progress/test_progress.c $(news)
unit_tests += tests/unit/src/progress/test_progress_alias tests/unit/src/progress/test_hostile_redis
tests_unit_src_progress_test_hostile_redis_SOURCES = tests/unit/src/progress/test_hostile_redis.c $(news)
tests_unit_src_progress_test_progress_alias_SOURCES = tests/unit/src/progress/test_progress_alias.c $(news)
tests_unit_src_jobs_test_adoption_SOURCES = tests/unit/src/jobs/test_adoption.c $(news)
tests_unit_src_progress_test_known_spools_SOURCES = tests/unit/src/progress/test_known_spools.c $(news)
tests_unit_src_jobs_test_jobs_SOURCES = tests/unit/src/jobs/test_jobs.c $(news)
tests_unit_src_upkeep_test_restore_SOURCES = tests/unit/src/upkeep/test_restore.c $(news) $(spool)

# The fuzz targets on their corpora, with changes: no libFuzzer is needed.
mutation_tests = tests/fuzz/mutate_multipart tests/fuzz/mutate_disposition \
	tests/fuzz/mutate_metadata tests/fuzz/mutate_request
tests_fuzz_mutate_multipart_SOURCES = tests/fuzz/mutate.c $(tests_fuzz_fuzz_multipart_SOURCES)
tests_fuzz_mutate_multipart_LDADD = $(LOADLINE_LIBS)
tests_fuzz_mutate_disposition_SOURCES = tests/fuzz/mutate.c $(tests_fuzz_fuzz_disposition_SOURCES)
tests_fuzz_mutate_disposition_LDADD = $(LOADLINE_LIBS)
tests_fuzz_mutate_metadata_SOURCES = tests/fuzz/mutate.c $(tests_fuzz_fuzz_metadata_SOURCES)
tests_fuzz_mutate_metadata_LDADD = $(LOADLINE_LIBS)
tests_fuzz_mutate_request_SOURCES = tests/fuzz/mutate.c $(tests_fuzz_fuzz_request_SOURCES)
tests_fuzz_mutate_request_LDADD = $(LOADLINE_LIBS) $(FCGI_LIBS)
mutation_tests += tests/fuzz/mutate_token
tests_fuzz_mutate_token_SOURCES = tests/fuzz/mutate.c $(tests_fuzz_fuzz_token_SOURCES)
tests_fuzz_mutate_token_LDADD = $(LOADLINE_LIBS)
mutation_tests += tests/fuzz/mutate_document
tests_fuzz_mutate_document_SOURCES = tests/fuzz/mutate.c $(tests_fuzz_fuzz_document_SOURCES)
tests_fuzz_mutate_document_LDADD = $(LOADLINE_LIBS)
unit_tests += $(mutation_tests)

# Scripts that speak TAP; they find the sources by $srcdir.
script_tests = tests/unit/test_settings_page tests/unit/test_extensions_table tests/unit/test_figures_table \
	tests/unit/test_codes_tables tests/unit/test_bounds_table

unit_tests += tests/unit/ws/fanout/test_protocol tests/unit/ws/transport/test_handshake \
	tests/unit/ws/fanout/test_topic tests/unit/ws/session/test_session
tests_unit_ws_fanout_test_protocol_SOURCES = tests/unit/ws/fanout/test_protocol.c ws/fanout/message.c ws/fanout/message.h ws/fanout/protocol.c ws/fanout/protocol.h
unit_tests += tests/unit/ws/transport/test_admin_access
tests_unit_ws_transport_test_admin_access_SOURCES = tests/unit/ws/transport/test_admin_access.c \
	ws/transport/admin_access.c ws/transport/admin_access.h ws/transport/ws_scheme.c ws/transport/ws_scheme.h
tests_unit_ws_transport_test_admin_access_LDADD = $(LDADD) $(LWS_LIBS)
unit_tests += tests/unit/ws/transport/test_ws_frames
tests_unit_ws_transport_test_ws_frames_SOURCES = tests/unit/ws/transport/test_ws_frames.c \
	ws/transport/ws_frames.c ws/transport/ws_frames.h ws/fanout/message.c ws/fanout/message.h
unit_tests += tests/unit/ws/transport/test_http_query
tests_unit_ws_transport_test_http_query_SOURCES = tests/unit/ws/transport/test_http_query.c \
	ws/transport/http_query.c ws/transport/http_query.h ws/fanout/message.c ws/fanout/message.h ws/fanout/protocol.c ws/fanout/protocol.h
tests_unit_ws_transport_test_handshake_SOURCES = tests/unit/ws/transport/test_handshake.c \
	ws/transport/handshake.c ws/transport/handshake.h
tests_unit_ws_fanout_test_topic_SOURCES = tests/unit/ws/fanout/test_topic.c $(documents) ws/fanout/marks.h ws/fanout/topic.c ws/fanout/topic.h ws/fanout/counters.c ws/fanout/counters.h \
	ws/fanout/message.c ws/fanout/message.h
unit_tests += tests/unit/ws/source/test_redis_connection
tests_unit_ws_source_test_redis_connection_SOURCES = tests/unit/ws/source/test_redis_connection.c \
	ws/source/redis_connection.c ws/source/redis_connection.h \
	tests/unit/support/scripted_redis.c tests/unit/support/scripted_redis.h
tests_unit_ws_source_test_redis_connection_LDADD = $(LOADLINE_LIBS) $(CMOCKA_LIBS) $(LIBUV_LIBS)
unit_tests += tests/unit/ws/fanout/test_message
tests_unit_ws_fanout_test_message_SOURCES = tests/unit/ws/fanout/test_message.c ws/fanout/message.c ws/fanout/message.h
unit_tests += tests/unit/ws/fanout/test_site
tests_unit_ws_fanout_test_site_SOURCES = tests/unit/ws/fanout/test_site.c ws/fanout/site.c ws/fanout/site.h \
	ws/fanout/message.c ws/fanout/message.h
tests_unit_ws_session_test_session_SOURCES = tests/unit/ws/session/test_session.c $(documents) \
	$(ws_fanout) $(ws_session)
tests_unit_ws_session_test_session_LDADD = $(LOADLINE_LIBS) $(CMOCKA_LIBS)
unit_tests += tests/unit/ws/session/test_session_commands
tests_unit_ws_session_test_session_commands_SOURCES = \
	tests/unit/ws/session/test_session_commands.c $(ws_fanout) $(ws_session)
tests_unit_ws_session_test_session_commands_LDADD = $(LOADLINE_LIBS) $(CMOCKA_LIBS)
unit_tests += tests/unit/ws/session/test_sessions
tests_unit_ws_session_test_sessions_SOURCES = tests/unit/ws/session/test_sessions.c \
	$(ws_fanout) $(ws_session)
tests_unit_ws_session_test_sessions_LDADD = $(LOADLINE_LIBS) $(CMOCKA_LIBS)
unit_tests += tests/unit/ws/session/test_session_lists
tests_unit_ws_session_test_session_lists_SOURCES = tests/unit/ws/session/test_session_lists.c \
	$(documents) $(ws_fanout) $(ws_session)
tests_unit_ws_session_test_session_lists_LDADD = $(LOADLINE_LIBS) $(CMOCKA_LIBS)
unit_tests += tests/unit/ws/session/test_session_auth
tests_unit_ws_session_test_session_auth_SOURCES = tests/unit/ws/session/test_session_auth.c \
	tests/unit/support/token_forge.c tests/unit/support/token_forge.h $(ws_fanout) $(ws_session)
tests_unit_ws_session_test_session_auth_LDADD = $(LOADLINE_LIBS) $(CMOCKA_LIBS)

if HAVE_CMOCKA
LDADD += $(CMOCKA_LIBS)
check_PROGRAMS += $(unit_tests)
TESTS = $(unit_tests) $(script_tests)
else
check-local:
	@echo "make check needs cmocka: install the Debian package" \
	    "libcmocka-dev and configure again" >&2; exit 1
endif

LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = CMOCKA_MESSAGE_OUTPUT=TAP; \
	export CMOCKA_MESSAGE_OUTPUT;

EXTRA_DIST += tests/unit/local.mk
