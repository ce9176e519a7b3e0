# SPDX-License-Identifier: MIT
#
# The worker: what it asks of others by HTTP, the stages, and what runs them.

worker_webhook = \
	worker/webhook/http_post.c worker/webhook/http_post.h \
	worker/webhook/public_address.c worker/webhook/public_address.h \
	worker/webhook/receivers.c worker/webhook/receivers.h \
	worker/webhook/webhook.c worker/webhook/webhook.h

worker_s3 = \
	worker/s3/s3_client.c worker/s3/s3_client.h \
	worker/s3/s3_parts.c worker/s3/s3_parts.h \
	worker/s3/s3_wire.c worker/s3/s3_wire.h

worker_stages = $(worker_s3) \
	worker/stages/clamd.c worker/stages/clamd.h \
	worker/stages/command_output.c worker/stages/command_output.h \
	worker/stages/deliver_s3.c worker/stages/deliver_s3.h \
	worker/stages/delivery_name.c worker/stages/delivery_name.h \
	worker/stages/metadata_variables.c worker/stages/metadata_variables.h \
	worker/stages/orphans.c worker/stages/orphans.h \
	worker/stages/s3_delivery.c worker/stages/s3_delivery.h \
	worker/stages/s3_multipart.c worker/stages/s3_multipart.h \
	worker/stages/stage.c worker/stages/stage.h \
	worker/stages/stage_assemble.c \
	worker/stages/stage_command.c \
	worker/stages/stage_deliver.c \
	worker/stages/stage_digest.c \
	worker/stages/stage_external.c \
	worker/stages/stage_identify.c \
	worker/stages/stage_kinds.c worker/stages/stage_kinds.h \
	worker/stages/stage_notify.c \
	worker/stages/stage_output.c worker/stages/stage_output.h \
	worker/stages/stage_scan.c \
	worker/stages/type_mismatch.c worker/stages/type_mismatch.h

worker_jobs = \
	worker/alive_file.c worker/alive_file.h \
	worker/child.c worker/child.h \
	worker/child_notes.c worker/child_notes.h \
	worker/events.c worker/events.h \
	worker/events_internal.h \
	worker/events_process.c worker/events_process.h \
	worker/events_request.c \
	worker/job.c worker/job.h \
	worker/job_processes.c worker/job_processes.h \
	worker/job_progress.c worker/job_progress.h \
	worker/job_stages.c worker/job_stages.h \
	worker/owner_limit.c worker/owner_limit.h \
	worker/presence.c worker/presence.h \
	worker/put_back.c worker/put_back.h \
	worker/reconcile.c worker/reconcile.h \
	worker/runner.c worker/runner.h worker/runner_internal.h worker/runner_lane.c \
	worker/stage_counts.c worker/stage_counts.h \
	worker/stop.c worker/stop.h \
	worker/worker.h

sbin_PROGRAMS += worker/loadline-worker
worker_loadline_worker_SOURCES = worker/main.c $(worker_jobs) $(worker_stages) $(worker_webhook)
worker_loadline_worker_LDADD = $(LOADLINE_LIBS) $(MAGIC_LIBS) $(CURL_LIBS)
