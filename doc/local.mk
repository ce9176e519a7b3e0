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

# For programs. The names stay as they are: the files refer to each other.
dist_doc_DATA = doc/openapi.yaml doc/document.schema.json doc/live.schema.json doc/webhook.schema.json

# The list in loadline.conf(5) comes from the table of settings.
settings-page: cli/loadline
	$(srcdir)/doc/settings renew cli/loadline $(srcdir)/doc/loadline.conf.5
.PHONY: settings-page

# The table of extensions in the description of the protocols comes from what is announced.
extensions-table:
	$(srcdir)/doc/extensions renew $(srcdir)/fcgi/tus/tus.h $(srcdir)/doc/protocol.md
.PHONY: extensions-table

# The README's table of figures is from the last run of tests/bench/peers.
figures-table:
	$(srcdir)/doc/figures renew $(srcdir)/doc/performance.md $(srcdir)/README.md
.PHONY: figures-table

# The codes in the descriptions of the protocols come from the sources.
codes-tables:
	$(srcdir)/doc/codes renew $(srcdir)/src/base/error.c $(srcdir)/ws/fanout/protocol.h \
		$(srcdir)/doc/protocol.md $(srcdir)/doc/openapi.yaml
.PHONY: codes-tables

EXTRA_DIST += doc/local.mk doc/bounds doc/settings doc/extensions doc/figures doc/codes \
	doc/protocol.md doc/installing.md doc/integrating.md doc/uploaders.md doc/operations.md doc/performance.md doc/decisions.md doc/lighttpd-streaming.md doc/lighttpd-streaming.patch SECURITY.md \
	doc/upload.webp doc/processing.png doc/integrating.svg
