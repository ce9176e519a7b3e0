# SPDX-License-Identifier: MIT
#
# Unit tests for `make check`; the other layers are run by tests/run.
#
# A test is tests/unit/test_NAME.c, one cmocka group, named in unit_tests; it
# links libloadline.a. One that tests a module outside the library also has
#   tests_unit_test_NAME_SOURCES = tests/unit/test_NAME.c fcgi/NAME.c
# (headers as "fcgi/NAME.h"), and _LDADD where it needs more libraries. One
# that needs a Redis adds $(redis_server) to its _SOURCES.

documents = tests/unit/documents.c tests/unit/documents.h
redis_server = tests/unit/redis_server.c tests/unit/redis_server.h

unit_tests =

unit_tests += tests/unit/test_config tests/unit/test_pipeline
unit_tests += tests/unit/test_etag
unit_tests += tests/unit/test_filename tests/unit/test_config_group
unit_tests += tests/unit/test_view
tests_unit_test_view_SOURCES = tests/unit/test_view.c \
	cli/show/view.c cli/show/view.h cli/common/terminal.c cli/common/terminal.h
unit_tests += tests/unit/test_upload_steps
tests_unit_test_upload_steps_SOURCES = tests/unit/test_upload_steps.c cli/send/upload_steps.c cli/send/upload_steps.h
unit_tests += tests/unit/test_remedy
tests_unit_test_remedy_SOURCES = tests/unit/test_remedy.c \
	cli/doctor/advice.c cli/doctor/advice.h cli/doctor/advice_table.c cli/doctor/shell_word.c cli/doctor/shell_word.h
tests_unit_test_etag_SOURCES = tests/unit/test_etag.c fcgi/http/etag.c fcgi/http/etag.h
spool = tests/unit/spool.c tests/unit/spool.h

unit_tests += tests/unit/test_log tests/unit/test_metric tests/unit/test_text tests/unit/test_store tests/unit/test_lock tests/unit/test_sweep tests/unit/test_outbox
tests_unit_test_outbox_SOURCES = tests/unit/test_outbox.c $(spool)
tests_unit_test_sweep_SOURCES = tests/unit/test_sweep.c $(spool)
tests_unit_test_store_SOURCES = tests/unit/test_store.c $(spool)
tests_unit_test_lock_SOURCES = tests/unit/test_lock.c $(spool)

unit_tests += tests/unit/test_capability tests/unit/test_hostile_documents
tests_unit_test_hostile_documents_SOURCES = tests/unit/test_hostile_documents.c $(documents) \
	fcgi/legacy/legacy_view.c fcgi/legacy/legacy_view.h fcgi/legacy/legacy_print.c

unit_tests += tests/unit/test_tus_metadata tests/unit/test_metadata
tests_unit_test_tus_metadata_SOURCES = tests/unit/test_tus_metadata.c \
	fcgi/intake/tus_metadata.c

unit_tests += tests/unit/test_checksum
tests_unit_test_checksum_SOURCES = tests/unit/test_checksum.c \
	fcgi/intake/checksum.c fcgi/intake/checksum.h

unit_tests += tests/unit/test_resumable_request
tests_unit_test_resumable_request_SOURCES = tests/unit/test_resumable_request.c \
	fcgi/resumable/resumable_request.c fcgi/resumable/resumable_request.h \
	fcgi/http/structured_fields.c fcgi/http/structured_fields.h

unit_tests += tests/unit/test_fields
tests_unit_test_fields_SOURCES = tests/unit/test_fields.c fcgi/http/structured_fields.c fcgi/http/structured_fields.h

unit_tests += tests/unit/test_access tests/unit/test_token tests/unit/test_token_scan \
	tests/unit/test_token_claims
tests_unit_test_token_claims_SOURCES = tests/unit/test_token_claims.c \
	tests/unit/token_forge.c tests/unit/token_forge.h
tests_unit_test_token_SOURCES = tests/unit/test_token.c \
	tests/unit/token_forge.c tests/unit/token_forge.h

