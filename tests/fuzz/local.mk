# SPDX-License-Identifier: MIT
#
# The fuzz targets and their corpora.

EXTRA_DIST += tests/fuzz/local.mk

# Built by name only, with clang (tests/lib/variants.sh, layer_fuzz).
fuzz_tests = tests/fuzz/fuzz_multipart tests/fuzz/fuzz_disposition \
	tests/fuzz/fuzz_metadata tests/fuzz/fuzz_request tests/fuzz/fuzz_protocol
EXTRA_PROGRAMS += $(fuzz_tests)
tests_fuzz_fuzz_multipart_SOURCES = tests/fuzz/fuzz_multipart.c \
	$(multipart)
tests_fuzz_fuzz_multipart_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_multipart_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_protocol_SOURCES = tests/fuzz/fuzz_protocol.c ws/fanout/message.c ws/fanout/protocol.c
tests_fuzz_fuzz_protocol_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_protocol_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

tests_fuzz_fuzz_disposition_SOURCES = tests/fuzz/fuzz_disposition.c \
	$(multipart)
tests_fuzz_fuzz_disposition_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_disposition_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_metadata_SOURCES = tests/fuzz/fuzz_metadata.c \
	fcgi/intake/tus_metadata.c
tests_fuzz_fuzz_metadata_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_metadata_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c \
	fcgi/http/accept_header.c fcgi/http/structured_fields.c fcgi/http/query.c fcgi/download/range.c \
	fcgi/http/redirect.c fcgi/http/body_buffer.c fcgi/http/request.c fcgi/http/request_body.c fcgi/http/request_flow.c
tests_fuzz_fuzz_request_LDADD = $(LOADLINE_LIBS) $(FCGI_LIBS)
tests_fuzz_fuzz_request_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

EXTRA_DIST += tests/fuzz/corpus/fuzz_disposition/boundary \
	tests/fuzz/corpus/fuzz_disposition/extended \
	tests/fuzz/corpus/fuzz_disposition/old \
	tests/fuzz/corpus/fuzz_disposition/plain \
	tests/fuzz/corpus/fuzz_metadata/broken \
	tests/fuzz/corpus/fuzz_metadata/names \
	tests/fuzz/corpus/fuzz_metadata/usual \
	tests/fuzz/corpus/fuzz_request/accept \
	tests/fuzz/corpus/fuzz_request/fields \
	tests/fuzz/corpus/fuzz_request/number \
	tests/fuzz/corpus/fuzz_request/query \
	tests/fuzz/corpus/fuzz_request/range \
	tests/fuzz/corpus/fuzz_request/redirect

EXTRA_DIST += tests/fuzz/corpus/fuzz_multipart/broken \
	tests/fuzz/corpus/fuzz_multipart/field \
	tests/fuzz/corpus/fuzz_multipart/look_alikes \
	tests/fuzz/corpus/fuzz_multipart/odd_fields \
	tests/fuzz/corpus/fuzz_protocol/watch \
	tests/fuzz/corpus/fuzz_protocol/ping \
	tests/fuzz/corpus/fuzz_protocol/list \
	tests/fuzz/corpus/fuzz_protocol/owner \
	tests/fuzz/corpus/fuzz_protocol/all \
	tests/fuzz/corpus/fuzz_protocol/site

fuzz_tests += tests/fuzz/fuzz_fields
tests_fuzz_fuzz_fields_SOURCES = tests/fuzz/fuzz_fields.c fcgi/http/structured_fields.c fcgi/http/structured_fields.h
tests_fuzz_fuzz_fields_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_fields_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/corpus/fuzz_fields/boolean \
	tests/fuzz/corpus/fuzz_fields/digests \
	tests/fuzz/corpus/fuzz_fields/integer \
	tests/fuzz/corpus/fuzz_fields/limits

fuzz_tests += tests/fuzz/fuzz_token
tests_fuzz_fuzz_token_SOURCES = tests/fuzz/fuzz_token.c
tests_fuzz_fuzz_token_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_token_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/corpus/fuzz_token/critical \
	tests/fuzz/corpus/fuzz_token/deep \
	tests/fuzz/corpus/fuzz_token/good \
	tests/fuzz/corpus/fuzz_token/keycloak \
	tests/fuzz/corpus/fuzz_token/limits \
	tests/fuzz/corpus/fuzz_token/nulls \
	tests/fuzz/corpus/fuzz_token/raw \
	tests/fuzz/corpus/fuzz_token/signature

fuzz_tests += tests/fuzz/fuzz_chunk
tests_fuzz_fuzz_chunk_SOURCES = tests/fuzz/fuzz_chunk.c fcgi/uploaders/chunk.c fcgi/uploaders/chunk.h \
	fcgi/uploaders/dialect.c fcgi/uploaders/dialect.h
tests_fuzz_fuzz_chunk_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_chunk_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/corpus/fuzz_chunk/dropzone \
	tests/fuzz/corpus/fuzz_chunk/fine \
	tests/fuzz/corpus/fuzz_chunk/plupload \
	tests/fuzz/corpus/fuzz_chunk/range \
	tests/fuzz/corpus/fuzz_chunk/resumable \
	tests/fuzz/corpus/fuzz_chunk/simple

fuzz_tests += tests/fuzz/fuzz_document
tests_fuzz_fuzz_document_SOURCES = tests/fuzz/fuzz_document.c
tests_fuzz_fuzz_document_LDADD = $(LOADLINE_LIBS)
tests_fuzz_fuzz_document_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/corpus/fuzz_document/done \
	tests/fuzz/corpus/fuzz_document/failed \
	tests/fuzz/corpus/fuzz_document/names \
	tests/fuzz/corpus/fuzz_document/stages \
	tests/fuzz/corpus/fuzz_document/uploading

fuzz: $(fuzz_tests)
.PHONY: fuzz
