/* SPDX-License-Identifier: MIT */
/*
 * Progress by GET: one upload's document with its version as ETag, or many documents. They are sent
 * as published, byte for byte.
 */
#ifndef LOADLINE_POLL_H
#define LOADLINE_POLL_H

#include "config/config.h"
#include "fcgi/app/gate.h"
#include "base/id.h"
#include "fcgi/app/sender_limits.h"
#include "fcgi/http/exchange.h"

#define LEGACY_PATH "legacy/" /* formats of older modules (legacy.h), no ids */

/* The app of an exchange in progress.fcgi; its thread is a struct document_reader. */
struct poll_app {
    struct config config;
    struct gate gate;
    struct sender_limits *places;
    struct secret secret; /* valid if has_secret */
    bool has_secret;
};

/* Handles GET /progress/ID and /progress/ID.KEY. With the key, the page also offers the commands
 * that it permits. Returns 0 once answered, otherwise an error for the router. */
int poll_one(struct exchange *x);

/* Handles GET /progress/?ids=ID,ID. Returns the same. */
int poll_many(struct exchange *x);

/* A long answer may block on a slow reader and then holds a thread: it takes a place. len is in
 * bytes. Returns the same as sender_limits_take(). */
int poll_take_place(struct exchange *x, size_t len);

#endif