unit_tests += tests/unit/test_gate
tests_unit_test_gate_SOURCES = tests/unit/test_gate.c fcgi/app/gate.c fcgi/app/gate.h \
	fcgi/app/public_base.c fcgi/app/public_base.h fcgi/http/scheme.c fcgi/http/scheme.h

unit_tests += tests/unit/test_router tests/unit/test_redis_reply
tests_unit_test_router_SOURCES = tests/unit/test_router.c fcgi/app/router.c fcgi/app/router.h \
	fcgi/http/exchange.c fcgi/http/exchange.h \
	fcgi/app/gate.c fcgi/app/gate.h fcgi/http/scheme.c fcgi/http/scheme.h fcgi/http/accept_header.c fcgi/http/accept_header.h \
	fcgi/app/public_base.c fcgi/app/public_base.h

unit_tests += tests/unit/test_preflight

unit_tests += tests/unit/test_state tests/unit/test_meter tests/unit/test_clock

form_answer = fcgi/app/upload_answer.c fcgi/app/upload_answer.h fcgi/form/form_answer.c fcgi/form/form_answer.h fcgi/form/form_files.c fcgi/form/form_files.h fcgi/http/accept_header.c fcgi/http/accept_header.h \
	fcgi/app/page.c fcgi/app/page.h fcgi/http/redirect.c fcgi/http/redirect.h

unit_tests += tests/unit/test_accept tests/unit/test_redirect
tests_unit_test_accept_SOURCES = tests/unit/test_accept.c fcgi/http/accept_header.c fcgi/http/query.c
tests_unit_test_redirect_SOURCES = tests/unit/test_redirect.c fcgi/http/redirect.c

unit_tests += tests/unit/test_disposition tests/unit/test_multipart tests/unit/test_form
unit_tests += tests/unit/test_multipart_memory
tests_unit_test_multipart_memory_SOURCES = tests/unit/test_multipart_memory.c \
	$(fcgi_multipart)
tests_unit_test_disposition_SOURCES = tests/unit/test_disposition.c fcgi/http/disposition.c
tests_unit_test_multipart_SOURCES = tests/unit/test_multipart.c \
	tests/unit/transcript.c tests/unit/transcript.h $(fcgi_multipart)
tests_unit_test_form_SOURCES = tests/unit/test_form.c \
	tests/unit/form_host.c tests/unit/form_host.h fcgi/form/form.c fcgi/form/form.h \
	fcgi/http/request_protocol.c fcgi/http/request_protocol.h \
	fcgi/form/form_fields.c fcgi/form/form_fields.h fcgi/form/form_metadata.c fcgi/form/form_metadata.h \
	fcgi/form/form_waiting.c fcgi/form/form_waiting.h $(fcgi_multipart) $(form_answer) \
	fcgi/content/dialect.c fcgi/content/dialect.h

unit_tests += tests/unit/test_dialect tests/unit/test_content_fields
tests_unit_test_dialect_SOURCES = tests/unit/test_dialect.c fcgi/content/dialect.c fcgi/content/dialect.h
tests_unit_test_content_fields_SOURCES = tests/unit/test_content_fields.c \
	fcgi/content/content_fields.c fcgi/content/content_fields.h

unit_tests += tests/unit/test_lines tests/unit/test_out tests/unit/test_stages \
	tests/unit/test_stage_command
tests_unit_test_lines_SOURCES = tests/unit/test_lines.c \
	worker/stages/command_output.c worker/stages/command_output.h
tests_unit_test_out_SOURCES = tests/unit/test_out.c worker/stages/stage_output.c worker/stages/stage_output.h
tests_unit_test_stages_SOURCES = tests/unit/test_stages.c \
	tests/unit/stage_host.c tests/unit/stage_host.h $(worker_stages)
tests_unit_test_stages_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)
tests_unit_test_stage_command_SOURCES = tests/unit/test_stage_command.c \
	tests/unit/stage_host.c tests/unit/stage_host.h $(worker_stages)
