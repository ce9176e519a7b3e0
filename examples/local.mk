# SPDX-License-Identifier: MIT
#
# The example applications, file by file: what npm installs beside them is not released.

EXTRA_DIST += \
	examples/README.md \
	examples/run \
	examples/lib/application.sh \
	examples/lib/settings.sh

EXTRA_DIST += \
	examples/flask/README.md \
	examples/flask/app.py \
	examples/flask/database.py \
	examples/flask/loadline.py \
	examples/flask/site.sh \
	examples/flask/start \
	examples/flask/static/page.js \
	examples/flask/static/style.css \
	examples/flask/templates/base.html \
	examples/flask/templates/file.html \
	examples/flask/templates/index.html \
	examples/flask/templates/login.html

EXTRA_DIST += \
	examples/express/.npmrc \
	examples/express/README.md \
	examples/express/database.js \
	examples/express/loadline.js \
	examples/express/package-lock.json \
	examples/express/package.json \
	examples/express/server.js \
	examples/express/site.sh \
	examples/express/start \
	examples/express/static/page.js \
	examples/express/static/style.css \
	examples/express/views/entry.ejs \
	examples/express/views/file.ejs \
	examples/express/views/foot.ejs \
	examples/express/views/head.ejs \
	examples/express/views/index.ejs \
	examples/express/views/login.ejs
