/* SPDX-License-Identifier: MIT */
/*
 * A table of the names that programs make in an upload's folder.
 */
#include "cli/verify/verify_folder.h"
#include "cli/verify/verify_mode.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/finals.h"
#include "spool/pieces.h"
#include "spool/store_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define HELD ".nfs" /* a removed file that is still open, on NFS */

struct verify_name {
    const char *name;
    bool is_prefix;
    bool is_folder;
    bool is_passing; /* only while a program writes it */
    size_t seen;     /* offset of its member in verify_names; or NOWHERE */
};

#define NOWHERE ((size_t)-1)
#define SEEN(member) offsetof(struct verify_names, member)

static const struct verify_name verify_names_known[] = {
    {"info.json", false, false, false, SEEN(has_info)},
    {"info.json.new", false, false, true, NOWHERE},
    {"data", false, false, false, SEEN(has_data)},
    {"lock", false, false, false, SEEN(has_lock)},
    {FINALS_FILE, false, false, false, NOWHERE},
    {"turn-", true, false, false, NOWHERE},
    {"out", false, true, false, NOWHERE},
    {PIECES_FOLDER, false, true, false, SEEN(has_pieces)},
    {STORE_PARTS_FOLDER, false, true, false, SEEN(has_parts)},
};

struct verify_folder {
    struct verify_names *names;
    struct findings *findings;
};

/* Returns NULL at the end, with 0 or an error in errno. */
static const struct dirent *verify_folder_next(DIR *d)
{
    const struct dirent *e;

    do {
        errno = 0;
        e = readdir(d);
    } while (e != NULL && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
                           strncmp(e->d_name, HELD, strlen(HELD)) == 0));
    return e;
}

int verify_folder_each(int at, const char *name, int (*fn)(void *arg, int folder, const char *name),
                       void *arg)
{
    const struct dirent *e;
    int rc = 0, fd = openat(at, name, DIR_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (d == NULL) {
        rc = error_from_errno(errno);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    while (rc == 0 && (e = verify_folder_next(d)) != NULL)
        rc = fn(arg, fd, e->d_name);
    if (rc == 0 && errno != 0)
        rc = error_from_errno(errno);
    closedir(d);
    return rc;
}

static const struct verify_name *verify_folder_find(const char *name)
{
    for (size_t i = 0; i < sizeof verify_names_known / sizeof *verify_names_known; i++) {
        const struct verify_name *n = &verify_names_known[i];
        if (strncmp(name, n->name, strlen(n->name)) == 0 &&
            (n->is_prefix || strcmp(name, n->name) == 0))
            return n;
    }
    return NULL;
}

static void verify_folder_judge(struct verify_folder *v, const struct verify_name *n,
                                const char *name, const struct stat *st)
{
    int64_t age_s = clock_wall_ms() / 1000 - (int64_t)st->st_mtim.tv_sec;
    bool is_of_type = n->is_folder ? S_ISDIR(st->st_mode) : S_ISREG(st->st_mode);

    if (n->seen != NOWHERE && is_of_type)
        *(bool *)((char *)v->names + n->seen) = true;
    if (n->is_passing && age_s > VERIFY_OLD_S)
        findings_add(v->findings, FINDING_STRAY, name, "a program that died has left it");
    else if (!is_of_type)
        findings_add(v->findings, FINDING_STRAY, name, "it is not a %s",
                     n->is_folder ? "folder" : "regular file");
    else
        verify_mode(v->findings, name, st);
}

int verify_folder_blind(const char *name, struct findings *f)
{
    if (errno != ENOENT) /* otherwise it is gone meanwhile */
        findings_add(f, FINDING_MODE, name, "it cannot be looked at: %s", strerror(errno));
    return 0;
}

static int verify_folder_visit(void *arg, int folder, const char *name)
{
    struct verify_folder *v = arg;
    const struct verify_name *n = verify_folder_find(name);
    struct stat st;

    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return verify_folder_blind(name, v->findings);
    if (n == NULL)
        findings_add(v->findings, FINDING_STRAY, name, "no program makes such a file here");
    else
        verify_folder_judge(v, n, name, &st);
    return 0;
}

int verify_folder_upload(int folder, struct verify_names *out, struct findings *f)
{
    struct verify_folder v = {out, f};
    struct stat st;

    *out = (struct verify_names){0};
    if (fstat(folder, &st) != 0)
        return error_io(errno);
    verify_mode(f, "", &st);
    return verify_folder_each(folder, ".", verify_folder_visit, &v);
}