tests_unit_test_stage_command_LDADD = $(LDADD) $(MAGIC_LIBS) $(CURL_LIBS)

unit_tests += tests/unit/test_child tests/unit/test_public_address tests/unit/test_receivers
tests_unit_test_receivers_SOURCES = tests/unit/test_receivers.c worker/webhook/receivers.c worker/webhook/receivers.h
tests_unit_test_child_SOURCES = tests/unit/test_child.c worker/child.c worker/child.h worker/stop.c worker/stop.h
tests_unit_test_public_address_SOURCES = tests/unit/test_public_address.c \
	worker/webhook/public_address.c worker/webhook/public_address.h

unit_tests += tests/unit/test_deadline tests/unit/test_senders
unit_tests += tests/unit/test_thread tests/unit/test_thread_pool tests/unit/test_response
tests_unit_test_response_SOURCES = tests/unit/test_response.c fcgi/http/response.c fcgi/http/response.h
tests_unit_test_thread_pool_SOURCES = tests/unit/test_thread_pool.c fcgi/http/thread_pool.c fcgi/http/thread_pool.h
tests_unit_test_deadline_SOURCES = tests/unit/test_deadline.c fcgi/http/idle_timeout.c

unit_tests += tests/unit/test_admission tests/unit/test_creations tests/unit/test_empties
tests_unit_test_admission_SOURCES = tests/unit/test_admission.c $(spool) \
	fcgi/app/alias.c fcgi/app/client_identity.c fcgi/intake/quota.c

unit_tests += tests/unit/test_transfer
tests_unit_test_transfer_SOURCES = tests/unit/test_transfer.c \
	fcgi/progress/transfer.c fcgi/progress/transfer.h

unit_tests += tests/unit/test_body_buffer
tests_unit_test_body_buffer_SOURCES = tests/unit/test_body_buffer.c \
	fcgi/http/body_buffer.c fcgi/http/body_buffer.h

unit_tests += tests/unit/test_forwarded tests/unit/test_request
tests_unit_test_request_SOURCES = tests/unit/test_request.c fcgi/http/body_buffer.c \
	fcgi/http/request.c fcgi/http/request_body.c fcgi/http/request_flow.c fcgi/http/query.c
tests_unit_test_request_LDADD = $(LDADD) $(FCGI_LIBS)

unit_tests += tests/unit/test_range
tests_unit_test_range_SOURCES = tests/unit/test_range.c fcgi/download/range.c

# A Redis, a connection and a listener.
news = tests/unit/news.c tests/unit/news.h $(redis_server)

unit_tests += tests/unit/test_redis_target tests/unit/test_redis tests/unit/test_advance
unit_tests += tests/unit/test_backoff tests/unit/test_table tests/unit/test_redis_transaction
tests_unit_test_redis_transaction_SOURCES = tests/unit/test_redis_transaction.c $(redis_server)
tests_unit_test_redis_SOURCES = tests/unit/test_redis.c $(redis_server)
tests_unit_test_advance_SOURCES = tests/unit/test_advance.c $(news)

unit_tests += tests/unit/test_rate
tests_unit_test_rate_SOURCES = tests/unit/test_rate.c $(news)
unit_tests += tests/unit/test_document tests/unit/test_progress tests/unit/test_jobs \
	tests/unit/test_restore
tests_unit_test_document_SOURCES = tests/unit/test_document.c $(news)
tests_unit_test_progress_SOURCES = tests/unit/test_progress.c $(news)
unit_tests += tests/unit/test_alias tests/unit/test_hostile_redis
tests_unit_test_hostile_redis_SOURCES = tests/unit/test_hostile_redis.c $(news)
tests_unit_test_alias_SOURCES = tests/unit/test_alias.c $(news)
tests_unit_test_jobs_SOURCES = tests/unit/test_jobs.c $(news)
tests_unit_test_restore_SOURCES = tests/unit/test_restore.c $(news) $(spool)

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
unit_tests += $(mutation_tests)

