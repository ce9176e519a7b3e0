/* SPDX-License-Identifier: MIT */
/*
 * The common start of the daemons and FastCGI programs.
 */
#include "service/startup.h"

#include "base/error.h"
#include "base/log.h"
#include "config/settings_mark.h"
#include "base/signals.h"
#include "spool/spool_mode.h"

#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define UMASK 0077 /* until the settings are read */

/* The argument of --config, or NULL. */
static const char *path;

/* The settings file, or "", and the mark of the versions of it and of the keys that were read. */
static char file[PATH_MAX];
static uint64_t mark_read;

#define READINGS_MAX 3 /* attempts to read a file that is being written */

static void startup_print_help(const struct startup *p)
{
    printf("usage: %s [--config FILE]\n%s\n\n"
           "  --config FILE   settings; see loadline.conf(5)\n"
           "  --version       print the version\n"
           "  --help          print this\n",
           p->name, p->purpose);
}

static int startup_load(const struct startup *p, struct config *out, char message[CONFIG_ERROR_MAX])
{
    int rc = config_load(path, out, message);

    if (rc == 0 && config_require(out, p->needs, message) != 0) {
        rc = ERR_CONFIG;
        config_free(out);
    }
    return rc;
}

void startup_log(const struct config *c)
{
    log_set_level((enum log_level)config_log_level(c));
    log_set_format(strcmp(c->log_format, "json") == 0 ? LOG_FORMAT_JSON : LOG_FORMAT_LOGFMT);
}

uint64_t startup_mark(const struct config *c)
{
    return settings_mark(file, c);
}

void startup_renew(const struct config *c)
{
    mark_read = startup_mark(c);
}

bool startup_is_current(const struct config *c)
{
    return startup_mark(c) == mark_read;
}

/* Reads until the file is the same before and after. */
static int load_first(const struct startup *p, struct config *out, char message[CONFIG_ERROR_MAX])
{
    char text[PATH_MAX];
    const char *found = config_find_file(path, text, sizeof text);
    uint64_t before;
    int rc;

    (void)snprintf(file, sizeof file, "%s", found != NULL ? found : "");
    for (int i = 1;; i++) {
        before = settings_mark(file, NULL);
        rc = startup_load(p, out, message);
        if (i == READINGS_MAX || settings_mark(file, NULL) == before)
            break;
        if (rc == 0)
            config_free(out);
    }
    if (rc == 0)
        startup_renew(out);
    return rc;
}

int startup_reload(const struct startup *p, struct config *out)
{
    char message[CONFIG_ERROR_MAX];
    int rc = startup_load(p, out, message);

    if (rc != 0)
        log_error("reload_failed", "program", p->name, "reason", message, NULL);
    return rc;
}

int startup_begin(const struct startup *p, int argc, char **argv, struct config *out)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"version", no_argument, NULL, 'V'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    char message[CONFIG_ERROR_MAX];
    int c;

    while ((c = getopt_long(argc, argv, "c:Vh", options, NULL)) != -1) {
        switch (c) {
        case 'c':
            path = optarg;
            break;
        case 'V':
            printf("%s %s\n", p->name, LOADLINE_VERSION);
            return STARTUP_DONE;
        case 'h':
            startup_print_help(p);
            return STARTUP_DONE;
        default:
            return ERR_CONFIG;
        }
    }
    umask(UMASK);
    signals_block_ending();
    signal(SIGPIPE, SIG_IGN);
    int rc = load_first(p, out, message);
    if (rc != 0) {
        fprintf(stderr, "%s: %s\n", p->name, message);
        return rc;
    }
    spool_mode_begin(out, (p->needs & CONFIG_NEEDS_SPOOL) != 0);
    startup_log(out);
    return 0;
}
