/* SPDX-License-Identifier: MIT */
/*
 * The names of the events, the same in settings, file names and documents.
 */
#include "base/event_name.h"

#include <string.h>

static const char *const names[EVENT_COUNT] = {
    [EVENT_CREATED] = "created",     [EVENT_PROCESSED] = "processed", [EVENT_FAILED] = "failed",
    [EVENT_CANCELLED] = "cancelled", [EVENT_EXPIRED] = "expired",
};

const char *event_name(enum event e)
{
    return names[e];
}

int event_from_name(const char *name)
{
    for (int e = 0; e < EVENT_COUNT; e++)
        if (strcmp(names[e], name) == 0)
            return e;
    return -1;
}
