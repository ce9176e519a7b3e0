/* SPDX-License-Identifier: MIT */
/*
 * Where a delivered file is, by its record and by the settings.
 */
#ifndef LOADLINE_DELIVERED_PLACE_H
#define LOADLINE_DELIVERED_PLACE_H

#include "config/config.h"
#include "upload/upload.h"

#include <stdbool.h>

#define DELIVERED_BUCKET_SIZE 64

struct delivered_place {
    bool in_s3; /* else in a folder */
    char bucket[DELIVERED_BUCKET_SIZE];
    char key[UPLOAD_MESSAGE_MAX + 1]; /* "": the record does not have it whole */
    /* The stage that delivered it, which belongs to the settings. NULL: they have no stage of its
     * name for that bucket any more. */
    const struct config_stage *stage;
};

/* Finds the place of a delivered upload. */
void delivered_place_find(const struct config *c, const struct upload *u,
                          struct delivered_place *out);

#endif
