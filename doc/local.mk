# SPDX-License-Identifier: MIT
#
# Man pages and other documents.

dist_man_MANS += doc/loadline.1 doc/loadline.conf.5 \
	doc/loadline-cancel.1 doc/loadline-completion.1 doc/loadline-config.1 doc/loadline-events.1 doc/loadline-list.1 doc/loadline-prune.1 \
	doc/loadline-report.1 doc/loadline-retry.1 doc/loadline-send.1 doc/loadline-sessions.1 \
	doc/loadline-show.1 doc/loadline-spools.1 doc/loadline-stats.1 doc/loadline-token.1 doc/loadline-verify.1 doc/loadline-watch.1 \
	doc/upload.fcgi.8 doc/progress.fcgi.8
dist_man_MANS += doc/loadline-worker.8
dist_man_MANS += doc/loadline-relay.8
dist_man_MANS += doc/loadline-doctor.1

# The list in loadline.conf(5) comes from the table of settings.
settings-page: cli/loadline
	$(srcdir)/doc/settings renew cli/loadline $(srcdir)/doc/loadline.conf.5
.PHONY: settings-page

# The README's table of extensions comes from what is announced.
extensions-table:
	$(srcdir)/doc/extensions renew $(srcdir)/fcgi/tus/tus.h $(srcdir)/README.md
.PHONY: extensions-table

# The codes in the description of the protocols come from the sources.
codes-tables:
	$(srcdir)/doc/codes renew $(srcdir)/src/base/error.c $(srcdir)/ws/fanout/protocol.h \
		$(srcdir)/doc/protocol.md
.PHONY: codes-tables

EXTRA_DIST += doc/local.mk doc/bounds doc/settings doc/extensions doc/codes \
	doc/protocol.md doc/uploaders.md doc/operations.md doc/performance.md doc/decisions.md doc/lighttpd-streaming.md doc/lighttpd-streaming.patch SECURITY.md \
	doc/upload.png doc/done.png doc/processing.png
