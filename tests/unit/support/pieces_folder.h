/* SPDX-License-Identifier: MIT */
/*
 * An upload in pieces on a spool of its own, for tests of its folder.
 */
#ifndef LOADLINE_PIECES_FOLDER_H
#define LOADLINE_PIECES_FOLDER_H

#include "tests/unit/support/spool.h"

struct pieces_folder {
    struct store *store;
    struct upload upload;
    int fd; /* of the upload's folder */
};

/* Set up and tear down a test: *state is a struct pieces_folder. The upload has 1,000,000 bytes. */
int pieces_folder_setup(void **state);
int pieces_folder_teardown(void **state);

#endif
