# SPDX-License-Identifier: MIT
#
# The FastCGI programs. What both of them are made of is a library, so that each takes what it uses.

fcgi_http = \
	fcgi/http/accept_header.c fcgi/http/accept_header.h \
	fcgi/http/body_buffer.c fcgi/http/body_buffer.h \
	fcgi/http/connections.c fcgi/http/connections.h \
	fcgi/http/field_parameters.c fcgi/http/field_parameters.h \
	fcgi/http/etag.c fcgi/http/etag.h \
	fcgi/http/exchange.c fcgi/http/exchange.h \
	fcgi/http/idle_timeout.c fcgi/http/idle_timeout.h \
	fcgi/http/peer.c fcgi/http/peer.h \
	fcgi/http/query.c fcgi/http/query.h \
	fcgi/http/redirect.c fcgi/http/redirect.h \
	fcgi/http/request.c fcgi/http/request.h \
	fcgi/http/request_body.c \
	fcgi/http/request_flow.c \
	fcgi/http/request_internal.h \
	fcgi/http/request_native.h \
	fcgi/http/request_protocol.c fcgi/http/request_protocol.h \
	fcgi/http/response.c fcgi/http/response.h \
	fcgi/http/scheme.c fcgi/http/scheme.h \
	fcgi/http/structured_fields.c fcgi/http/structured_fields.h \
	fcgi/http/thread_pool.c fcgi/http/thread_pool.h

fcgi_app = \
	fcgi/app/alias.c fcgi/app/alias.h \
	fcgi/app/app.h \
	fcgi/app/client_identity.c fcgi/app/client_identity.h \
	fcgi/app/cors.c fcgi/app/cors.h \
	fcgi/app/elsewhere.c fcgi/app/elsewhere.h \
	fcgi/app/gate.c fcgi/app/gate.h \
	fcgi/app/host_path.c fcgi/app/host_path.h \
	fcgi/app/housekeeping.c fcgi/app/housekeeping.h \
	fcgi/app/page.c fcgi/app/page.h \
	fcgi/app/sender_limits.c fcgi/app/sender_limits.h \
	fcgi/app/public_base.c fcgi/app/public_base.h \
	fcgi/app/renewal.c fcgi/app/renewal.h \
	fcgi/app/request_urls.c fcgi/app/request_urls.h \
	fcgi/app/router.c fcgi/app/router.h \
	fcgi/app/server.c fcgi/app/server.h \
	fcgi/app/upload_answer.c fcgi/app/upload_answer.h

noinst_LIBRARIES += fcgi/libgateway.a
fcgi_libgateway_a_SOURCES = $(fcgi_http) $(fcgi_app)

fcgi_content = \
	fcgi/content/content.c fcgi/content/content.h \
	fcgi/content/content_fields.c fcgi/content/content_fields.h

fcgi_uploaders = \
	fcgi/uploaders/chunk.c fcgi/uploaders/chunk.h \
	fcgi/uploaders/chunk_alias.c fcgi/uploaders/chunk_alias.h \
	fcgi/uploaders/chunk_answer.c fcgi/uploaders/chunk_answer.h \
	fcgi/uploaders/chunk_body.c fcgi/uploaders/chunk_body.h \
	fcgi/uploaders/chunk_receiver.c fcgi/uploaders/chunk_receiver.h \
	fcgi/uploaders/chunk_request.c fcgi/uploaders/chunk_request.h \
	fcgi/uploaders/chunk_upload.c fcgi/uploaders/chunk_upload.h \
	fcgi/uploaders/derived_id.c fcgi/uploaders/derived_id.h \
	fcgi/uploaders/dialect.c fcgi/uploaders/dialect.h \
	fcgi/uploaders/dialect_request.c fcgi/uploaders/dialect_request.h \
	fcgi/uploaders/filepond.c fcgi/uploaders/filepond.h \
	fcgi/uploaders/filepond_chunk.c \
	fcgi/uploaders/filepond_id.c fcgi/uploaders/filepond_id.h \
	fcgi/uploaders/fine_uploader.c fcgi/uploaders/fine_uploader.h \
	fcgi/uploaders/jquery_files.c fcgi/uploaders/jquery_files.h \
	fcgi/uploaders/jquery_upload.c fcgi/uploaders/jquery_upload.h \
	fcgi/uploaders/refusal.c fcgi/uploaders/refusal.h \
	fcgi/uploaders/visitor.c fcgi/uploaders/visitor.h

fcgi_intake = \
	fcgi/intake/admission.c fcgi/intake/admission.h \
	fcgi/intake/checksum.c fcgi/intake/checksum.h \
	fcgi/intake/declared_file.c fcgi/intake/declared_file.h \
	fcgi/intake/finals_teller.c fcgi/intake/finals_teller.h \
	fcgi/intake/free_space.c fcgi/intake/free_space.h \
	fcgi/intake/intake.c fcgi/intake/intake.h \
	fcgi/intake/intake_count.c \
	fcgi/intake/intake_create.c \
	fcgi/intake/intake_end.c \
	fcgi/intake/intake_finals.c fcgi/intake/intake_finals.h \
	fcgi/intake/intake_internal.h \
	fcgi/intake/intake_join.c \
	fcgi/intake/intake_leave.c \
	fcgi/intake/intake_name.c \
	fcgi/intake/intake_receive.c \
	fcgi/intake/intake_pending.c \
	fcgi/intake/intake_piece.c fcgi/intake/intake_piece.h \
	fcgi/intake/intake_piece_append.c \
	fcgi/intake/intake_piece_aside.c \
	fcgi/intake/intake_piece_claim.c \
	fcgi/intake/intake_piece_internal.h \
	fcgi/intake/intake_piece_look.c \
	fcgi/intake/intake_piece_settle.c \
	fcgi/intake/intake_piece_state.c \
	fcgi/intake/intake_sync.c \
	fcgi/intake/kept_metadata.c fcgi/intake/kept_metadata.h \
	fcgi/intake/piece_pace.c fcgi/intake/piece_pace.h \
	fcgi/intake/masked_offer.c fcgi/intake/masked_offer.h \
	fcgi/intake/pre_create.c fcgi/intake/pre_create.h \
	fcgi/intake/quota.c fcgi/intake/quota.h \
	fcgi/intake/quota_upload.c fcgi/intake/quota_upload.h \
	fcgi/intake/tus_metadata.c fcgi/intake/tus_metadata.h

