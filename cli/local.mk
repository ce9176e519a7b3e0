# SPDX-License-Identifier: MIT
#
# The operator's tool.

bin_PROGRAMS += cli/loadline
cli_loadline_SOURCES = cli/main.c cli/common/cli.c cli/common/cli.h \
	cli/common/http.c cli/common/http.h \
	cli/cmd_config.c \
	cli/cmd_list.c cli/show/listing.c cli/show/listing.h \
	cli/cmd_prune.c cli/cmd_sessions.c \
	cli/cmd_cancel.c cli/cmd_report.c cli/cmd_retry.c cli/remote.c cli/remote.h \
	cli/cmd_show.c cli/cmd_stats.c \
	cli/send/cmd_send.c cli/send/upload_task.c cli/send/upload_task.h cli/send/upload_steps.c cli/send/upload_steps.h \
	cli/send/follow.c cli/send/follow.h \
	cli/send/endpoint.c cli/send/endpoint.h cli/send/progress_poller.c cli/send/progress_poller.h \
	cli/send/tus_client.c cli/send/tus_client.h cli/common/problem.c cli/common/problem.h \
	cli/send/patience.c cli/send/patience.h cli/send/resume_store.c cli/send/resume_store.h cli/common/interrupt.c cli/common/interrupt.h \
	cli/cmd_watch.c cli/show/screen.c cli/show/screen.h \
	cli/cmd_token.c \
	cli/cmd_version.c \
	$(cli_doctor) \
	cli/common/terminal.c cli/common/terminal.h \
	cli/show/view.c cli/show/view.h
cli_loadline_LDADD = $(LOADLINE_LIBS) $(CURL_LIBS)

# What the doctor looks at: the site's own side, then the web server.
cli_doctor = cli/doctor/cmd_doctor.c cli/doctor/doctor.h \
	cli/doctor/check_report.c cli/doctor/check_report.h cli/common/account.c cli/common/account.h cli/doctor/shell_word.c cli/doctor/shell_word.h \
	cli/doctor/doctor_site.c cli/doctor/redis_info.c cli/doctor/redis_info.h cli/doctor/doctor_redis.c cli/doctor/doctor_writes.c cli/doctor/doctor_settings.c cli/doctor/redis_advice.c cli/doctor/redis_advice.h \
	cli/doctor/doctor_hosting.c cli/doctor/doctor_programs.c cli/doctor/doctor_webhooks.c cli/doctor/doctor_limits.c cli/doctor/fcgi_ping.c cli/doctor/fcgi_ping.h \
	cli/doctor/doctor_front.c cli/doctor/front_end.c cli/doctor/front_end.h cli/doctor/advice.c cli/doctor/advice.h cli/doctor/advice_table.c \
	cli/doctor/front_errors.c cli/doctor/front_idle.c cli/doctor/front_rate.c cli/doctor/front_advice.c cli/doctor/web_server.c cli/doctor/web_server.h \
	cli/doctor/front_download.c cli/doctor/front_served.c cli/doctor/front_spellings.c cli/doctor/front_uploads.c cli/doctor/front_body.c \
	cli/doctor/front_live.c cli/doctor/front_origin.c
