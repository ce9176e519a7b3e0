/* SPDX-License-Identifier: MIT */
/*
 * The parts of a final upload are counted as received, but not measured: their sizes are the
 * client's way of sending. The bytes of a final upload came before its
 * creation, so it has no duration.
 */
#include "progress/upload_counts.h"

#include "progress/stats.h"

void upload_counts_received(const struct upload *u, int64_t last_byte_at)
{
    stats_add(STAT_UPLOADS_RECEIVED, 1);
    if (u->kind == KIND_PARTIAL)
        return;
    stats_observe(STAT_UPLOAD_SIZE, NULL, u->size);
    if (u->concat == NULL)
        stats_observe(STAT_UPLOAD_DURATION, NULL, last_byte_at - u->created_at);
}
