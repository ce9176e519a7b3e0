# SPDX-License-Identifier: MIT
#
# The relay. fanout and session need neither a loop nor a library, and are tested by themselves.

ws_fanout = \
	ws/fanout/counters.c ws/fanout/counters.h \
	ws/fanout/marks.h \
	ws/fanout/message.c ws/fanout/message.h \
	ws/fanout/protocol.c ws/fanout/protocol.h \
	ws/fanout/site.c ws/fanout/site.h \
	ws/fanout/topic.c ws/fanout/topic.h \
	ws/fanout/upload_list.c ws/fanout/upload_list.h

ws_source = \
	ws/source/redis_connection.c ws/source/redis_connection.h \
	ws/source/resolver.c ws/source/resolver.h \
	ws/source/source.c ws/source/source.h \
	ws/source/sources.c ws/source/sources.h \
	ws/source/source_heartbeat.c \
	ws/source/source_internal.h \
	ws/source/source_lists.c \
	ws/source/source_refusal.c \
	ws/source/source_requests.c ws/source/source_search.c \
	ws/source/source_topics.c

ws_session = \
	ws/session/session.c ws/session/session.h \
	ws/session/session_auth.c \
	ws/session/session_commands.c \
	ws/session/session_internal.h \
	ws/session/session_lists.c \
	ws/session/session_outbox.c \
	ws/session/session_print.c \
	ws/session/session_site.c \
	ws/session/session_watches.c \
	ws/session/sessions.c

ws_transport = \
	ws/transport/accept_socket.c ws/transport/accept_socket.h \
	ws/transport/admin.c ws/transport/admin.h \
	ws/transport/admin_access.c ws/transport/admin_access.h \
	ws/transport/handshake.c ws/transport/handshake.h \
	ws/transport/http_answer.c ws/transport/http_answer.h \
	ws/transport/http_query.c ws/transport/http_query.h \
	ws/transport/identity.c ws/transport/identity.h \
	ws/transport/lws_identity.c ws/transport/lws_identity.h \
	ws/transport/reload.c ws/transport/reload.h \
	ws/transport/server.c ws/transport/server.h \
	ws/transport/status.c ws/transport/status.h \
	ws/transport/transport_http.c ws/transport/transport_http.h \
	ws/transport/transport_internal.h \
	ws/transport/transport_poll.c \
	ws/transport/transport_sse.c \
	ws/transport/transport_ws.c ws/transport/transport_ws.h \
	ws/transport/ws_frames.c ws/transport/ws_frames.h \
	ws/transport/ws_scheme.c ws/transport/ws_scheme.h

sbin_PROGRAMS += ws/loadline-relay
ws_loadline_relay_SOURCES = ws/main.c $(ws_fanout) $(ws_source) $(ws_session) $(ws_transport)
ws_loadline_relay_LDADD = $(LOADLINE_LIBS) $(LWS_LIBS) $(LIBUV_LIBS)
