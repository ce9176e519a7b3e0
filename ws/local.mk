# SPDX-License-Identifier: MIT
#
# The relay. What needs neither a loop nor a library is tested by itself.

ws_messages = ws/message.c ws/message.h \
	ws/protocol.c ws/protocol.h

ws_topics = ws/marks.h ws/topic.c ws/topic.h ws/counters.c ws/counters.h

ws_sessions = ws/session.c ws/session.h ws/session_internal.h \
	ws/session_commands.c ws/session_watches.c ws/session_outbox.c \
	ws/session_auth.c ws/session_print.c ws/session_rolls.c ws/session_site.c \
	ws/sessions.c \
	ws/site.c ws/site.h \
	ws/roster.c ws/roster.h

sbin_PROGRAMS += ws/loadline-relay
ws_loadline_relay_SOURCES = ws/main.c \
	ws/feed.c ws/feed.h \
	ws/handshake.c ws/handshake.h \
	ws/identity.c ws/identity.h \
	ws/listener.c ws/listener.h \
	ws/resolver.c ws/resolver.h \
	ws/source.c ws/source_heartbeat.c ws/source_requests.c ws/source_topics.c ws/source_refusal.c ws/source_rosters.c ws/source.h ws/source_internal.h \
	ws/server.c ws/server.h \
	ws/reload.c ws/reload.h \
	ws/admin.c ws/admin.h ws/status.c ws/status.h \
	ws/http_answer.c ws/http_answer.h \
	ws/live.c ws/live_events.c ws/live_poll.c ws/live.h ws/live_internal.h \
	ws/live_query.c ws/live_query.h \
	ws/transport_ws.c ws/transport_ws.h \
	ws/ws_identity.c ws/ws_identity.h ws/ws_scheme.c ws/ws_scheme.h \
	$(ws_messages) $(ws_topics) $(ws_sessions)
ws_loadline_relay_LDADD = $(LOADLINE_LIBS) $(LWS_LIBS) $(LIBUV_LIBS)
