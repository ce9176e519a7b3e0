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

EXTRA_DIST += \
	examples/php/README.md \
	examples/php/apache.conf \
	examples/php/lib/loadline.php \
	examples/php/lib/page.php \
	examples/php/lib/store.php \
	examples/php/public/index.php \
	examples/php/public/page.js \
	examples/php/public/style.css \
	examples/php/site.sh \
	examples/php/start \
	examples/php/templates/entry.php \
	examples/php/templates/file.php \
	examples/php/templates/files.php \
	examples/php/templates/layout.php \
	examples/php/templates/login.php \
	examples/php/templates/refusal.php

EXTRA_DIST += \
	examples/django/README.md \
	examples/django/demo/__init__.py \
	examples/django/demo/middleware.py \
	examples/django/demo/settings.py \
	examples/django/demo/urls.py \
	examples/django/files/__init__.py \
	examples/django/files/loadline.py \
	examples/django/files/migrations/0001_initial.py \
	examples/django/files/migrations/__init__.py \
	examples/django/files/models.py \
	examples/django/files/static/page.js \
	examples/django/files/static/style.css \
	examples/django/files/templates/entry.html \
	examples/django/files/templates/file.html \
	examples/django/files/templates/files.html \
	examples/django/files/templates/layout.html \
	examples/django/files/templates/login.html \
	examples/django/files/templates/refusal.html \
	examples/django/files/views.py \
	examples/django/manage.py \
	examples/django/site.sh \
	examples/django/start

EXTRA_DIST += \
	examples/sinatra/README.md \
	examples/sinatra/app.rb \
	examples/sinatra/config.ru \
	examples/sinatra/loadline.rb \
	examples/sinatra/public/page.js \
	examples/sinatra/public/style.css \
	examples/sinatra/site.sh \
	examples/sinatra/start \
	examples/sinatra/store.rb \
	examples/sinatra/views/entry.erb \
	examples/sinatra/views/file.erb \
	examples/sinatra/views/files.erb \
	examples/sinatra/views/layout.erb \
	examples/sinatra/views/login.erb \
	examples/sinatra/views/refusal.erb

EXTRA_DIST += \
	examples/java/README.md \
	examples/java/Webhook.java
