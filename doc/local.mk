# SPDX-License-Identifier: MIT
#
# Man pages and other documents.

dist_man_MANS += doc/loadline-worker.8
EXTRA_DIST += doc/local.mk
