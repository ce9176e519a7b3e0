# SPDX-License-Identifier: MIT
#
# The browser side. web/dist is committed and installed as it is, so that
# building and installing need no Node; `make web` makes it anew.

web:
	$(srcdir)/web/build

install-data-local:
	if test -d $(srcdir)/web/dist; then \
	    $(MKDIR_P) $(DESTDIR)$(pkgdatadir)/web && \
	    cp -R $(srcdir)/web/dist/. $(DESTDIR)$(pkgdatadir)/web/ && \
	    chmod -R u+w $(DESTDIR)$(pkgdatadir)/web; \
	fi

uninstall-local:
	rm -rf $(DESTDIR)$(pkgdatadir)/web

.PHONY: web

EXTRA_DIST += web/local.mk
