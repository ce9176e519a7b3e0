/* SPDX-License-Identifier: MIT */
/*
 * How every program of the project begins: --config, --version, --help, the settings checked, the
 * log set up, and one clear line when something is wrong.
 */
#ifndef LOADLINE_STARTUP_H
#define LOADLINE_STARTUP_H

#include "config/config.h"

#include <stdbool.h>
#include <stdint.h>

#define STARTUP_DONE 1 /* a positive result: --help or --version was answered */

struct startup {
    const char *name;
    const char *purpose; /* one line, for --help */
    unsigned needs;      /* CONFIG_NEEDS_… */
};

/* The first that a program does, before it has threads: blocks the signals that end it (signals.h),
 * and reads the arguments and the settings into out. 0, STARTUP_DONE (exit 0), or ERR_CONFIG with
 * the reason printed (exit 2). */
int startup_begin(const struct startup *p, int argc, char **argv, struct config *out);

/* Reads the settings anew from where startup_begin() had them. ERR_CONFIG with the reason logged;
 * what was read before is untouched then. */
int startup_reload(const struct startup *p, struct config *out);

/* The settings in use are those from now on that the file holds now, as far as they were taken
 * over. */
void startup_renew(const struct config *c);

/* Which versions of the settings' files there are now (settings_mark.h), c being those in use; and
 * whether those are the ones that were read. From any thread. */
uint64_t startup_mark(const struct config *c);
bool startup_is_current(const struct config *c);

/* What the settings say of the log. */
void startup_log(const struct config *c);

#endif
