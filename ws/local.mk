# SPDX-License-Identifier: MIT
#
# The relay.

# sbin_PROGRAMS += ws/loadline-relay
# ws_loadline_relay_SOURCES = ws/main.c
# ws_loadline_relay_LDADD = $(LOADLINE_LIBS) $(LWS_LIBS) $(LIBUV_LIBS)
