/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: events that no receiver accepts. Otherwise only the worker's log shows them.
 */
#include "cli/doctor/doctor.h"

#include "base/clock.h"
#include "base/error.h"
#include "webhook/outbox_entry.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONG_MS (60 * 60 * 1000)

static bool has_webhooks(const struct config *c)
{
    for (size_t i = 0; i < c->stage_count; i++)
        if (strcmp(c->stages[i].kind, "notify") == 0)
            return true;
    return false;
}

/* Returns the event that happened first. */
static const struct outbox_entry *find_oldest(const struct outbox_entry *list, size_t count)
{
    const struct outbox_entry *oldest = list;

    for (size_t i = 1; i < count; i++)
        if (list[i].at_ms < oldest->at_ms)
            oldest = &list[i];
    return oldest;
}

static void judge_waiting(struct doctor *d, const struct outbox_entry *list, size_t count)
{
    const struct outbox_entry *oldest = find_oldest(list, count);
    int64_t age_ms = count == 0 ? 0 : clock_wall_ms() - oldest->at_ms;

    if (count >= (size_t)d->config->outbox_max)
        check_report_fail(&d->report, "webhooks", "repair the receivers, or raise outbox_max",
                          "as many events wait as outbox_max allows (%zu): new ones are dropped",
                          count);
    else if (age_ms > LONG_MS)
        check_report_warn(&d->report, "webhooks",
                          "see the reason in the worker's log: lines with webhook_put_off",
                          "%zu events wait, one of stage %s for %" PRId64 " minutes", count,
                          oldest->stage, age_ms / 60000);
    else
        check_report_ok("webhooks", "%zu events wait for their receivers", count);
}

/* Lists the outbox; empty if there is no folder yet. */
static int list_outbox(const char *spool, struct outbox_entry **list_out, size_t *count_out)
{
    struct store *store = NULL;
    int folder = -1;

    *list_out = NULL;
    *count_out = 0;
    int rc = store_open(spool, false, &store);
    if (rc == 0)
        rc = outbox_open(store, false, &folder);
    if (rc == 0)
        rc = outbox_list(folder, list_out, count_out);
    if (folder >= 0)
        close(folder);
    store_close(&store);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

void doctor_webhooks(struct doctor *d)
{
    struct outbox_entry *list = NULL;
    size_t count = 0;

    if (!has_webhooks(d->config) || d->config->spool == NULL)
        return;
    int rc = list_outbox(d->config->spool, &list, &count);
    if (rc == 0)
        judge_waiting(d, list, count);
    else
        check_report_skip("webhooks", "the outbox in the spool cannot be read: %s", error_text(rc));
    free(list);
}
