/* SPDX-License-Identifier: MIT */
/*
 * States are a set of bits.
 */
#include "cli/events/event_filter.h"
#include "cli/common/cli.h"

#include "upload/state.h"

#include <stdio.h>
#include <string.h>

#define NAME_SIZE 32

static bool event_filter_add_state(struct event_filter *f, const char *name)
{
    int state = state_from_name(name);

    if (state < 0) {
        cli_complain("there is no state \"%s\"", name);
        return false;
    }
    f->states |= 1U << state;
    return true;
}

bool event_filter_read_states(struct event_filter *f, const char *list)
{
    bool good = true;

    while (good) {
        char name[NAME_SIZE];
        size_t len = strcspn(list, ",");
        (void)snprintf(name, sizeof name, "%.*s", (int)len, list);
        good = event_filter_add_state(f, name);
        if (list[len] == '\0')
            break;
        list += len + 1;
    }
    return good;
}

bool event_filter_wants_state(const struct event_filter *f, int state)
{
    return f->states == 0 || (state >= 0 && (f->states & 1U << state) != 0);
}

bool event_filter_wants_owner(const struct event_filter *f, const char *owner)
{
    return f->owner == NULL || (owner != NULL && strcmp(f->owner, owner) == 0);
}
