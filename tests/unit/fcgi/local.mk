# SPDX-License-Identifier: MIT
#
# Unit tests of fcgi/; tests/unit/local.mk says how one is named.

unit_tests += tests/unit/fcgi/http/test_idle_timeout
unit_tests += tests/unit/fcgi/http/test_thread_pool tests/unit/fcgi/http/test_response
tests_unit_fcgi_http_test_response_SOURCES = tests/unit/fcgi/http/test_response.c fcgi/http/response.c fcgi/http/response.h
tests_unit_fcgi_http_test_thread_pool_SOURCES = tests/unit/fcgi/http/test_thread_pool.c fcgi/http/thread_pool.c fcgi/http/thread_pool.h
tests_unit_fcgi_http_test_idle_timeout_SOURCES = tests/unit/fcgi/http/test_idle_timeout.c fcgi/http/idle_timeout.c

unit_tests += tests/unit/fcgi/intake/test_admission
tests_unit_fcgi_intake_test_admission_SOURCES = tests/unit/fcgi/intake/test_admission.c $(spool) \
	fcgi/app/alias.c fcgi/app/client_identity.c fcgi/intake/quota.c fcgi/intake/quota_upload.c

# The whole intake, with a fake of what it needs.
intake_host = tests/unit/support/intake_host.c tests/unit/support/intake_host.h $(spool) $(fcgi_intake) \
	fcgi/app/client_identity.c fcgi/app/client_identity.h fcgi/app/sender_limits.c fcgi/app/sender_limits.h \
	fcgi/http/exchange.c fcgi/http/exchange.h fcgi/http/query.c fcgi/http/query.h \
	fcgi/http/field_parameters.c fcgi/http/field_parameters.h

# The same for senders of pieces, which run at once.
piece_host = tests/unit/support/piece_host.c tests/unit/support/piece_host.h $(spool) $(fcgi_intake) \
	fcgi/app/client_identity.c fcgi/app/client_identity.h fcgi/app/sender_limits.c fcgi/app/sender_limits.h \
	fcgi/http/exchange.c fcgi/http/exchange.h fcgi/http/query.c fcgi/http/query.h \
	fcgi/http/field_parameters.c fcgi/http/field_parameters.h
unit_tests += tests/unit/fcgi/intake/test_intake_piece
tests_unit_fcgi_intake_test_intake_piece_SOURCES = tests/unit/fcgi/intake/test_intake_piece.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_refusals tests/unit/fcgi/intake/test_intake_piece_senders
tests_unit_fcgi_intake_test_intake_piece_refusals_SOURCES = tests/unit/fcgi/intake/test_intake_piece_refusals.c $(piece_host)
tests_unit_fcgi_intake_test_intake_piece_senders_SOURCES = tests/unit/fcgi/intake/test_intake_piece_senders.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_seen
tests_unit_fcgi_intake_test_intake_piece_seen_SOURCES = tests/unit/fcgi/intake/test_intake_piece_seen.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_measure
tests_unit_fcgi_intake_test_intake_piece_measure_SOURCES = tests/unit/fcgi/intake/test_intake_piece_measure.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_many
tests_unit_fcgi_intake_test_intake_piece_many_SOURCES = tests/unit/fcgi/intake/test_intake_piece_many.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_piece_pace
tests_unit_fcgi_intake_test_piece_pace_SOURCES = tests/unit/fcgi/intake/test_piece_pace.c \
	fcgi/intake/piece_pace.c fcgi/intake/piece_pace.h
unit_tests += tests/unit/fcgi/intake/test_intake_create_given
tests_unit_fcgi_intake_test_intake_create_given_SOURCES = tests/unit/fcgi/intake/test_intake_create_given.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_property
tests_unit_fcgi_intake_test_intake_piece_property_SOURCES = tests/unit/fcgi/intake/test_intake_piece_property.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_disk
tests_unit_fcgi_intake_test_intake_piece_disk_SOURCES = tests/unit/fcgi/intake/test_intake_piece_disk.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_quota tests/unit/fcgi/intake/test_intake_piece_renewal \
	tests/unit/fcgi/intake/test_intake_piece_room tests/unit/fcgi/intake/test_intake_piece_power
tests_unit_fcgi_intake_test_intake_piece_quota_SOURCES = tests/unit/fcgi/intake/test_intake_piece_quota.c $(piece_host)
tests_unit_fcgi_intake_test_intake_piece_renewal_SOURCES = tests/unit/fcgi/intake/test_intake_piece_renewal.c $(piece_host)
tests_unit_fcgi_intake_test_intake_piece_room_SOURCES = tests/unit/fcgi/intake/test_intake_piece_room.c $(piece_host)
tests_unit_fcgi_intake_test_intake_piece_power_SOURCES = tests/unit/fcgi/intake/test_intake_piece_power.c $(piece_host)
unit_tests += tests/unit/fcgi/intake/test_intake_piece_killed
tests_unit_fcgi_intake_test_intake_piece_killed_SOURCES = tests/unit/fcgi/intake/test_intake_piece_killed.c $(piece_host)

