/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: compares the system limits of the running programs with the settings. Their
 * sockets identify the processes.
 */
#include "cli/doctor/doctor.h"

#include "cli/doctor/fcgi_ping.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPARE_DESCRIPTORS 64
#define PER_REQUEST 8 /* descriptors: socket, folder, data, lock, record, and those of a check */

struct program {
    const char *name, *address, *threads_setting;
    int64_t threads, descriptors;
};

/* Returns the number after that word in the process's file of /proc; -1: unknown, INT64_MAX:
 * unlimited. */
static int64_t doctor_limits_read_number(pid_t pid, const char *file, const char *word)
{
    char path[64], line[256];
    int64_t number = -1;
    size_t len = strlen(word);

    (void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, file);
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return -1;
    while (number < 0 && fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, word, len) != 0)
            continue;
        const char *value = line + len + strspn(line + len, " \t");
        number = strncmp(value, "unlimited", 9) == 0 ? INT64_MAX : strtoll(value, NULL, 10);
    }
    (void)fclose(f);
    return number;
}

static void check_descriptors(struct doctor *d, const struct program *p, pid_t pid)
{
    int64_t allowed = doctor_limits_read_number(pid, "limits", "Max open files");
    char remedy[128];

    if (allowed < 0) {
        check_report_skip("descriptors", "the limit of %s cannot be read", p->name);
        return;
    }
    (void)snprintf(remedy, sizeof remedy,
                   "LimitNOFILE=%" PRId64 " in its unit (ulimit -n), or lower the setting",
                   p->descriptors);
    if (allowed < p->descriptors)
        check_report_fail(&d->report, "descriptors", remedy,
                          "%s may open %" PRId64 " files; its settings need %" PRId64, p->name,
                          allowed, p->descriptors);
    else
        check_report_ok("descriptors", "enough for %s: %" PRId64 " of %" PRId64, p->name,
                        p->descriptors, allowed);
}

static void check_threads(struct doctor *d, const struct program *p, pid_t pid)
{
    int64_t allowed = doctor_limits_read_number(pid, "limits", "Max processes");

    if (p->threads == 0 || allowed < 0)
        return;
    if (allowed < p->threads)
        check_report_fail(&d->report, "threads",
                          "raise LimitNPROC in its unit (ulimit -u), or lower the setting",
                          "the user of %s may have %" PRId64 " threads; %s = %" PRId64, p->name,
                          allowed, p->threads_setting, p->threads);
    else
        check_report_ok("threads", "%s may start all of %s = %" PRId64, p->name, p->threads_setting,
                        p->threads);
}

void doctor_limits(struct doctor *d)
{
    const struct config *c = d->config;
    const struct program programs[] = {
        {"upload.fcgi", c->upload_socket, "upload_threads", c->upload_threads,
         c->upload_threads * PER_REQUEST + SPARE_DESCRIPTORS},
        {"progress.fcgi", c->progress_socket, "progress_threads", c->progress_threads,
         c->progress_threads * PER_REQUEST + SPARE_DESCRIPTORS},
        {"loadline-relay", *c->live_path != '\0' ? c->relay_listen : "", "", 0,
         c->relay_sessions + CONFIG_RELAY_DESCRIPTORS},
    };

    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        const struct program *p = &programs[i];
        pid_t pid = fcgi_ping_process(p->address, p->name);
        if (pid != 0) {
            check_descriptors(d, p, pid);
            check_threads(d, p, pid);
        } else if (*p->address != '\0') {
            check_report_skip("descriptors", "the process of %s is not visible", p->name);
        }
    }
}
