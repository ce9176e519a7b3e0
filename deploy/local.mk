# SPDX-License-Identifier: MIT
#
# Example configurations for the web servers, and what quickstart uses.

EXTRA_DIST += deploy/local.mk
