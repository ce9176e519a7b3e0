# SPDX-License-Identifier: MIT
#
# What the other layers of tests consist of; tests/run runs them.

EXTRA_DIST += $(script_tests) $(redis_server) tests/local.mk \
	tests/run tests/style tests/mutate tests/bare-debian tests/readme tests/readme-client \
	tests/package-debian tests/package-client tests/package-image tests/package-image-client .ci/run \
	tests/lib/bare.sh tests/lib/c_code.py tests/lib/c_uses.py tests/lib/container.sh tests/lib/count.sh tests/lib/floors.py tests/lib/layers.sh tests/lib/lua_names.py tests/lib/machine.sh tests/lib/packages.sh \
	tests/lib/mutants.py tests/lib/named_paths.py tests/lib/other_redis.sh tests/lib/protocol_tables.py tests/lib/protocol_typescript.py \
	tests/lib/typescript_imports.py tests/lib/variants.sh tests/bench/upload tests/bench/contenders.py tests/bench/tus_server.mjs \
	tests/bench/tus_browser.mjs tests/bench/README.md tests/bench/redis tests/bench/relay tests/bench/processing tests/bench/fcgid \
	tests/bench/flame tests/bench/flame_graph.py tests/bench/uploaders tests/bench/chunked.py tests/bench/many tests/bench/many_browser.mjs \
	tests/bench/growth tests/bench/growing.py tests/bench/measures.py tests/bench/relays.py \
	tests/bench/peers tests/bench/peer_install.py tests/bench/peer_relays.py tests/bench/peer_seen.py \
	tests/bench/peer_servers.py tests/bench/peer_tables.py tests/bench/peer_uploads.py tests/bench/scratch

