/* SPDX-License-Identifier: MIT */
/*
 * What the handlers of upload.fcgi share. upload_main.c fills it in; it never changes while
 * serving.
 */
#ifndef LOADLINE_APP_H
#define LOADLINE_APP_H

#include "config/config.h"
#include "access/creations.h"
#include "access/empties.h"
#include "fcgi/app/gate.h"
#include "fcgi/app/elsewhere.h"
#include "base/id.h"
#include "fcgi/progress/publisher.h"
#include "fcgi/app/sender_limits.h"
#include "spool/store.h"
#include "spool/lock_watch.h"

struct finals_teller;
struct quota;

struct app {
    struct config config;
    struct gate gate;
    struct secret secret;
    struct store *store;
    struct lock_watch *watch;
    struct publisher *publisher;
    struct elsewhere *elsewhere;
    struct finals_teller *teller;
    struct sender_limits *places;
    struct quota *quota;
    struct creations *creations;
    struct empties *empties;
    struct piece_pace *pace; /* NULL: pieces are counted each time */
};

#endif
