/* SPDX-License-Identifier: MIT */
/*
 * What the parts of loadline doctor share. Each examines one side of the site and prints what it finds; none
 * changes anything but for the uploads of the last one, which it removes again, and the mark on the prefix.
 */
#ifndef LOADLINE_DOCTOR_H
#define LOADLINE_DOCTOR_H

#include "cli/findings.h"
#include "config.h"

#include <sys/types.h>

struct redis;

struct doctor {
    const struct config *config;
    const char *settings; /* the file that they come from; NULL: none */
    const char
        *url; /* of the site as clients see it, without the slash at its end; NULL: not asked */
    const char *token;   /* for auth = token; NULL: none */
    struct redis *redis; /* NULL: not to be reached */
    struct findings findings;
};

/* Settings and secrets, and who may read them; the spool, and who may write it. */
void doctor_site(struct doctor *d);

/* The server, and whether the prefix is ours alone. Connects d->redis, to be freed by the caller. */
void doctor_redis(struct doctor *d);

/* Whether the programs answer, and what the system allows those that do. */
void doctor_programs(struct doctor *d);
void doctor_limits(struct doctor *d);

/* The web server, through the URL. */
void doctor_front(struct doctor *d);

#endif
