# SPDX-License-Identifier: MIT
#
# Configurations of the web servers, which are installed, and the parts of quickstart.

EXTRA_DIST += quickstart \
	deploy/quickstart/say.sh \
	deploy/quickstart/packages.sh \
	deploy/quickstart/build.sh \
	deploy/quickstart/site.sh \
	deploy/quickstart/process.sh \
	deploy/quickstart/components.sh

# A folder for each web server, as it is here.
lighttpdconfdir = $(pkgdatadir)/lighttpd
dist_lighttpdconf_DATA = deploy/lighttpd/loadline.conf deploy/lighttpd/programs.conf \
	deploy/lighttpd/30-loadline.conf
nginxconfdir = $(pkgdatadir)/nginx
dist_nginxconf_DATA = deploy/nginx/loadline.conf deploy/nginx/site.conf
apachefcgidconfdir = $(pkgdatadir)/apache-fcgid
dist_apachefcgidconf_DATA = deploy/apache-fcgid/loadline.conf
apacheproxyconfdir = $(pkgdatadir)/apache-proxy
dist_apacheproxyconf_DATA = deploy/apache-proxy/loadline.conf
sharedhostingdir = $(pkgdatadir)/shared-hosting
dist_sharedhosting_DATA = deploy/shared-hosting/.htaccess deploy/shared-hosting/loadline.conf \
	deploy/shared-hosting/crontab
dist_sharedhosting_SCRIPTS = deploy/shared-hosting/upload.fcgi \
	deploy/shared-hosting/progress.fcgi

# Commands for stages.
stagesdir = $(pkgdatadir)/stages
dist_stages_SCRIPTS = deploy/stages/archive-list deploy/stages/thumbnails deploy/stages/transcode
stagespolicydir = $(stagesdir)/imagemagick
dist_stagespolicy_DATA = deploy/stages/imagemagick/policy.xml
