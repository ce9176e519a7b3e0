/* SPDX-License-Identifier: MIT */
/*
 * The table of the life cycle. The origins are stored as the text that the Redis script receives,
 * so that both checks always agree.
 */
#include "upload/state.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define HOURS_MS(n) ((int64_t)(n)*60 * 60 * 1000)
#define UNFINISHED "created,uploading,queued,processing"

struct state_row {
    const char *name;
    const char *origins; /* states that may lead to this one */
    bool ended;
    int64_t ttl_ms; /* of the hash, from the moment it enters the state */
};

/* Redis may miss the event of a step while it is down, but never the state itself. So skipped steps
 * are allowed too (created -> done: an empty file, no stages). */
static const struct state_row states[STATE_COUNT] = {
    [STATE_CREATED] = {"created", "", false, 0},
    [STATE_UPLOADING] = {"uploading", "created", false, 0},
    [STATE_QUEUED] = {"queued", "created,uploading,failed", false, 0},
    [STATE_PROCESSING] = {"processing", "queued", false, 0},
    [STATE_DONE] = {"done", UNFINISHED, true, HOURS_MS(24)},
    [STATE_FAILED] = {"failed", UNFINISHED, true, HOURS_MS(24)},
    [STATE_CANCELLED] = {"cancelled", UNFINISHED, true, HOURS_MS(1)},
    [STATE_EXPIRED] = {"expired", UNFINISHED, true, HOURS_MS(1)},
    [STATE_DELETED] = {"deleted", "done,failed,cancelled", true, HOURS_MS(1)},
};

static const char *const stage_states[] = {
    [STAGE_WAITING] = "waiting", [STAGE_RUNNING] = "running", [STAGE_DONE] = "done",
    [STAGE_FAILED] = "failed",   [STAGE_SKIPPED] = "skipped",
};

/* Indexed by whether bytes flow. */
static const char *const transfers[] = {"idle", "active"};

#define STAGE_STATE_COUNT (sizeof stage_states / sizeof *stage_states)

static const struct state_row *row(enum state s)
{
    assert((unsigned)s < STATE_COUNT);
    return &states[s];
}

const char *state_name(enum state s)
{
    return row(s)->name;
}

int state_from_name(const char *name)
{
    for (int s = 0; s < STATE_COUNT; s++)
        if (strcmp(states[s].name, name) == 0)
            return s;
    return -1;
}

bool state_allows(enum state from, enum state to)
{
    const char *name = row(from)->name;
    size_t len = strlen(name);

    /* No state's name contains another's, so any match is the whole word. */
    const char *found = strstr(row(to)->origins, name);
    return found != NULL && (found[len] == ',' || found[len] == '\0');
}

const char *state_origins(enum state to)
{
    return row(to)->origins;
}

bool state_ended(enum state s)
{
    return row(s)->ended;
}

int64_t state_ttl_ms(enum state s)
{
    return row(s)->ttl_ms;
}

const char *stage_state_name(enum stage_state s)
{
    assert((unsigned)s < STAGE_STATE_COUNT);
    return stage_states[s];
}

int stage_state_from_name(const char *name)
{
    for (size_t s = 0; s < STAGE_STATE_COUNT; s++)
        if (strcmp(stage_states[s], name) == 0)
            return (int)s;
    return -1;
}

const char *state_transfer_name(bool active)
{
    return transfers[active];
}

bool state_transfer_is(const char *name, bool active)
{
    return strcmp(name, transfers[active]) == 0;
}
