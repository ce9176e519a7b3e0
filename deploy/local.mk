# SPDX-License-Identifier: MIT
#
# Example configurations for the web servers, and the parts of quickstart.

EXTRA_DIST += quickstart \
	deploy/lighttpd/loadline.conf \
	deploy/quickstart/say.sh \
	deploy/quickstart/packages.sh \
	deploy/quickstart/build.sh \
	deploy/quickstart/site.sh \
	deploy/quickstart/process.sh \
	deploy/quickstart/components.sh
