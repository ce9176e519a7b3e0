# SPDX-License-Identifier: MIT
#
# The operator's tool: a file for each command, folders for the large ones.

cli_common = \
	cli/common/account.c cli/common/account.h \
	cli/common/cli.c cli/common/cli.h \
	cli/common/command.c cli/common/command.h \
	cli/common/http.c cli/common/http.h \
	cli/common/interrupt.c cli/common/interrupt.h \
	cli/common/json_array.c cli/common/json_array.h \
	cli/common/problem.c cli/common/problem.h \
	cli/common/terminal.c cli/common/terminal.h

cli_show = \
	cli/show/listing.c cli/show/listing.h \
	cli/show/progress_bar.c cli/show/progress_bar.h \
	cli/show/screen.c cli/show/screen.h

cli_send = \
	cli/send/cmd_send.c \
	cli/send/endpoint.c cli/send/endpoint.h \
	cli/send/follow.c cli/send/follow.h \
	cli/send/patience.c cli/send/patience.h \
	cli/send/progress_poller.c cli/send/progress_poller.h \
	cli/send/resume_store.c cli/send/resume_store.h \
	cli/send/tus_client.c cli/send/tus_client.h \
	cli/send/upload_steps.c cli/send/upload_steps.h \
	cli/send/upload_task.c cli/send/upload_task.h

cli_doctor = \
	cli/doctor/advice.c cli/doctor/advice.h \
	cli/doctor/advice_table.c \
	cli/doctor/check_report.c cli/doctor/check_report.h \
	cli/doctor/cmd_doctor.c \
	cli/doctor/doctor.h \
	cli/doctor/doctor_front.c \
	cli/doctor/doctor_hosting.c \
	cli/doctor/doctor_limits.c \
	cli/doctor/doctor_programs.c \
	cli/doctor/doctor_redis.c \
	cli/doctor/doctor_sentinels.c \
	cli/doctor/doctor_settings.c \
	cli/doctor/doctor_shared.c \
	cli/doctor/doctor_site.c \
	cli/doctor/doctor_spools.c \
	cli/doctor/doctor_webhooks.c cli/doctor/doctor_downloads.c \
	cli/doctor/doctor_writes.c \
	cli/doctor/fcgi_ping.c cli/doctor/fcgi_ping.h \
	cli/doctor/front_advice.c \
	cli/doctor/front_body.c \
	cli/doctor/front_download.c \
	cli/doctor/front_end.c cli/doctor/front_end.h \
	cli/doctor/front_errors.c \
	cli/doctor/front_idle.c \
	cli/doctor/front_live.c \
	cli/doctor/front_origin.c \
	cli/doctor/front_rate.c \
	cli/doctor/front_served.c \
	cli/doctor/front_spellings.c \
	cli/doctor/front_uploads.c \
	cli/doctor/mount_table.c cli/doctor/mount_table.h \
	cli/doctor/redis_advice.c cli/doctor/redis_advice.h \
	cli/doctor/redis_info.c cli/doctor/redis_info.h \
	cli/doctor/shell_word.c cli/doctor/shell_word.h \
	cli/doctor/web_server.c cli/doctor/web_server.h

cli_events = \
	cli/events/cmd_events.c \
	cli/events/event_feed.c cli/events/event_feed.h \
	cli/events/event_filter.c cli/events/event_filter.h \
	cli/events/event_sink.c cli/events/event_sink.h \
	cli/events/heard.c cli/events/heard.h \
	cli/events/line_output.c cli/events/line_output.h \
	cli/events/present_state.c cli/events/present_state.h \
	cli/events/subscription.c cli/events/subscription.h \
	cli/events/unfinished.c cli/events/unfinished.h

cli_verify_checks = \
	cli/verify/findings.c cli/verify/findings.h \
	cli/verify/verify_data.c cli/verify/verify_data.h \
	cli/verify/verify_folder.c cli/verify/verify_folder.h \
	cli/verify/verify_mode.c cli/verify/verify_mode.h \
	cli/verify/verify_upload.c cli/verify/verify_upload.h

cli_verify = $(cli_verify_checks) \
	cli/verify/cmd_verify.c \
	cli/verify/verify_report.c cli/verify/verify_report.h \
	cli/verify/verify_spool.c cli/verify/verify_spool.h

cli_completion = \
	cli/completion/completion.c cli/completion/completion.h \
	cli/completion/completion_bash.c \
	cli/completion/completion_fish.c \
	cli/completion/completion_zsh.c

cli_commands = \
	cli/command_table.c cli/command_table.h \
	cli/cmd_cancel.c \
	cli/cmd_completion.c \
	cli/cmd_config.c \
	cli/cmd_list.c \
	cli/cmd_prune.c \
	cli/cmd_report.c \
	cli/cmd_retry.c \
	cli/cmd_sessions.c \
	cli/cmd_show.c \
	cli/cmd_spools.c \
	cli/cmd_stats.c \
	cli/cmd_token.c \
	cli/cmd_version.c \
	cli/cmd_watch.c \
	cli/remote.c cli/remote.h

bin_PROGRAMS += cli/loadline
cli_loadline_SOURCES = cli/main.c $(cli_commands) $(cli_common) $(cli_show) $(cli_send) $(cli_doctor) \
	$(cli_events) $(cli_verify) $(cli_completion)
cli_loadline_LDADD = $(LOADLINE_LIBS) $(CURL_LIBS)

# Where shells look for the words of a command; Debian's zsh has a folder of its own for packages.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d

# The program prints them, so a build for another machine has none.
if !CROSS_COMPILING
nodist_bashcompletion_DATA = cli/completion/loadline
nodist_zshcompletion_DATA = cli/completion/_loadline
nodist_fishcompletion_DATA = cli/completion/loadline.fish
endif
CLEANFILES += cli/completion/loadline cli/completion/_loadline cli/completion/loadline.fish

cli/completion/loadline: cli/loadline$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) cli/completion && cli/loadline$(EXEEXT) completion bash >$@.new && mv $@.new $@
cli/completion/_loadline: cli/loadline$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) cli/completion && cli/loadline$(EXEEXT) completion zsh >$@.new && mv $@.new $@
cli/completion/loadline.fish: cli/loadline$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) cli/completion && cli/loadline$(EXEEXT) completion fish >$@.new && mv $@.new $@
