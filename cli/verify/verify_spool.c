/* SPDX-License-Identifier: MIT */
/*
 * The spool has a folder for each two digits that ids begin with, and a few files of its own.
 */
#include "cli/verify/verify_spool.h"
#include "cli/verify/verify_folder.h"
#include "cli/verify/verify_mode.h"

#include "base/error.h"
#include "base/id.h"
#include "spool/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE (3 + ID_SIZE)
#define PREFIX_LEN 2

/* What programs make beside the uploads: sweep.c, outbox.h, the turns of the worker's
 * owner_limit.c. mkfs(8) makes the last one. */
static const char *const verify_spool_names[] = {
    IDENTITY_FILE, IDENTITY_FILE ".new", ".swept", "outbox", "turns", "lost+found"};

struct verify_walk {
    const struct verify_job *job;
    struct verify_report *report;
    const char *prefix; /* of the folder */
};

enum verify_outcome verify_spool_upload(const struct verify_job *job, struct verify_report *report,
                                        const char *id)
{
    char folder[PATH_SIZE];
    struct findings f;
    enum verify_outcome outcome = verify_upload(job, id, &f);

    (void)snprintf(folder, sizeof folder, "%.2s/%s", id, id);
    report->uploads += outcome != VERIFY_GONE;
    report->in_use += outcome == VERIFY_IN_USE;
    verify_report_print(report, folder, id, &f);
    verify_report_show(report);
    return outcome;
}

static void verify_spool_note(struct verify_walk *w, const char *folder, enum finding_kind kind,
                              const char *name, const char *text)
{
    struct findings f = {.count = 0};

    findings_add(&f, kind, name, "%s", text);
    verify_report_print(w->report, folder, NULL, &f);
}

static int verify_spool_visit_upload(void *arg, int folder, const char *name)
{
    struct verify_walk *w = arg;

    (void)folder;
    if (!id_valid(name) || strncmp(name, w->prefix, PREFIX_LEN) != 0)
        verify_spool_note(w, w->prefix, FINDING_STRAY, name, "it is no upload's folder");
    else
        (void)verify_spool_upload(w->job, w->report, name);
    return w->job->go_on(w->job->arg, 0) ? 0 : ERR_INTERRUPTED;
}

static bool verify_spool_is_prefix(const char *name)
{
    return strlen(name) == PREFIX_LEN && strspn(name, "0123456789abcdef") == PREFIX_LEN;
}

static bool verify_spool_is_own(const char *name)
{
    for (size_t i = 0; i < sizeof verify_spool_names / sizeof *verify_spool_names; i++)
        if (strcmp(name, verify_spool_names[i]) == 0)
            return true;
    return false;
}

static int verify_spool_visit(void *arg, int root, const char *name)
{
    struct verify_walk *w = arg;
    struct findings f = {.count = 0};
    struct stat st = {0};

    if (fstatat(root, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        (void)verify_folder_blind(name, &f);
    else if (verify_spool_is_own(name) || (verify_spool_is_prefix(name) && S_ISDIR(st.st_mode)))
        verify_mode(&f, name, &st);
    else
        findings_add(&f, FINDING_STRAY, name, "no program makes such a file here");
    verify_report_print(w->report, "", NULL, &f);
    if (!verify_spool_is_prefix(name) || !S_ISDIR(st.st_mode))
        return 0;
    w->prefix = name;
    int rc = verify_folder_each(root, name, verify_spool_visit_upload, w);
    if (rc == 0 || rc == ERR_INTERRUPTED || errno == ENOENT)
        return rc == ERR_INTERRUPTED ? rc : 0;
    findings_clear(&f);
    findings_add(&f, FINDING_MODE, name, VERIFY_UNREADABLE, strerror(errno));
    verify_report_print(w->report, "", NULL, &f);
    return 0;
}

/* The folder itself: a spool that is open to other users. */
static void verify_spool_root(struct verify_walk *w, int root)
{
    struct findings f = {.count = 0};
    struct stat st;

    if (fstat(root, &st) == 0)
        verify_mode(&f, ".", &st);
    verify_report_print(w->report, "", NULL, &f);
}

int verify_spool(const struct verify_job *job, struct verify_report *report)
{
    struct verify_walk w = {.job = job, .report = report};
    int root = open(store_path(job->store), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (root < 0)
        return ERR_IO;
    verify_spool_root(&w, root);
    int rc = verify_folder_each(root, ".", verify_spool_visit, &w);
    close(root);
    return rc;
}
