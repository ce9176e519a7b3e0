# SPDX-License-Identifier: MIT
#
# The FastCGI programs, and what both of them are made of.

fcgi_shared = \
	fcgi/body_buffer.c fcgi/body_buffer.h \
	fcgi/request.c fcgi/request_body.c fcgi/request_flow.c \
	fcgi/request.h fcgi/request_native.h fcgi/request_parts.h \
	fcgi/door.c fcgi/door.h fcgi/peer.c fcgi/peer.h \
	fcgi/thread_pool.c fcgi/thread_pool.h \
	fcgi/client.c fcgi/client.h fcgi/places.c fcgi/places.h \
	fcgi/response.c fcgi/response.h \
	fcgi/query.c fcgi/query.h \
	fcgi/accept.c fcgi/accept.h fcgi/alias.c fcgi/alias.h fcgi/page.c fcgi/page.h \
	fcgi/exchange.c fcgi/exchange.h fcgi/router.c fcgi/router.h fcgi/scheme.c fcgi/scheme.h \
	fcgi/gate.c fcgi/gate.h fcgi/public_base.c fcgi/public_base.h \
	fcgi/cors.c fcgi/cors.h \
	fcgi/deadline.c fcgi/deadline.h \
	fcgi/server.c fcgi/server.h fcgi/renewal.c fcgi/renewal.h

fcgi_multipart = \
	fcgi/multipart.c fcgi/multipart.h \
	fcgi/multipart_headers.c fcgi/multipart_headers.h \
	fcgi/disposition.c fcgi/disposition.h

# What says that a request brings a part of a file, or a coded one.
fcgi_content = \
	fcgi/content.c fcgi/content.h \
	fcgi/content_fields.c fcgi/content_fields.h \
	fcgi/dialect.c fcgi/dialect.h \
	fcgi/dialect_request.c fcgi/dialect_request.h

# The IETF draft "Resumable Uploads for HTTP".
fcgi_resumable = \
	fcgi/digest_fields.c fcgi/digest_fields.h \
	fcgi/fields.c fcgi/fields.h \
	fcgi/interim.c fcgi/interim.h \
	fcgi/resumable.c fcgi/resumable_append.c fcgi/resumable_create.c fcgi/resumable.h \
	fcgi/resumable_answer.c fcgi/resumable_answer.h \
	fcgi/resumable_body.c fcgi/resumable_body.h \
	fcgi/resumable_request.c fcgi/resumable_request.h

loadlineexec_PROGRAMS += fcgi/upload.fcgi
fcgi_upload_fcgi_SOURCES = fcgi/upload_main.c fcgi/app.h $(fcgi_shared) \
	fcgi/capabilities.c fcgi/capabilities.h \
	fcgi/checksum.c fcgi/checksum.h $(fcgi_content) \
	fcgi/declared_file.c fcgi/declared_file.h fcgi/upload_answer.c fcgi/upload_answer.h \
	fcgi/form.c fcgi/form.h fcgi/request_protocol.c fcgi/request_protocol.h fcgi/form_fields.c fcgi/form_fields.h $(fcgi_multipart) \
	fcgi/form_answer.c fcgi/form_answer.h fcgi/form_files.c fcgi/form_files.h fcgi/redirect.c fcgi/redirect.h \
	fcgi/form_record.c fcgi/form_record.h fcgi/form_metadata.c fcgi/form_metadata.h \
	fcgi/form_waiting.c fcgi/form_waiting.h fcgi/put.c fcgi/put.h \
	fcgi/housekeeping.c fcgi/housekeeping.h \
	fcgi/intake.c fcgi/intake_end.c fcgi/intake_parts.h fcgi/intake.h \
	fcgi/intake_count.c fcgi/intake_receive.c \
	fcgi/intake_copy.c fcgi/intake_create.c fcgi/intake_verify.c \
	fcgi/masked_offer.c fcgi/masked_offer.h \
	fcgi/links.c fcgi/links.h \
	fcgi/publisher.c fcgi/publisher.h fcgi/round.c fcgi/round.h $(fcgi_resumable) \
	fcgi/transfer_queue.c fcgi/transfer_queue.h \
	fcgi/space.c fcgi/space.h \
	fcgi/admission.c fcgi/admission.h \
	fcgi/download.c fcgi/download.h \
	fcgi/named_upload.c fcgi/named_upload.h \
	fcgi/range.c fcgi/range.h \
	fcgi/sendfile.c fcgi/sendfile.h \
	fcgi/etag.c fcgi/etag.h \
	fcgi/pre_create.c fcgi/pre_create.h \
	fcgi/quota.c fcgi/quota.h \
	worker/process.c worker/process.h \
	fcgi/transfer.c fcgi/transfer.h \
	fcgi/tus.c fcgi/tus_create.c fcgi/tus_patch.c fcgi/tus.h \
	fcgi/tus_concat.c fcgi/tus_concat.h \
	fcgi/tus_concat_again.c fcgi/tus_concat_again.h \
	fcgi/tus_metadata.c fcgi/tus_metadata.h
fcgi_upload_fcgi_LDADD = $(LOADLINE_LIBS) $(FCGI_LIBS)

loadlineexec_PROGRAMS += fcgi/progress.fcgi
fcgi_progress_fcgi_SOURCES = fcgi/progress_main.c \
	fcgi/commands.c fcgi/commands.h \
	fcgi/poll.c fcgi/poll.h \
	fcgi/legacy.c fcgi/legacy.h fcgi/legacy_print.c \
	fcgi/legacy_view.c fcgi/legacy_view.h \
	fcgi/watch_page.c fcgi/watch_page.h \
	fcgi/etag.c fcgi/etag.h $(fcgi_shared)
fcgi_progress_fcgi_LDADD = $(LOADLINE_LIBS) $(FCGI_LIBS)
