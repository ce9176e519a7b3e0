/* SPDX-License-Identifier: MIT */
/*
 * A look reads names, record and bytes. If it finds anything, the marks before and after it tell
 * whether the upload changed under it.
 */
#include "cli/verify/verify_upload.h"
#include "cli/verify/verify_data.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "spool/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOKS_MAX 20
#define PAUSE_MS 150
#define YOUNG_MS 2000 /* a folder without a record may still be in the making, or going */
#define MARKS 3
#define PATH_SIZE (3 + ID_SIZE)

/* What changes if anything of the upload does. */
struct verify_mark {
    struct timespec changed[MARKS];
    ino_t inode[MARKS];
    off_t size[MARKS];
};

static void verify_mark_take(int folder, struct verify_mark *out)
{
    static const char *const names[MARKS] = {".", "info.json", "data"};
    struct stat st;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < MARKS; i++) {
        if (fstatat(folder, names[i], &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        out->changed[i] = st.st_mtim;
        out->inode[i] = st.st_ino;
        out->size[i] = st.st_size;
    }
}

static bool verify_mark_is_young(const struct verify_mark *m)
{
    int64_t at_ms = (int64_t)m->changed[0].tv_sec * 1000 + m->changed[0].tv_nsec / 1000000;
    int64_t age_ms = clock_wall_ms() - at_ms;

    return m->inode[1] == 0 && age_ms >= 0 && age_ms < YOUNG_MS;
}

static void verify_upload_judge(const struct verify_job *job, int folder, const char *id,
                                const struct verify_names *names, struct findings *f)
{
    struct upload u;
    int rc = store_load(job->store, id, &u);

    if (rc == 0) {
        verify_data_lengths(folder, names, &u, f);
        if (!job->is_quick)
            verify_data_digests(folder, &u, job->go_on, job->arg, f);
        upload_free(&u);
    } else if (rc == ERR_NOT_FOUND && !names->has_data) {
        findings_add(f, FINDING_MISSING, "data", "the bytes that were sent have no place");
    } else {
        findings_add(f, FINDING_RECORD, "info.json", "it is no valid record of this upload (%s)",
                     error_code(rc));
    }
}

/* Looks once. */
static void verify_upload_look(const struct verify_job *job, int folder, const char *id,
                               struct findings *f)
{
    struct verify_names names;

    findings_clear(f);
    if (verify_folder_upload(folder, &names, f) != 0) {
        findings_add(f, FINDING_MODE, "", VERIFY_UNREADABLE, strerror(errno));
        return;
    }
    if (!names.has_lock)
        findings_add(f, FINDING_MISSING, "lock", "no program can change the upload without it");
    if (names.has_info)
        verify_upload_judge(job, folder, id, &names, f);
    else
        findings_add(f, FINDING_MISSING, "info.json", "without it no program knows the upload");
}

/* What a look with findings means; *is_moving_out: look again, the upload changed meanwhile. */
static enum verify_outcome verify_upload_conclude(const struct verify_job *job, int folder,
                                                  const char *id, const struct verify_mark *before,
                                                  bool *is_moving_out)
{
    struct verify_mark after;

    *is_moving_out = false;
    if (lock_held(job->store, id))
        return VERIFY_IN_USE;
    verify_mark_take(folder, &after);
    *is_moving_out = memcmp(before, &after, sizeof after) != 0 || verify_mark_is_young(&after);
    return *is_moving_out ? VERIFY_IN_USE : VERIFY_DIFFERS;
}

/* What it means that the folder could not be opened. It is gone only if its name is. */
static enum verify_outcome verify_upload_closed(const struct verify_job *job, const char *id,
                                                int rc, struct findings *f, bool *is_moving_out)
{
    char path[PATH_SIZE];
    struct stat st;
    int number = errno;

    (void)snprintf(path, sizeof path, "%.2s/%s", id, id);
    if (fstatat(store_fd(job->store), path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT)
            return VERIFY_GONE;
        findings_add(f, FINDING_MODE, "", VERIFY_UNREADABLE, strerror(errno));
    } else if (!S_ISDIR(st.st_mode)) {
        findings_add(f, FINDING_STRAY, "", "it is not a folder");
    } else if (rc == ERR_NOT_FOUND) { /* it came meanwhile */
        *is_moving_out = true;
        return VERIFY_IN_USE;
    } else {
        findings_add(f, FINDING_MODE, "", VERIFY_UNREADABLE, strerror(number));
    }
    return VERIFY_DIFFERS;
}

/* Looks once, and judges the findings. */
static enum verify_outcome verify_upload_once(const struct verify_job *job, const char *id,
                                              struct findings *f, bool *is_moving_out)
{
    struct verify_mark before;
    int folder;

    findings_clear(f);
    *is_moving_out = false;
    int rc = store_open_folder(job->store, id, &folder);
    if (rc != 0)
        return verify_upload_closed(job, id, rc, f, is_moving_out);
    verify_mark_take(folder, &before);
    verify_upload_look(job, folder, id, f);
    enum verify_outcome outcome =
        f->count == 0 ? VERIFY_FINE
                      : verify_upload_conclude(job, folder, id, &before, is_moving_out);
    close(folder);
    return outcome;
}

enum verify_outcome verify_upload(const struct verify_job *job, const char *id, struct findings *f)
{
    enum verify_outcome outcome = VERIFY_IN_USE;
    bool is_moving = true;

    findings_clear(f);
    for (int i = 0; is_moving && i < LOOKS_MAX && job->go_on(job->arg, 0); i++) {
        if (i > 0)
            clock_pause_ms(PAUSE_MS);
        outcome = verify_upload_once(job, id, f, &is_moving);
    }
    if (outcome != VERIFY_DIFFERS)
        findings_clear(f);
    return outcome;
}
