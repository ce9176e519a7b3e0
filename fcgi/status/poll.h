/* SPDX-License-Identifier: MIT */
/*
 * Reading progress by GET: one upload's document with its version as ETag, or many at once. What is
 * sent is what was published, byte for byte.
 */
#ifndef LOADLINE_POLL_H
#define LOADLINE_POLL_H

#include "config/config.h"
#include "fcgi/app/gate.h"
#include "base/id.h"
#include "fcgi/app/sender_limits.h"
#include "fcgi/http/exchange.h"

#define LEGACY_PATH "legacy/" /* below it are the formats of old modules (legacy.h), and no ids */

/* What the handlers find in an exchange's app; its thread is a struct document_reader. */
struct poll_app {
    struct config config;
    struct gate gate;
    struct sender_limits *places;
    struct secret secret; /* where has_secret */
    bool has_secret;
};

/* GET /progress/ID, and with its key, which a page needs to offer what the key is the right to. */
int poll_one(struct exchange *x);

/* GET /progress/?ids=ID,ID */
int poll_many(struct exchange *x);

#endif
