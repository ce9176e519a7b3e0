# SPDX-License-Identifier: MIT
#
# Units for systemd, the user and the folders that they need, and examples of settings.
# make generates the files that contain paths of installed programs.

systemd_services = \
	deploy/systemd/loadline-upload.service \
	deploy/systemd/loadline-progress.service \
	deploy/systemd/loadline-relay.service \
	deploy/systemd/loadline-worker.service \
	deploy/systemd/loadline-prune.service
systemd_sysusers = deploy/systemd/sysusers/loadline.conf
systemd_tmpfiles = deploy/systemd/tmpfiles/loadline.conf
systemd_made = $(systemd_services) $(systemd_sysusers) $(systemd_tmpfiles)

nodist_systemdsystemunit_DATA = $(systemd_services)
dist_systemdsystemunit_DATA = \
	deploy/systemd/loadline.target \
	deploy/systemd/loadline-upload.socket \
	deploy/systemd/loadline-progress.socket \
	deploy/systemd/loadline-relay.socket \
	deploy/systemd/loadline-relay-admin.socket \
	deploy/systemd/loadline-prune.timer
dist_systemdsandbox_DATA = deploy/systemd/loadline-.service.d/sandbox.conf
dist_systemdbackoff_DATA = deploy/systemd/loadline-.service.d/backoff.conf
nodist_sysusers_DATA = $(systemd_sysusers)
nodist_tmpfiles_DATA = $(systemd_tmpfiles)

$(systemd_made): Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && sed \
	    -e 's|@loadlineexecdir[@]|$(loadlineexecdir)|' -e 's|@bindir[@]|$(bindir)|' \
	    -e 's|@sbindir[@]|$(sbindir)|' -e 's|@sysconfdir[@]|$(sysconfdir)|' \
	    -e 's|@loadlinestatedir[@]|$(localstatedir)/lib/loadline|' \
	    $(srcdir)/$@.in > $@.tmp && mv $@.tmp $@
deploy/systemd/loadline-upload.service: deploy/systemd/loadline-upload.service.in
deploy/systemd/loadline-progress.service: deploy/systemd/loadline-progress.service.in
deploy/systemd/loadline-relay.service: deploy/systemd/loadline-relay.service.in
deploy/systemd/loadline-worker.service: deploy/systemd/loadline-worker.service.in
deploy/systemd/loadline-prune.service: deploy/systemd/loadline-prune.service.in
deploy/systemd/sysusers/loadline.conf: deploy/systemd/sysusers/loadline.conf.in
deploy/systemd/tmpfiles/loadline.conf: deploy/systemd/tmpfiles/loadline.conf.in

# Example settings and Redis users for a site that systemd runs.
examplesettingsdir = $(docdir)/examples
dist_examplesettings_DATA = deploy/systemd/loadline.conf
exampleredisdir = $(docdir)/examples/redis
dist_exampleredis_DATA = deploy/redis/users.conf

CLEANFILES += $(systemd_made)
EXTRA_DIST += $(systemd_made:=.in)
