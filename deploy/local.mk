# SPDX-License-Identifier: MIT
#
# Configurations for the web servers, examples, and the parts of quickstart.

EXTRA_DIST += quickstart \
	deploy/quickstart/say.sh \
	deploy/quickstart/packages.sh \
	deploy/quickstart/build.sh \
	deploy/quickstart/site.sh \
	deploy/quickstart/process.sh \
	deploy/quickstart/components.sh \
	deploy/quickstart/commands.sh \
	deploy/lighttpd/application.conf

# The image. Only a build of it needs these, and it copies what it installs.
EXTRA_DIST += Containerfile .dockerignore \
	deploy/containers/base \
	deploy/containers/compile \
	deploy/containers/install \
	deploy/containers/container \
	deploy/containers/all \
	deploy/containers/secrets \
	deploy/containers/loadline.conf

# Sites in containers.
EXTRA_DIST += deploy/compose.yaml \
	deploy/kubernetes/base/kustomization.yaml \
	deploy/kubernetes/base/loadline.conf \
	deploy/kubernetes/base/spool.yaml \
	deploy/kubernetes/base/web.yaml \
	deploy/kubernetes/base/relay.yaml \
	deploy/kubernetes/base/worker.yaml \
	deploy/kubernetes/base/redis.yaml \
	deploy/kubernetes/base/ingress.yaml \
	deploy/kubernetes/autoscaling/kustomization.yaml \
	deploy/kubernetes/autoscaling/relay.yaml \
	deploy/kubernetes/autoscaling/worker.yaml \
	deploy/kubernetes/autoscaling/adapter-rules.yaml \
	deploy/kubernetes/example/kustomization.yaml

# Commands for stages.
stagesdir = $(pkgdatadir)/stages
dist_stages_SCRIPTS = deploy/stages/archive-list deploy/stages/thumbnails deploy/stages/transcode
stagespolicydir = $(stagesdir)/imagemagick
dist_stagespolicy_DATA = deploy/stages/imagemagick/policy.xml

# Files that the configuration of a web server includes.
lighttpddir = $(pkgdatadir)/lighttpd
dist_lighttpd_DATA = deploy/lighttpd/loadline.conf deploy/lighttpd/programs.conf
nginxdir = $(pkgdatadir)/nginx
dist_nginx_DATA = deploy/nginx/loadline.conf
apachefcgiddir = $(pkgdatadir)/apache-fcgid
dist_apachefcgid_DATA = deploy/apache-fcgid/loadline.conf
apacheproxydir = $(pkgdatadir)/apache-proxy
dist_apacheproxy_DATA = deploy/apache-proxy/loadline.conf

# Examples, which a site copies and changes.
examplesdir = $(docdir)/examples
exampleslighttpddir = $(examplesdir)/lighttpd
dist_exampleslighttpd_DATA = deploy/lighttpd/30-loadline.conf deploy/lighttpd/memory.conf
examplesnginxdir = $(examplesdir)/nginx
dist_examplesnginx_DATA = deploy/nginx/site.conf
examplesbalanceddir = $(examplesdir)/balanced
dist_examplesbalanced_DATA = deploy/balanced/host-apache.conf deploy/balanced/host-apache-fcgid.conf deploy/balanced/host-lighttpd.conf \
	deploy/balanced/host-nginx.conf deploy/balanced/apache.conf deploy/balanced/haproxy.cfg deploy/balanced/lighttpd.conf \
	deploy/balanced/nginx.conf
examplesmonitoringdir = $(examplesdir)/monitoring
dist_examplesmonitoring_DATA = deploy/monitoring/alerts.yaml deploy/monitoring/alerts_test.yaml \
	deploy/monitoring/loadline-dashboard.json
exampleshostingdir = $(examplesdir)/shared-hosting
dist_exampleshosting_DATA = deploy/shared-hosting/.htaccess \
	deploy/shared-hosting/loadline.conf deploy/shared-hosting/crontab
dist_exampleshosting_SCRIPTS = deploy/shared-hosting/upload.fcgi \
	deploy/shared-hosting/progress.fcgi
