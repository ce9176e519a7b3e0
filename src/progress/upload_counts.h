/* SPDX-License-Identifier: MIT */
/*
 * What the metrics count of uploads whose bytes have all arrived.
 */
#ifndef LOADLINE_UPLOAD_COUNTS_H
#define LOADLINE_UPLOAD_COUNTS_H

#include "upload/upload.h"

/* Counts u, which is recorded as whole now, once; last_byte_at: when its last byte was stored, wall
 * ms. */
void upload_counts_received(const struct upload *u, int64_t last_byte_at);

#endif