# Scripts that speak TAP; they find the sources by $srcdir.
script_tests = tests/unit/test_settings_page tests/unit/test_extensions_table \
	tests/unit/test_codes_tables tests/unit/test_bounds_table

unit_tests += tests/unit/test_protocol tests/unit/test_handshake \
	tests/unit/test_topic tests/unit/test_session
tests_unit_test_protocol_SOURCES = tests/unit/test_protocol.c $(ws_messages)
unit_tests += tests/unit/test_live_query
tests_unit_test_live_query_SOURCES = tests/unit/test_live_query.c \
	ws/transport/http_query.c ws/transport/http_query.h $(ws_messages)
tests_unit_test_handshake_SOURCES = tests/unit/test_handshake.c \
	ws/transport/handshake.c ws/transport/handshake.h
tests_unit_test_topic_SOURCES = tests/unit/test_topic.c $(documents) $(ws_topics) \
	ws/fanout/message.c ws/fanout/message.h
unit_tests += tests/unit/test_site
tests_unit_test_site_SOURCES = tests/unit/test_site.c ws/fanout/site.c ws/fanout/site.h \
	ws/fanout/message.c ws/fanout/message.h
tests_unit_test_session_SOURCES = tests/unit/test_session.c $(documents) \
	$(ws_messages) $(ws_topics) $(ws_sessions)
tests_unit_test_session_LDADD = $(LOADLINE_LIBS) $(CMOCKA_LIBS)

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

EXTRA_DIST += $(script_tests) $(redis_server) tests/local.mk \
	tests/run tests/style tests/bare-debian tests/readme tests/readme-client \
	tests/package-debian tests/package-client .ci/run \
	tests/lib/bare.sh tests/lib/count.sh tests/lib/floors.py tests/lib/layers.sh tests/lib/machine.sh tests/lib/packages.sh \
	tests/lib/typescript_imports.py tests/lib/variants.sh tests/bench/upload tests/bench/contenders.py tests/bench/tus_server.mjs \
	tests/bench/tus_browser.mjs tests/bench/README.md tests/bench/relay tests/bench/processing tests/bench/fcgid

