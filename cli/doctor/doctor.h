/* SPDX-License-Identifier: MIT */
/*
 * What the parts of loadline doctor share. Each examines one side of the site and prints what it
 * finds; none changes anything but for the uploads of the last one, which it removes again, the
 * mark on the prefix, and a key that goes after a second.
 */
#ifndef LOADLINE_DOCTOR_H
#define LOADLINE_DOCTOR_H

#include "cli/doctor/check_report.h"
#include "config/config.h"

#include <stdbool.h>
#include <sys/types.h>

struct redis;

struct doctor {
    const struct config *config;
    const char *settings; /* the file that they come from; NULL: none */
    const char
        *url; /* of the site as clients see it, without the slash at its end; NULL: not asked */
    const char *token;   /* for auth = token; NULL: none */
    struct redis *redis; /* NULL: not to be reached */
    bool redis_tells;    /* takes changes, so that progress can be seen */
    bool hosted;         /* an account's folder has scripts that start the programs */
    struct check_report findings;
};

/* Settings and secrets, and who may read them; the spool, and who may write it. */
void doctor_site(struct doctor *d);

/* The server, and whether the prefix is ours alone. Connects d->redis, to be freed by the caller.
 */
void doctor_redis(struct doctor *d);

/* Whether it takes changes; info: what INFO says, or NULL. */
void doctor_writes(struct doctor *d, const char *info);

/* What a program says of the settings that it runs with (renewal.h); NULL: nothing. */
#define DOCTOR_SETTINGS_FIELD "Loadline-Settings"
void doctor_settings(struct doctor *d, const char *program, const char *word);

/* Whether the programs answer, and what the system allows those that do. */
void doctor_programs(struct doctor *d);
void doctor_limits(struct doctor *d);

/* Whether events wait long for receivers of webhooks. Nothing where no stage has any. */
void doctor_webhooks(struct doctor *d);

/* The scripts and rules of an account of shared hosting, where there are any. */
void doctor_hosting(struct doctor *d);

/* The web server, through the URL. */
void doctor_front(struct doctor *d);

#endif
