/* SPDX-License-Identifier: MIT */
/*
 * Sends 104 (the draft's section 5). A failure to send it is ignored, because the final answer will
 * fail too.
 */
#include "fcgi/resumable/interim.h"

#include "fcgi/app/app.h"
#include "base/clock.h"

#include <string.h>

#define FIELDS_MAX 4096

/* RFC 9110 section 15.2: HTTP/1.0 clients must not get interim answers. */
static bool understands_interim(const struct request *r)
{
    const char *protocol = request_variable(r, "SERVER_PROTOCOL");

    return protocol == NULL || strcmp(protocol, "HTTP/1.0") != 0;
}

void interim_init(struct interim *i, struct exchange *x, const struct resumable_request *q)
{
    const struct app *app = x->app;

    *i = (struct interim){.exchange = x, .version = q->version, .sent_ms = clock_mono_ms()};
    i->on = strcmp(app->config.interim_responses, "yes") == 0 && resumable_version_matches(q) &&
            understands_interim(x->request);
}

static void interim_send(struct interim *i, struct buffer *fields)
{
    buffer_addf(fields, "Upload-Draft-Interop-Version: %d\r\n", i->version);
    if (buffer_error(fields) == 0)
        (void)response_interim(i->exchange->response, INTERIM_STATUS, fields);
    i->sent_ms = clock_mono_ms();
}

void interim_location(struct interim *i, const char *url, const char *limits)
{
    struct buffer fields;

    if (!i->on)
        return;
    buffer_init(&fields, FIELDS_MAX);
    buffer_addf(&fields, "Location: %s\r\n", url);
    if (i->version >= RESUMABLE_VERSION_TYPED)
        buffer_addf(&fields, "Upload-Limit: %s\r\n", limits);
    interim_send(i, &fields);
    buffer_free(&fields);
}

void interim_offset(struct interim *i, int64_t offset)
{
    struct buffer fields;

    if (!i->on || i->version < RESUMABLE_VERSION_PROGRESS ||
        clock_mono_ms() - i->sent_ms < INTERIM_INTERVAL_MS)
        return;
    buffer_init(&fields, FIELDS_MAX);
    buffer_addf(&fields, "Upload-Offset: %lld\r\n", (long long)offset);
    interim_send(i, &fields);
    buffer_free(&fields);
}
