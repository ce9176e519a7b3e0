/* SPDX-License-Identifier: MIT */
/*
 * Weighs the transfer against the stages.
 */
#include "upload/percent.h"

/* The stored share of the size, 0 to 1. */
static double transfer_share(const struct upload *u)
{
    int64_t stored = upload_stored(u);

    if (u->complete || stored >= u->size)
        return 1;
    return stored > 0 ? (double)stored / (double)u->size : 0;
}

/* The finished share of the stage, 0 to 1. A failed stage keeps its progress. */
static double stage_share(const struct stage *s)
{
    if (s->state == STAGE_DONE || s->state == STAGE_SKIPPED)
        return 1;
    if (s->state == STAGE_WAITING || s->progress <= 0)
        return 0;
    return s->progress < 100 ? s->progress / 100.0 : 1;
}

int percent_calculate(const struct upload *u)
{
    double total = PERCENT_TRANSFER_WEIGHT, reached;

    if (u->state == STATE_DONE)
        return 100;
    if (u->size < 0 && !u->complete)
        return -1;
    reached = PERCENT_TRANSFER_WEIGHT * transfer_share(u);
    for (size_t i = 0; i < u->stage_count; i++) {
        int weight = u->stages[i].weight > 0 ? u->stages[i].weight : 0;
        total += weight;
        reached += weight * stage_share(&u->stages[i]);
    }
    int percent = (int)(reached * 100 / total);
    return percent < 100 ? percent : 99;
}
