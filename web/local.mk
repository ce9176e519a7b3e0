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
	web/dist/gallery-options.js \
	web/dist/SOURCES.sha256 \
	tests/browser

# Each file: what npm installs or builds beside them is not released.
EXTRA_DIST += \
	web/examples/.npmrc \
	web/examples/README.md \
	web/examples/angular/angular.json \
	web/examples/angular/package.json \
	web/examples/angular/src/files.ts \
	web/examples/angular/src/index.html \
	web/examples/angular/src/main.ts \
	web/examples/angular/tsconfig.json \
	web/examples/esbuild/index.html \
	web/examples/esbuild/package.json \
	web/examples/esbuild/page.ts \
	web/examples/esbuild/tsconfig.json \
	web/examples/node/old.cjs \
	web/examples/node/package.json \
	web/examples/node/render.js \
	web/examples/package-lock.json \
	web/examples/package.json \
	web/examples/plain/index.html \
	web/examples/plain/page.js \
	web/examples/react/index.html \
	web/examples/react/package.json \
	web/examples/react/src/files.tsx \
	web/examples/react/src/main.tsx \
	web/examples/react/tsconfig.json \
	web/examples/svelte/index.html \
	web/examples/svelte/package.json \
	web/examples/svelte/src/Files.svelte \
	web/examples/svelte/src/main.ts \
	web/examples/svelte/tsconfig.json \
	web/examples/svelte/vite.config.js \
	web/examples/tsconfig.json \
	web/examples/vite/index.html \
	web/examples/vite/package.json \
	web/examples/vite/page.ts \
	web/examples/vite/tsconfig.json \
	web/examples/vue/index.html \
	web/examples/vue/package.json \
	web/examples/vue/src/Files.vue \
	web/examples/vue/src/main.ts \
	web/examples/vue/tsconfig.json \
	web/examples/vue/vite.config.js \
	web/examples/webpack/index.html \
	web/examples/webpack/package.json \
	web/examples/webpack/page.ts \
	web/examples/webpack/tsconfig.json \
	web/examples/webpack/webpack.config.js

web:
	$(srcdir)/web/build --build $(abs_builddir)

.PHONY: web