# The site tests, in the order of their names.
EXTRA_DIST += tests/integration/all_fronts.py \
	tests/integration/clamd.py \
	tests/integration/conftest.py \
	tests/integration/crowd.py \
	tests/integration/doctor.py tests/integration/draft.py \
	tests/integration/fcgi.py tests/integration/filepond.py tests/integration/files.py \
	tests/integration/forms.py tests/integration/fronts.py tests/integration/gluster.py \
	tests/integration/live.py tests/integration/live_http.py \
	tests/integration/old_servers.py tests/integration/keys.py \
	tests/integration/ports.py tests/integration/redis_set.py tests/integration/redis_tls.py \
	tests/integration/redis_users.py tests/integration/refusals.py \
	tests/integration/relay_site.py \
	tests/integration/send_tool.py \
	tests/integration/sending.py \
	tests/integration/shared_hosting.py \
	tests/integration/stack.py \
	tests/integration/test_access.py \
	tests/integration/test_administrator_link.py \
	tests/integration/test_administrators.py \
	tests/integration/test_access_live.py \
	tests/integration/test_admission.py \
	tests/integration/test_apache_stalled_bodies.py \
	tests/integration/test_bodies_without_length.py \
	tests/integration/test_cancel.py \
	tests/integration/test_cli.py tests/integration/test_cli_json.py tests/integration/test_completion.py \
	tests/integration/test_clients_of_today.py \
	tests/integration/test_cross_origin.py \
	tests/integration/test_commands.py \
	tests/integration/test_confidential.py tests/integration/test_containers.py \
	tests/integration/test_demoted_redis.py \
	tests/integration/test_disk_full.py \
	tests/integration/test_doctor.py \
	tests/integration/test_doctor_fronts.py tests/integration/test_doctor_reasons.py \
	tests/integration/balancers.py tests/integration/hosts.py tests/integration/namespaces.py tests/integration/shards.py \
	tests/integration/test_balanced.py tests/integration/test_hosts.py tests/integration/test_hosts_apart.py tests/integration/test_shards.py \
	tests/integration/broken_fronts.py tests/integration/certificates.py tests/integration/chunks.py tests/integration/mending.py \
	tests/integration/test_doctor_address.py tests/integration/test_doctor_hosting.py \
	tests/integration/test_doctor_failover.py tests/integration/test_doctor_origin.py tests/integration/test_doctor_remedies.py \
	tests/integration/test_download.py \
	tests/integration/test_draft_digests.py \
	tests/integration/test_draft_interim.py \
	tests/integration/test_draft_rules.py \
	tests/integration/test_durability.py tests/integration/test_fault_rounds.py tests/integration/test_fcgid.py \
	tests/integration/strangers.py tests/integration/test_few_clients.py \
	tests/integration/test_file_names.py \
	tests/integration/test_filepond.py \
	tests/integration/test_filepond_access.py \
	tests/integration/test_filepond_files.py \
	tests/integration/test_filepond_names.py \
	tests/integration/hooks.py tests/integration/test_webhook_events.py tests/integration/test_webhook_requests.py \
	tests/integration/test_receivers.py \
	tests/integration/test_overload.py tests/integration/test_stacks.py \
	tests/integration/test_places.py tests/integration/test_own_downloads.py \
	tests/integration/test_early_signals.py tests/integration/test_silent_connections.py \
	tests/integration/test_finished_late.py \
	tests/integration/test_form.py tests/integration/test_forms_answers.py \
	tests/integration/test_form_metadata.py \
	tests/integration/test_events.py tests/integration/test_verify.py \
	tests/integration/test_fronts.py tests/integration/test_fronts_alike.py \
	tests/integration/test_hostile_tokens.py \
	tests/integration/test_https.py \
	tests/integration/test_legacy.py \
	tests/integration/test_limits.py tests/integration/test_long_fields.py \
	tests/integration/test_many_watchers.py \
	tests/integration/metadata_ways.py tests/integration/test_metadata.py \
	tests/integration/test_misbehaving.py \
	tests/integration/test_not_whole.py \
	tests/integration/test_one_request.py \
	tests/integration/test_page.py \
	tests/integration/test_pieces_ahead.py \
	tests/integration/test_pause_and_resume.py \
	tests/integration/test_poll.py \
	tests/integration/test_prefix.py \
	tests/integration/test_progress.py \
	tests/integration/test_put.py tests/integration/test_put_back.py tests/integration/test_put_back_pace.py \
	tests/integration/test_quick_questions.py \
	tests/integration/test_quickstart.py \
	tests/integration/test_failover.py tests/integration/test_redis_lost.py tests/integration/test_redis_moved.py \
	tests/integration/test_redis_refuses.py tests/integration/test_redis_replica.py tests/integration/test_redis_tls.py \
	tests/integration/test_redis_users.py \
	tests/integration/test_request_memory.py \
	tests/integration/test_settings_changed.py tests/integration/test_shared_spool.py tests/integration/test_relay.py tests/integration/test_relay_doors.py \
	tests/integration/test_relay_fronts.py tests/integration/test_relay_http.py \
	tests/integration/test_relay_lost.py tests/integration/test_relay_operation.py \
	tests/integration/test_relay_raw.py tests/integration/test_relay_redis.py \
	tests/integration/test_scratch.py \
	tests/integration/test_send.py tests/integration/test_send_waits.py \
	tests/integration/test_relay_site.py \
	tests/integration/test_single_fields.py \
	tests/integration/test_slow_lines.py \
	tests/integration/test_spools.py \
	tests/integration/test_spine.py \
	tests/integration/test_site_hour.py tests/integration/test_spool_modes.py tests/integration/test_stage_deliver.py \
	tests/integration/faulty_s3.py tests/integration/s3_servers.py tests/integration/s3_sign.py \
	tests/integration/test_deliver_s3.py tests/integration/test_download_delivered.py tests/integration/test_deliver_s3_faults.py \
	tests/integration/faulty_delivery.py tests/integration/test_deliver_s3_settings.py \
	tests/integration/test_stage_notify.py tests/integration/test_stage_scan.py \
	tests/integration/test_stage_tools.py \
	tests/integration/test_strangers.py \
	tests/integration/test_supervised.py \
	tests/integration/test_takeover.py \
	tests/integration/test_tus_announced.py tests/integration/test_tus_checksum.py \
	tests/integration/concat.py tests/integration/test_tus_concat_unfinished.py \
	tests/integration/test_tus_concat_unfinished_ends.py \
	tests/integration/test_tus_concat_unfinished_races.py \
	tests/integration/test_tus_concatenation.py tests/integration/test_tus_core.py \
	tests/integration/test_tus_creation.py tests/integration/test_tus_expiration.py \
	tests/integration/test_tus_js.py \
	tests/integration/test_units.py \
	tests/integration/test_unread_downloads.py \
	tests/integration/test_upload_killed.py \
	tests/integration/test_story.py \
	tests/integration/test_upload_list.py \
	tests/integration/test_uploader_fine.py tests/integration/test_uploader_gate.py \
	tests/integration/test_uploader_jquery.py \
	tests/integration/test_uploader_plupload.py tests/integration/test_uploader_progress.py \
	tests/integration/test_uploader_refusals.py tests/integration/test_uploader_visitors.py \
	tests/integration/test_uploaders_announced.py \
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
EXTRA_PROGRAMS = tests/bench/watchers tests/bench/changes tests/bench/discard tests/bench/pass_on \
	tests/bench/spool_fill
tests_bench_watchers_SOURCES = tests/bench/watchers.c
tests_bench_changes_SOURCES = tests/bench/changes.c
tests_bench_pass_on_SOURCES = tests/bench/pass_on.c
tests_bench_spool_fill_SOURCES = tests/bench/spool_fill.c
tests_bench_discard_SOURCES = tests/bench/discard.c
tests_bench_discard_LDADD = $(FCGI_LIBS)
