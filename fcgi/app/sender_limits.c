/* SPDX-License-Identifier: MIT */
/*
 * Derives the limits from the settings, and names the exceeded one in the refusal.
 */
#include "fcgi/app/sender_limits.h"

#include "fcgi/app/client_identity.h"
#include "base/error.h"
#include "base/log.h"
#include "access/client_limits.h"

#include <stdlib.h>

#define SHARE 16 /* default share of one client: 1/16 of all threads */

/* A limit and the setting behind it, for the message to a refused client. */
struct sender_limit {
    const char *setting;
    int64_t value; /* the setting's value, or its effective value if it is 0 */
    int64_t places;
};

struct sender_limits {
    const struct config *config;
    struct client_limits *senders;
    struct sender_limit per_client, in_all;
};

/* A program with one thread still serves, although it can reserve none. */
static int64_t at_least_one(int64_t n)
{
    return n > 0 ? n : 1;
}

static struct sender_limits *sender_limits_new(const struct config *c,
                                               struct sender_limit per_client,
                                               struct sender_limit in_all)
{
    struct sender_limits *p = calloc(1, sizeof *p);

    if (p == NULL)
        return NULL;
    *p = (struct sender_limits){c, client_limits_new(per_client.places, in_all.places), per_client,
                                in_all};
    if (p->senders == NULL)
        sender_limits_free(&p);
    return p;
}

struct sender_limits *sender_limits_of_uploads(const struct config *c)
{
    int64_t own =
        c->uploads_per_client > 0 ? c->uploads_per_client : at_least_one(c->upload_threads / SHARE);
    struct sender_limit all = {"upload_threads", c->upload_threads,
                               at_least_one(c->upload_threads - c->upload_reserved_threads)};

    if (c->uploads_active > 0 && c->uploads_active < all.places)
        all = (struct sender_limit){"uploads_active", c->uploads_active, c->uploads_active};
    return sender_limits_new(c, (struct sender_limit){"uploads_per_client", own, own}, all);
}

struct sender_limits *sender_limits_of_progress(const struct config *c)
{
    int64_t threads = c->progress_threads, share = at_least_one(threads / SHARE);

    return sender_limits_new(
        c, (struct sender_limit){"progress_threads", threads, share},
        (struct sender_limit){"progress_threads", threads, at_least_one(threads - share)});
}

void sender_limits_free(struct sender_limits **p)
{
    if (*p == NULL)
        return;
    client_limits_free(&(*p)->senders);
    free(*p);
    *p = NULL;
}

/* Sets the detail that names the exceeded limit. */
static int explain(struct exchange *x, int err)
{
    const struct sender_limits *p = x->places;
    bool own = err == ERR_CROWDED;
    const struct sender_limit *limit = own ? &p->per_client : &p->in_all;

    if (err != ERR_CROWDED && err != ERR_BUSY)
        return err;
    if (!own)
        log_warn("busy", "setting", limit->setting, "places", LOG_INT(limit->places), NULL);
    return exchange_fail(x, err, "%s: %lld transfers at once (%s = %lld)",
                         own ? "This client has reached its limit" : "All places are taken",
                         (long long)limit->places, limit->setting, (long long)limit->value);
}

static void sender_limits_name_client(const struct exchange *x, char name_out[CLIENT_IDENTITY_SIZE])
{
    client_identity_name(x->places->config, x->request, x->principal.owner, name_out);
}

int sender_limits_take(struct exchange *x)
{
    char client[CLIENT_IDENTITY_SIZE];

    if (x->places == NULL || x->place != NULL)
        return 0;
    sender_limits_name_client(x, client);
    return explain(x, client_limits_enter(x->places->senders, client, &x->place));
}

int sender_limits_check(struct exchange *x)
{
    char client[CLIENT_IDENTITY_SIZE];

    if (x->places == NULL || x->place != NULL)
        return 0;
    sender_limits_name_client(x, client);
    return explain(x, client_limits_check(x->places->senders, client));
}

void sender_limits_leave(struct exchange *x)
{
    if (x->place != NULL)
        client_limits_leave(x->places->senders, &x->place);
}
