/* SPDX-License-Identifier: MIT */
/*
 * What the handlers of upload.fcgi share: made by upload_main.c, never changed while serving.
 */
#ifndef LOADLINE_APP_H
#define LOADLINE_APP_H

#include "config.h"
#include "creations.h"
#include "empties.h"
#include "gate.h"
#include "id.h"
#include "publisher.h"
#include "places.h"
#include "store.h"
#include "watch.h"

struct quota;

struct app {
    struct config config;
    struct gate gate;
    struct secret secret;
    struct store *store;
    struct watch *watch;
    struct publisher *publisher;
    struct places *places;
    struct quota *quota;
    struct creations *creations;
    struct empties *empties;
};

#endif
