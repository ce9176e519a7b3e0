/* SPDX-License-Identifier: MIT */
/*
 * Starts every program of the project: --config, --version, --help, checks of the settings, setup
 * of the log, and one clear line for an error.
 */
#ifndef LOADLINE_STARTUP_H
#define LOADLINE_STARTUP_H

#include "config/config.h"

#include <stdbool.h>
#include <stdint.h>

#define STARTUP_DONE 1 /* a positive result: --help or --version was handled */

struct startup {
    const char *name;
    const char *purpose; /* one line, for --help */
    unsigned needs;      /* CONFIG_NEEDS_… */
};

/* The first call of a program, before it starts threads. Blocks the signals that end it
 * (signals.h), and reads the arguments and the settings into out. 0, STARTUP_DONE (exit 0), or
 * ERR_CONFIG with the reason printed (exit 2). The caller frees out with config_free(). */
int startup_begin(const struct startup *p, int argc, char **argv, struct config *out);

/* Reads the settings again from the same place. 0, or ERR_CONFIG with the reason logged. */
int startup_reload(const struct startup *p, struct config *out);

/* Records that the program now uses the current version of the files, as far as it has applied
 * them. */
void startup_renew(const struct config *c);

/* startup_mark() returns the mark of the current files (settings_mark.h), with c the settings in
 * use. startup_is_current() tells whether those are the versions that were read. Thread-safe. */
uint64_t startup_mark(const struct config *c);
bool startup_is_current(const struct config *c);

/* Sets up the log by the settings. */
void startup_log(const struct config *c);

#endif