unit_tests += tests/unit/fcgi/intake/test_admission_refusals
tests_unit_fcgi_intake_test_admission_refusals_SOURCES = tests/unit/fcgi/intake/test_admission_refusals.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_declared_file
tests_unit_fcgi_intake_test_declared_file_SOURCES = tests/unit/fcgi/intake/test_declared_file.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_free_space
tests_unit_fcgi_intake_test_free_space_SOURCES = tests/unit/fcgi/intake/test_free_space.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_append
tests_unit_fcgi_intake_test_intake_append_SOURCES = tests/unit/fcgi/intake/test_intake_append.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_create
tests_unit_fcgi_intake_test_intake_create_SOURCES = tests/unit/fcgi/intake/test_intake_create.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_end
tests_unit_fcgi_intake_test_intake_end_SOURCES = tests/unit/fcgi/intake/test_intake_end.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_name
tests_unit_fcgi_intake_test_intake_name_SOURCES = tests/unit/fcgi/intake/test_intake_name.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_finals
tests_unit_fcgi_intake_test_intake_finals_SOURCES = tests/unit/fcgi/intake/test_intake_finals.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_open
tests_unit_fcgi_intake_test_intake_open_SOURCES = tests/unit/fcgi/intake/test_intake_open.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_receive
tests_unit_fcgi_intake_test_intake_receive_SOURCES = tests/unit/fcgi/intake/test_intake_receive.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_set_aside
tests_unit_fcgi_intake_test_intake_set_aside_SOURCES = tests/unit/fcgi/intake/test_intake_set_aside.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_sync
tests_unit_fcgi_intake_test_intake_sync_SOURCES = tests/unit/fcgi/intake/test_intake_sync.c $(intake_host)
unit_tests += tests/unit/fcgi/intake/test_intake_size
tests_unit_fcgi_intake_test_intake_size_SOURCES = tests/unit/fcgi/intake/test_intake_size.c $(intake_host)
tests_unit_fcgi_intake_test_quota_upload_SOURCES = tests/unit/fcgi/intake/test_quota_upload.c $(spool) fcgi/intake/quota_upload.c fcgi/intake/quota_upload.h
unit_tests += tests/unit/fcgi/intake/test_pre_create tests/unit/fcgi/intake/test_quota tests/unit/fcgi/intake/test_quota_upload
tests_unit_fcgi_intake_test_pre_create_SOURCES = tests/unit/fcgi/intake/test_pre_create.c \
	fcgi/intake/pre_create.c fcgi/intake/pre_create.h
tests_unit_fcgi_intake_test_quota_SOURCES = tests/unit/fcgi/intake/test_quota.c $(spool) \
	fcgi/intake/quota.c fcgi/intake/quota.h fcgi/intake/quota_upload.c fcgi/intake/quota_upload.h

unit_tests += tests/unit/fcgi/progress/test_transfer tests/unit/fcgi/progress/test_transfer_queue
tests_unit_fcgi_progress_test_transfer_queue_SOURCES = \
	tests/unit/fcgi/progress/test_transfer_queue.c \
	fcgi/progress/transfer.c fcgi/progress/transfer.h \
	fcgi/progress/transfer_queue.c fcgi/progress/transfer_queue.h
tests_unit_fcgi_progress_test_transfer_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=stats_observe
tests_unit_fcgi_progress_test_transfer_SOURCES = tests/unit/fcgi/progress/test_transfer.c \
	fcgi/progress/transfer.c fcgi/progress/transfer.h

unit_tests += tests/unit/fcgi/http/test_body_buffer
tests_unit_fcgi_http_test_body_buffer_SOURCES = tests/unit/fcgi/http/test_body_buffer.c \
	fcgi/http/body_buffer.c fcgi/http/body_buffer.h

front_end = tests/unit/support/front_end.c tests/unit/support/front_end.h fcgi/http/body_buffer.c \
	fcgi/http/request.c fcgi/http/request_body.c fcgi/http/request_flow.c fcgi/http/query.c
unit_tests += tests/unit/fcgi/http/test_request
tests_unit_fcgi_http_test_request_SOURCES = tests/unit/fcgi/http/test_request.c $(front_end)
tests_unit_fcgi_http_test_request_LDADD = $(LDADD) $(FCGI_LIBS)
unit_tests += tests/unit/fcgi/http/test_request_brief
tests_unit_fcgi_http_test_request_brief_SOURCES = tests/unit/fcgi/http/test_request_brief.c $(front_end)
tests_unit_fcgi_http_test_request_brief_LDADD = $(LDADD) $(FCGI_LIBS)
unit_tests += tests/unit/fcgi/http/test_request_variables
tests_unit_fcgi_http_test_request_variables_SOURCES = tests/unit/fcgi/http/test_request_variables.c fcgi/http/body_buffer.c \
	fcgi/http/request.c fcgi/http/request_body.c fcgi/http/request_flow.c fcgi/http/query.c
tests_unit_fcgi_http_test_request_variables_LDADD = $(LDADD) $(FCGI_LIBS)

unit_tests += tests/unit/fcgi/download/test_range
tests_unit_fcgi_download_test_range_SOURCES = tests/unit/fcgi/download/test_range.c fcgi/download/range.c

EXTRA_DIST += tests/unit/fcgi/local.mk
