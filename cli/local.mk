# SPDX-License-Identifier: MIT
#
# The operator's tool.

bin_PROGRAMS += cli/loadline
cli_loadline_SOURCES = cli/main.c cli/cli.c cli/cli.h \
	cli/http.c cli/http.h \
	cli/cmd_config.c \
	cli/cmd_list.c cli/listing.c cli/listing.h \
	cli/cmd_prune.c cli/cmd_sessions.c \
	cli/cmd_cancel.c cli/cmd_report.c cli/cmd_retry.c cli/remote.c cli/remote.h \
	cli/cmd_show.c cli/cmd_stats.c \
	cli/cmd_send.c cli/outgoing.c cli/outgoing.h cli/upload_steps.c cli/upload_steps.h \
	cli/follow.c cli/follow.h \
	cli/endpoint.c cli/endpoint.h cli/lookout.c cli/lookout.h \
	cli/tus_client.c cli/tus_client.h cli/problem.c cli/problem.h \
	cli/patience.c cli/patience.h cli/unfinished.c cli/unfinished.h cli/interrupt.c cli/interrupt.h \
	cli/cmd_watch.c cli/screen.c cli/screen.h \
	cli/cmd_token.c \
	cli/cmd_version.c \
	$(cli_doctor) \
	cli/terminal.c cli/terminal.h \
	cli/view.c cli/view.h
cli_loadline_LDADD = $(LOADLINE_LIBS) $(CURL_LIBS)

# What the doctor looks at: the site's own side, then the web server.
cli_doctor = cli/cmd_doctor.c cli/doctor.h \
	cli/findings.c cli/findings.h cli/account.c cli/account.h cli/shell_word.c cli/shell_word.h \
	cli/doctor_site.c cli/redis_info.c cli/redis_info.h cli/doctor_redis.c cli/doctor_writes.c cli/doctor_settings.c cli/redis_remedy.c cli/redis_remedy.h \
	cli/doctor_hosting.c cli/doctor_programs.c cli/doctor_webhooks.c cli/doctor_limits.c cli/fcgi_ping.c cli/fcgi_ping.h \
	cli/doctor_front.c cli/front.c cli/front.h cli/remedy.c cli/remedy.h cli/remedy_table.c \
	cli/front_errors.c cli/front_idle.c cli/front_rate.c cli/front_remedy.c cli/web_server.c cli/web_server.h \
	cli/front_download.c cli/front_served.c cli/front_spellings.c cli/front_uploads.c cli/front_body.c \
	cli/front_live.c cli/front_origin.c
