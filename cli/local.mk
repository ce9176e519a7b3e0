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
	cli/cmd_send.c cli/outgoing.c cli/outgoing.h cli/follow.c cli/follow.h \
	cli/endpoint.c cli/endpoint.h cli/tus_client.c cli/tus_client.h cli/problem.c cli/problem.h \
	cli/unfinished.c cli/unfinished.h cli/interrupt.c cli/interrupt.h \
	cli/cmd_watch.c cli/screen.c cli/screen.h \
	cli/cmd_token.c \
	cli/cmd_version.c \
	cli/terminal.c cli/terminal.h \
	cli/view.c cli/view.h
cli_loadline_LDADD = $(LOADLINE_LIBS) $(LIBJWT_LIBS) $(CURL_LIBS)
