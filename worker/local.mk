# SPDX-License-Identifier: MIT
#
# The worker and its stages.

# sbin_PROGRAMS += worker/loadline-worker
# worker_loadline_worker_SOURCES = worker/main.c
# worker_loadline_worker_LDADD = $(LOADLINE_LIBS) $(MAGIC_LIBS)