fcgi_progress = \
	fcgi/progress/publish_round.c fcgi/progress/publish_round.h \
	fcgi/progress/publisher.c fcgi/progress/publisher.h \
	fcgi/progress/transfer.c fcgi/progress/transfer.h \
	fcgi/progress/transfer_queue.c fcgi/progress/transfer_queue.h

fcgi_form = \
	fcgi/form/form.c fcgi/form/form.h \
	fcgi/form/form_answer.c fcgi/form/form_answer.h \
	fcgi/form/form_chunk.c fcgi/form/form_chunk.h \
	fcgi/form/form_fields.c fcgi/form/form_fields.h \
	fcgi/form/form_files.c fcgi/form/form_files.h \
	fcgi/form/form_metadata.c fcgi/form/form_metadata.h \
	fcgi/form/form_record.c fcgi/form/form_record.h \
	fcgi/form/form_waiting.c fcgi/form/form_waiting.h \
	fcgi/form/multipart.c fcgi/form/multipart.h \
	fcgi/form/multipart_headers.c fcgi/form/multipart_headers.h \
	fcgi/form/put.c fcgi/form/put.h \
	fcgi/form/query_metadata.c fcgi/form/query_metadata.h

fcgi_tus = \
	fcgi/tus/tus.c fcgi/tus/tus.h \
	fcgi/tus/tus_concat.c fcgi/tus/tus_concat.h \
	fcgi/tus/tus_concat_again.c fcgi/tus/tus_concat_again.h \
	fcgi/tus/tus_concat_create.c \
	fcgi/tus/tus_create.c \
	fcgi/tus/tus_patch.c

fcgi_resumable = \
	fcgi/resumable/digest_fields.c fcgi/resumable/digest_fields.h \
	fcgi/resumable/interim.c fcgi/resumable/interim.h \
	fcgi/resumable/resumable.c fcgi/resumable/resumable.h \
	fcgi/resumable/resumable_answer.c fcgi/resumable/resumable_answer.h \
	fcgi/resumable/resumable_append.c \
	fcgi/resumable/resumable_body.c fcgi/resumable/resumable_body.h \
	fcgi/resumable/resumable_create.c \
	fcgi/resumable/resumable_request.c fcgi/resumable/resumable_request.h

fcgi_download = \
	fcgi/download/delivered.c fcgi/download/delivered.h \
	fcgi/download/delivered_place.c fcgi/download/delivered_place.h \
	fcgi/download/download.c fcgi/download/download.h \
	fcgi/download/file_fields.c fcgi/download/file_fields.h \
	fcgi/download/named_upload.c fcgi/download/named_upload.h \
	fcgi/download/range.c fcgi/download/range.h \
	fcgi/download/sendfile.c fcgi/download/sendfile.h

loadlineexec_PROGRAMS += fcgi/upload.fcgi
fcgi_upload_fcgi_SOURCES = fcgi/upload_main.c fcgi/capabilities.c fcgi/capabilities.h \
	$(fcgi_content) $(fcgi_uploaders) $(fcgi_intake) $(fcgi_progress) $(fcgi_form) \
	$(fcgi_tus) $(fcgi_resumable) $(fcgi_download)
fcgi_upload_fcgi_LDADD = fcgi/libgateway.a $(LOADLINE_LIBS) $(FCGI_LIBS)

fcgi_status = \
	fcgi/status/commands.c fcgi/status/commands.h \
	fcgi/status/administrator_link.c fcgi/status/administrator_link.h \
	fcgi/status/hour_answer.c fcgi/status/hour_answer.h \
	fcgi/status/metadata_answer.c fcgi/status/metadata_answer.h \
	fcgi/status/story_answer.c fcgi/status/story_answer.h \
	fcgi/status/upload_list.c fcgi/status/upload_list.h \
	fcgi/status/upload_list_entries.c fcgi/status/upload_list_entries.h \
	fcgi/status/poll.c fcgi/status/poll.h \
	fcgi/status/status_page.c fcgi/status/status_page.h \
	fcgi/status/status_target.c fcgi/status/status_target.h

fcgi_legacy = \
	fcgi/legacy/legacy.c fcgi/legacy/legacy.h \
	fcgi/legacy/legacy_print.c \
	fcgi/legacy/legacy_view.c fcgi/legacy/legacy_view.h

loadlineexec_PROGRAMS += fcgi/progress.fcgi
fcgi_progress_fcgi_SOURCES = fcgi/progress_main.c $(fcgi_status) $(fcgi_legacy)
fcgi_progress_fcgi_LDADD = fcgi/libgateway.a $(LOADLINE_LIBS) $(FCGI_LIBS)
