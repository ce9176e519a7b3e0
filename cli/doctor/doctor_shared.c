/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: a spool that several hosts share. Its locks must reach the other hosts, and a
 * host that lost them must not write.
 */
#include "cli/doctor/doctor.h"
#include "cli/doctor/mount_table.h"

#include "spool/store_settings.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHARED "spool-shared"
#define LOCKS "spool-locks"

static bool doctor_shared_lock(int fd)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};

    return fcntl(fd, F_OFD_SETLK, &range) == 0;
}

/* Locks a file of our own through one descriptor; the other one must be refused. */
static void doctor_shared_try_locks(struct doctor *d)
{
    static const char remedy[] = "mount it with locks, for all hosts";
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/.doctor-XXXXXX", d->config->spool);
    int first = mkostemp(path, O_CLOEXEC);
    if (first < 0)
        return; /* another check tells of it */
    int second = open(path, O_RDWR | O_CLOEXEC);
    if (!doctor_shared_lock(first))
        check_report_fail(&d->report, LOCKS, remedy, "%s has no locks on ranges of bytes: %s",
                          d->config->spool, strerror(errno));
    else if (second >= 0 && doctor_shared_lock(second))
        check_report_fail(&d->report, LOCKS, remedy, "locks in %s hinder nobody", d->config->spool);
    else
        check_report_ok(LOCKS, "locks on ranges of bytes work");
    if (second >= 0)
        close(second);
    close(first);
    (void)unlink(path);
}

static void doctor_shared_judge_nfs(struct doctor *d, const struct mount *m)
{
    switch (mount_judge_nfs(m)) {
    case MOUNT_LOCKS_STAY:
        check_report_fail(&d->report, SHARED, "mount it without nolock and local_lock",
                          "the locks of %s stay on this host", m->place);
        break;
    case MOUNT_GIVES_UP:
        check_report_warn(&d->report, SHARED, "mount it with the option hard",
                          "%s gives up writing if the server is slow (soft)", m->place);
        break;
    case MOUNT_LOSES_LOCKS:
        check_report_warn(&d->report, SHARED, "mount it with the option vers=4.1 or a later one",
                          "%s is NFS 3: a host that lost its locks still writes", m->place);
        break;
    default:
        check_report_ok(SHARED, "%s of %s: the server is asked for what other hosts changed",
                        m->kind, m->source);
    }
}

/* A client of GlusterFS shows its options in a folder that no listing names. */
static bool doctor_shared_is_loose(const struct mount *m)
{
    char pattern[PATH_MAX + 64], value[8] = "";
    glob_t found;
    bool loose = false;

    (void)snprintf(pattern, sizeof pattern,
                   "%s/.meta/graphs/active/*-client-*/options/strict-locks", m->place);
    if (glob(pattern, 0, NULL, &found) != 0)
        return false;
    for (size_t i = 0; i < found.gl_pathc && !loose; i++) {
        FILE *file = fopen(found.gl_pathv[i], "re");
        loose = file != NULL && fgets(value, sizeof value, file) != NULL &&
                strncmp(value, "off", 3) == 0;
        if (file != NULL)
            (void)fclose(file);
    }
    globfree(&found);
    return loose;
}

static void doctor_shared_judge_gluster(struct doctor *d, const struct mount *m)
{
    char remedy[512];
    const char *volume = strrchr(m->source, ':');

    (void)snprintf(remedy, sizeof remedy,
                   "run on a server of the volume, and mount it again on each host:\n"
                   "gluster volume set %s client.strict-locks on",
                   volume != NULL ? volume + 1 + (volume[1] == '/') : "VOLUME");
    if (doctor_shared_is_loose(m))
        check_report_warn(&d->report, SHARED, remedy,
                          "a host that lost its locks of %s with its connection still writes",
                          m->place);
    else
        check_report_ok(SHARED, "GlusterFS: the server is asked for what other hosts changed");
}

static void doctor_shared_judge_mount(struct doctor *d)
{
    char path[PATH_MAX];
    struct mount m;
    FILE *table = fopen("/proc/self/mountinfo", "re");
    bool known = table != NULL && realpath(d->config->spool, path) != NULL &&
                 mount_table_find(table, path, &m);

    if (table != NULL)
        (void)fclose(table);
    if (known && strncmp(m.kind, "nfs", 3) == 0)
        doctor_shared_judge_nfs(d, &m);
    else if (known && strcmp(m.kind, "fuse.glusterfs") == 0)
        doctor_shared_judge_gluster(d, &m);
    else
        check_report_ok(SHARED, "%s: the server is asked for what other hosts changed",
                        known ? m.kind : "a shared spool");
}

void doctor_shared(struct doctor *d)
{
    struct store *store = NULL;

    if (store_open_configured(d->config, false, &store) != 0)
        return; /* another check tells of it */
    if (store_is_shared(store)) {
        doctor_shared_judge_mount(d);
        doctor_shared_try_locks(d);
    }
    store_close(&store);
}
