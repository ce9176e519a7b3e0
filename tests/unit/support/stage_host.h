/* SPDX-License-Identifier: MIT */
/*
 * Runs one stage in a temporary folder, records its reports and results, and can stop it.
 */
#ifndef LOADLINE_STAGE_HOST_H
#define LOADLINE_STAGE_HOST_H

#include "base/buffer.h"
#include "worker/stages/stage.h"

#define HOST_PATH_SIZE 64

struct stage_host {
    struct stage_context ctx;
    struct upload upload;
    struct config_stage settings;
    struct config site;
    char mismatch[16], required[8]; /* values of the settings, which borrow them */
    char folder[HOST_PATH_SIZE];    /* contains data and out/ */
    char data_path[HOST_PATH_SIZE + 16], out_path[HOST_PATH_SIZE + 16];
    struct buffer said; /* "42:message;" per report, "key=value;" per result */
    int reports;
    int64_t stop_after_ms; /* monotonic clock; 0: never */
};

/* Creates the folder and a data file with len bytes. */
void host_open(struct stage_host *h, const void *bytes, size_t len);

/* Runs the stage and returns its result. */
int host_run(struct stage_host *h, const struct stage_ops *ops);

/* Runs a shell script as the command, within the limits of h->settings. */
int host_run_script(struct stage_host *h, const char *script);

/* Removes the folder and frees what the host recorded. */
void host_close(struct stage_host *h);

#endif
