/* SPDX-License-Identifier: MIT */
/*
 * Shared by the parts of loadline doctor. Each checks one side of the site and prints its results.
 * None changes anything except trial uploads and a trial file, which the doctor removes again, the
 * mark on the Redis prefix, and a key that expires after a second.
 */
#ifndef LOADLINE_DOCTOR_H
#define LOADLINE_DOCTOR_H

#include "cli/doctor/check_report.h"
#include "config/config.h"
#include "redis/redis_shards.h"

#include <stdbool.h>
#include <sys/types.h>

struct doctor {
    const struct config *config;
    const char *settings; /* their file; NULL: none */
    const char *url;      /* of the site for clients, without a slash at its end; NULL: not given */
    const char *token;    /* for auth = token; NULL: none */
    struct redis_shards shards;
    struct redis *redis; /* the shard at work, then one that answers; NULL: none does */
    bool redis_tells;    /* all accept changes, so that progress is visible */
    bool hosted;         /* an account's folder has scripts that start the programs */
    struct check_report report;
};

/* Settings, secrets and the spool, and which users may read and write them. */
void doctor_site(struct doctor *d);

/* Checks that the doctor's user may read the file, and no user of the machine besides the group. */
void doctor_private(struct doctor *d, const char *check, const char *path);

/* The credentials that upload.fcgi signs downloads with. Prints nothing if no stage needs them. */
void doctor_downloads(struct doctor *d);

/* Whether the file system of a spool that several hosts share fits. Tells nothing of others. */
void doctor_shared(struct doctor *d);

/* Redis, and whether no other site uses the prefix. Connects d->shards, which the caller frees. */
void doctor_redis(struct doctor *d);

/* The Sentinels' view. Prints nothing if redis_url names none. */
void doctor_sentinels(struct doctor *d, const struct redis_target *target);

/* The spools that share the Redis: whether one is a copy of ours, or has jobs and no worker. */
void doctor_spools(struct doctor *d);

/* Whether Redis accepts changes; info: the answer to INFO, or NULL. */
void doctor_writes(struct doctor *d, const char *info);

/* Whether a program runs with the present settings (renewal.h); word: the program's own report,
 * NULL: none. */
#define DOCTOR_SETTINGS_FIELD "Loadline-Settings"
void doctor_settings(struct doctor *d, const char *program, const char *word);

/* Whether the programs answer, and the system limits of those that run. */
void doctor_programs(struct doctor *d);
void doctor_limits(struct doctor *d);

/* Whether events wait long for receivers of webhooks. Prints nothing if no stage has a webhook. */
void doctor_webhooks(struct doctor *d);

/* The scripts and rules of an account of shared hosting, if any. */
void doctor_hosting(struct doctor *d);

/* The web server, through the URL. */
void doctor_front(struct doctor *d);

#endif
