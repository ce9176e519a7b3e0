# SPDX-License-Identifier: MIT
#
# The browser side. web/dist is committed and installed as it is, so that
# building and installing need no Node; `make web` makes it anew.

webdir = $(pkgdatadir)/web
dist_web_DATA = \
	web/dist/index.html \
	web/dist/page.css \
	web/dist/loadline.svg \
	web/dist/legacy.html \
	web/dist/legacy.js \
	web/dist/loadline.js \
	web/dist/client.js \
	web/dist/shared.js \
	web/dist/tus-sender.js \
	web/dist/uppy.js \
	web/dist/loadline.min.js \
	web/dist/dashboard.html \
	web/dist/dashboard.min.js

languagesdir = $(webdir)/languages
dist_languages_DATA = \
	web/dist/languages/ar.js \
	web/dist/languages/de.js \
	web/dist/languages/es.js \
	web/dist/languages/fr.js \
	web/dist/languages/he.js \
	web/dist/languages/it.js \
	web/dist/languages/ja.js \
	web/dist/languages/nl.js \
	web/dist/languages/pl.js \
	web/dist/languages/pt.js \
	web/dist/languages/sv.js \
	web/dist/languages/tr.js \
	web/dist/languages/uk.js \
	web/dist/languages/zh.js \
	web/dist/languages/dashboard-de.js

# Folders are distributed whole.
EXTRA_DIST += \
	web/build \
	web/protocol-names \
	web/sources \
	web/check-dist \
	web/.npmrc \
	web/README.md \
	web/package.json \
	web/package-lock.json \
	web/biome.json \
	web/tsconfig.json \
	web/tsconfig.types.json \
	web/tsconfig.uppy5.json \
	web/vite.config.ts \
	web/vitest.config.ts \
	web/src \
	web/slim \
	web/test \
	web/pages \
	web/dist/types \
	web/dist/gallery.html \
	web/dist/gallery.js \
	web/dist/gallery-states.js \
	web/dist/SOURCES.sha256 \
	tests/browser

web:
	$(srcdir)/web/build --build $(abs_builddir)

.PHONY: web
