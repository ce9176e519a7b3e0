# SPDX-License-Identifier: MIT
#
# Example configurations for the web servers, and the parts of quickstart.

EXTRA_DIST += quickstart \
	deploy/lighttpd/loadline.conf \
	deploy/nginx/loadline.conf deploy/nginx/site.conf \
	deploy/apache-fcgid/loadline.conf \
	deploy/apache-proxy/loadline.conf \
	deploy/shared-hosting/.htaccess deploy/shared-hosting/loadline.conf \
	deploy/shared-hosting/upload.fcgi deploy/shared-hosting/progress.fcgi \
	deploy/shared-hosting/crontab \
	deploy/quickstart/say.sh \
	deploy/quickstart/packages.sh \
	deploy/quickstart/build.sh \
	deploy/quickstart/site.sh \
	deploy/quickstart/process.sh \
	deploy/quickstart/components.sh

# Commands for stages.
stagesdir = $(pkgdatadir)/stages
dist_stages_SCRIPTS = deploy/stages/archive-list deploy/stages/thumbnails deploy/stages/transcode
stagespolicydir = $(stagesdir)/imagemagick
dist_stagespolicy_DATA = deploy/stages/imagemagick/policy.xml
