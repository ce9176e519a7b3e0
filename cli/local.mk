# SPDX-License-Identifier: MIT
#
# The operator's tool.

# bin_PROGRAMS += cli/loadline
# cli_loadline_SOURCES = cli/main.c
# cli_loadline_LDADD = $(LOADLINE_LIBS)
