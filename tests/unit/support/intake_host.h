/* SPDX-License-Identifier: MIT */
/*
 * What the intake needs, for its tests: a real spool in a temporary folder, with a disk whose free
 * space the test sets, and a request and a publisher that only record calls. Nothing runs in other
 * threads: the test calls the lock's watcher itself.
 */
#ifndef LOADLINE_INTAKE_HOST_H
#define LOADLINE_INTAKE_HOST_H

#include "base/buffer.h"
#include "fcgi/app/app.h"
#include "fcgi/http/exchange.h"
#include "fcgi/http/request.h"
#include "fcgi/intake/intake.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_OWNER "ann"

struct request {
    const char *body;
    size_t piece;   /* bytes that request_read() returns at once */
    int64_t length; /* Content-Length, -1 unknown */
    int end;        /* result of request_read() after the body */
    bool is_here;   /* all of the body has arrived */
    int unread;     /* calls of request_unread() */
    const char *address, *type;
    int64_t waiting_since_ms;
    int interrupted;     /* the reason given to request_interrupt(); 0: none */
    int64_t file_offset; /* given to request_align_body() */
};

struct intake_host {
    struct app app;
    struct request request;
    struct exchange exchange; /* of the request */
    struct principal principal;
    /* Recorded: "begin STATE RECEIVED;", "pause …;", "end …;" of transfers, "post …;" of changes
     * outside them, "post! …;" with a lock's token. " LOCKED" follows where watchers would find the
     * lock taken. */
    struct buffer told;
    int64_t added;   /* bytes reported to the transfer */
    int64_t away_ms; /* given to the transfer */
    int64_t size;    /* of the record last published */
    /* The disk. */
    uint64_t free_bytes, whole_bytes, free_files, all_files;
    bool disk_is_mute; /* statvfs() fails */
    int disk_asked;    /* how often */
    /* The watcher of the lock that was taken last. */
    bool (*newer)(void *arg, enum lock_verb verb);
    void *newer_arg;
};

extern struct intake_host intake_host;

/* cmocka's setup and teardown of each test: no limits, no stages, a large disk. */
int intake_host_setup(void **state);
int intake_host_teardown(void **state);

/* Make the limits of app from its settings again. */
void intake_host_renew_limits(void);

/* Creates an upload of this size; the id is copied to id_out. It takes its owner from by. */
void intake_host_create(int64_t size, char id_out[ID_SIZE]);
/* The same, attached. */
struct intake *intake_host_open(int64_t size);

/* The record on disk; the caller frees it. */
struct upload intake_host_load(const char *id);

/* Whether the data file holds exactly this text. */
bool intake_host_holds(const char *id, const char *text);

/* Writes text behind the stored bytes, as a process that then crashed. */
void intake_host_write(const char *id, const char *text);

/* From now on no change of the record can be saved; the second one mends it. */
void intake_host_break(const char *id);
void intake_host_mend(const char *id);

/* Adds a stage that reports events to the settings. */
void intake_host_add_stage(void);

/* The names of the events that are due, in the order of their times, each followed by ";"; drafts
 * with a "?". */
const char *intake_host_events(void);

/* Whether exactly these calls were recorded since the last question. */
bool intake_host_told(const char *calls);

#endif
