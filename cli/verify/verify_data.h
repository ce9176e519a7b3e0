/* SPDX-License-Identifier: MIT */
/*
 * The bytes of an upload: whether data, pieces and parts are what the record says.
 */
#ifndef LOADLINE_VERIFY_DATA_H
#define LOADLINE_VERIFY_DATA_H

#include "cli/verify/findings.h"
#include "cli/verify/verify_folder.h"

#include "upload/upload.h"

#include <stdbool.h>
#include <stdint.h>

/* Compares lengths. */
void verify_data_lengths(int folder, const struct verify_names *names, const struct upload *u,
                         struct findings *f);

/* Makes the digests of the file that the record has, as sha256 of its result, and compares them. It
 * calls go_on after each piece of the file, with its bytes; false ends it without a finding. Does
 * nothing if data cannot be whole. */
void verify_data_digests(int folder, const struct upload *u, bool (*go_on)(void *arg, size_t bytes),
                         void *arg, struct findings *f);

#endif