# The site tests, in the order of their names.
EXTRA_DIST += tests/integration/all_fronts.py \
	tests/integration/clamd.py \
	tests/integration/conftest.py \
	tests/integration/crowd.py \
	tests/integration/doctor.py tests/integration/draft.py \
	tests/integration/fcgi.py tests/integration/files.py \
	tests/integration/forms.py tests/integration/fronts.py \
	tests/integration/live.py tests/integration/live_http.py \
	tests/integration/old_servers.py tests/integration/keys.py \
	tests/integration/redis_users.py tests/integration/refusals.py \
	tests/integration/relay_site.py \
	tests/integration/send_tool.py \
	tests/integration/sending.py \
	tests/integration/shared_hosting.py \
	tests/integration/stack.py \
	tests/integration/test_access.py \
	tests/integration/test_administrators.py \
	tests/integration/test_access_live.py \
	tests/integration/test_admission.py \
	tests/integration/test_apache_stalled_bodies.py \
	tests/integration/test_bodies_without_length.py \
	tests/integration/test_cancel.py \
	tests/integration/test_cli.py \
	tests/integration/test_clients_of_today.py \
	tests/integration/test_cross_origin.py \
	tests/integration/test_commands.py \
	tests/integration/test_confidential.py \
	tests/integration/test_disk_full.py \
	tests/integration/test_doctor.py \
	tests/integration/test_doctor_fronts.py tests/integration/test_doctor_reasons.py \
	tests/integration/broken_fronts.py tests/integration/mending.py \
	tests/integration/test_doctor_address.py tests/integration/test_doctor_hosting.py \
	tests/integration/test_doctor_origin.py tests/integration/test_doctor_remedies.py \
	tests/integration/test_download.py \
	tests/integration/test_draft_digests.py \
	tests/integration/test_draft_interim.py \
	tests/integration/test_draft_rules.py \
	tests/integration/test_durability.py tests/integration/test_fault_rounds.py tests/integration/test_fcgid.py \
	tests/integration/strangers.py tests/integration/test_few_clients.py \
	tests/integration/test_file_names.py \
	tests/integration/hooks.py tests/integration/test_webhook_events.py tests/integration/test_webhook_requests.py \
	tests/integration/test_receivers.py \
	tests/integration/test_overload.py tests/integration/test_stacks.py \
	tests/integration/test_places.py tests/integration/test_own_downloads.py \
	tests/integration/test_early_signals.py tests/integration/test_silent_connections.py \
	tests/integration/test_form.py tests/integration/test_forms_answers.py \
	tests/integration/test_form_metadata.py \
	tests/integration/test_fronts.py tests/integration/test_fronts_alike.py \
	tests/integration/test_hostile_tokens.py \
	tests/integration/test_https.py \
	tests/integration/test_legacy.py \
	tests/integration/test_limits.py tests/integration/test_long_fields.py \
	tests/integration/test_many_watchers.py \
	tests/integration/test_misbehaving.py \
	tests/integration/test_not_whole.py \
	tests/integration/test_one_request.py \
	tests/integration/test_page.py \
	tests/integration/test_pause_and_resume.py \
	tests/integration/test_poll.py \
	tests/integration/test_prefix.py \
	tests/integration/test_progress.py \
	tests/integration/test_put.py tests/integration/test_put_back.py tests/integration/test_put_back_pace.py \
	tests/integration/test_quick_questions.py \
	tests/integration/test_quickstart.py \
	tests/integration/test_redis_lost.py tests/integration/test_redis_refuses.py \
	tests/integration/test_redis_users.py \
	tests/integration/test_request_memory.py \
	tests/integration/test_settings_changed.py tests/integration/test_relay.py tests/integration/test_relay_doors.py \
	tests/integration/test_relay_fronts.py tests/integration/test_relay_http.py \
	tests/integration/test_relay_lost.py tests/integration/test_relay_operation.py \
	tests/integration/test_relay_raw.py tests/integration/test_relay_redis.py \
	tests/integration/test_send.py tests/integration/test_send_waits.py \
	tests/integration/test_relay_site.py \
	tests/integration/test_single_fields.py \
	tests/integration/test_slow_lines.py \
	tests/integration/test_spine.py \
	tests/integration/test_spool_modes.py tests/integration/test_stage_deliver.py \
	tests/integration/test_stage_notify.py tests/integration/test_stage_scan.py \
	tests/integration/test_stage_tools.py \
	tests/integration/test_strangers.py \
	tests/integration/test_supervised.py \
	tests/integration/test_takeover.py \
	tests/integration/test_tus_announced.py tests/integration/test_tus_checksum.py \
	tests/integration/test_tus_concatenation.py tests/integration/test_tus_core.py \
	tests/integration/test_tus_creation.py tests/integration/test_tus_expiration.py \
	tests/integration/test_tus_js.py \
	tests/integration/test_units.py \
	tests/integration/test_unread_downloads.py \
	tests/integration/test_upload_killed.py \
	tests/integration/test_waiting.py \
	tests/integration/test_worker.py \
	tests/integration/test_worker_killed.py \
	tests/integration/tokens.py \
	tests/integration/tus.py \
	tests/integration/tus_client.mjs \
	tests/integration/tus_js.py \
	tests/integration/tus_talk.py \
	tests/integration/uploaders.py \
	tests/integration/waiting.py \
	tests/integration/wire.py \
	tests/integration/workshop.py

# Tools of the benchmarks, built by them.
EXTRA_PROGRAMS = tests/bench/watchers tests/bench/changes tests/bench/discard tests/bench/pass_on
tests_bench_watchers_SOURCES = tests/bench/watchers.c
tests_bench_changes_SOURCES = tests/bench/changes.c
tests_bench_pass_on_SOURCES = tests/bench/pass_on.c
tests_bench_discard_SOURCES = tests/bench/discard.c
tests_bench_discard_LDADD = $(FCGI_LIBS)
