/* SPDX-License-Identifier: MIT */
/*
 * What a client is still to be told: marks, not copies, so that a slow client costs one word. The
 * lowest is sent first; those of an upload come after the session's own.
 */
#ifndef LOADLINE_MARKS_H
#define LOADLINE_MARKS_H

enum mark {
    /* of a session */
    MARK_WELCOME = 1 << 0,
    MARK_NOTICE = 1 << 1, /* there is no news for now */
    MARK_BEAT = 1 << 2,
    MARK_SITE = 1 << 3,
    MARK_BYE = 1 << 4,
    /* of an upload that it watches */
    MARK_WATCHING = 1 << 5, /* the answer to watch */
    MARK_GONE = 1 << 6,     /* there is no such upload for this listener */
    MARK_NEWEST = 1 << 7,   /* topic->newest */
    MARK_STALE = 1 << 8 /* what is known of it may be old: it vanished, or Redis refuses changes */
};

#endif
