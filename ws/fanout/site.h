/* SPDX-License-Identifier: MIT */
/*
 * What is known of the programs of this site: the last heartbeat of each relay and worker, and what
 * all have counted. Told to administrators who watch it, as one message for all of them. No I/O:
 * the source (source.h) hears.
 */
#ifndef LOADLINE_SITE_H
#define LOADLINE_SITE_H

#include "ws/fanout/message.h"
#include "progress/stats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SITE_EVERY_MS 1000   /* a new message */
#define SITE_PROGRAMS_MAX 32 /* further ones are heard when another is forgotten */
#define SITE_SILENT_MS 7000  /* without a heartbeat: not alive */
#define SITE_FORGET_MS (10 * 60 * 1000)

struct site;

/* 0 or ERR_NOMEM. */
int site_new(struct site **out);
void site_free(struct site **s);

/* A heartbeat (heartbeat.h); what is none changes nothing. Times are of the monotonic clock. */
void site_hear(struct site *s, const char *text, size_t len, int64_t now_ms);

/* Whether heartbeats can be heard at all. Nobody is taken for silent because of the time in which
 * not. */
void site_set_available(struct site *s, bool available, int64_t now_ms);

/* What the programs of the site have counted (stats.h). */
void site_set_counter(struct site *s, enum stats_counter which, int64_t n);
int64_t site_counter(const struct site *s, enum stats_counter which);

/* Forgets who has been silent for long, or has said that it stops; the next message is made anew.
 */
void site_refresh(struct site *s, int64_t now_ms);

/* All of it: a reference for the caller, to the same message until site_refresh(). NULL when out of
 * memory. */
struct message *site_message(struct site *s, int64_t now_ms);

#endif
