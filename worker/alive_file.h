/* SPDX-License-Identifier: MIT */
/*
 * A file that shows by its age whether this worker's loop runs, for checks that must not depend on
 * Redis: a restart does not repair Redis.
 */
#ifndef LOADLINE_ALIVE_FILE_H
#define LOADLINE_ALIVE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#define ALIVE_FILE_MS 2000 /* the longest time between two touches of a loop that runs */

/* The file of one worker; starts as {path}. */
struct alive_file {
    const char *path; /* "": none */
    int64_t due_ms;   /* the next touch */
    bool failed;      /* and this is logged */
};

/* Sets the file's time to now if it is due, and creates the file if it is missing. Logs the first
 * of several failures. */
void alive_file_touch(struct alive_file *f, int64_t now_ms);

#endif
