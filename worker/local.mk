# SPDX-License-Identifier: MIT
#
# The worker and its stages.

sbin_PROGRAMS += worker/loadline-worker
worker_loadline_worker_SOURCES = worker/main.c worker/worker.h \
	worker/runner.c worker/runner.h \
	worker/crew.c worker/crew.h \
	worker/child.c worker/child.h \
	worker/reconcile.c worker/reconcile.h \
	worker/sender.c worker/sender.h \
	worker/events.c worker/events_request.c worker/events.h worker/events_parts.h \
	worker/put_back.c worker/put_back.h \
	worker/job.c worker/job.h \
	worker/stages.c worker/stages.h \
	worker/report.c worker/report.h \
	worker/stop.c worker/stop.h \
	worker/out.c worker/out.h \
	worker/turns.c worker/turns.h \
	worker/receivers.c \
	$(worker_stages)
worker_loadline_worker_LDADD = $(LOADLINE_LIBS) $(MAGIC_LIBS) $(CURL_LIBS)

# What the stages themselves are made of.
worker_stages = worker/stage.c worker/stage.h worker/stage_kinds.c worker/stage_kinds.h worker/receivers.h \
	worker/stage_assemble.c \
	worker/contradiction.c worker/contradiction.h \
	worker/stage_digest.c \
	worker/stage_identify.c \
	worker/stage_command.c \
	worker/stage_scan.c worker/clamd.c worker/clamd.h \
	worker/stage_external.c \
	worker/stage_deliver.c worker/delivery_name.c worker/delivery_name.h \
	worker/stage_notify.c worker/webhook.c worker/webhook.h \
	worker/post.c worker/post.h \
	worker/public_address.c worker/public_address.h \
	worker/lines.c worker/lines.h \
	worker/process.c worker/process.h \
	worker/strays.c worker/strays.h
