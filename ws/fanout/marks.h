/* SPDX-License-Identifier: MIT */
/*
 * Marks of the messages that a client has yet to receive. A mark is one bit and no copy of the
 * message, so a slow consumer costs one word. The lowest mark is sent first; the marks of an upload
 * come after those of the session.
 */
#ifndef LOADLINE_MARKS_H
#define LOADLINE_MARKS_H

enum mark {
    /* of a session */
    MARK_WELCOME = 1 << 0,
    MARK_NOTICE = 1 << 1, /* news is unavailable for now */
    MARK_BEAT = 1 << 2,
    MARK_SITE = 1 << 3,
    MARK_BYE = 1 << 4,
    /* of an upload that the session watches */
    MARK_WATCHING = 1 << 5, /* the answer to watch */
    MARK_GONE = 1 << 6,     /* the upload does not exist, or this listener may not see it */
    MARK_NEWEST = 1 << 7,   /* topic->newest */
    MARK_STALE = 1 << 8     /* newest may be old: the upload vanished, or Redis refuses changes */
};

#endif
