# SPDX-License-Identifier: MIT
#
# Man pages and other documents.

# dist_man_MANS += doc/loadline.1
EXTRA_DIST += doc/local.mk
