/* SPDX-License-Identifier: MIT */
/*
 * The output folders of stages. Other programs write to these folders: no link in them is followed,
 * and no walk goes deeper than TREE_DEPTH_MAX.
 */
#include "worker/stages/stage_output.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUT "out"
#define FOLDER_MODE 0770
#define TREE_DEPTH_MAX 32
#define NAME_SIZE 16 /* of "." and a number */

typedef int (*visit_fn)(int folder, const char *name, int depth);

static int stage_output_open_folder(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Calls visit for each entry of the folder until one fails. Ownership of the descriptor folder
 * passes to this function. visit may call this function again with a depth one lower; at 0 it
 * fails. */
static int visit_each(int folder, int depth, visit_fn visit)
{
    DIR *d = depth > 0 ? fdopendir(folder) : NULL;
    struct dirent *e;
    int rc = 0;

    if (!d) {
        close(folder);
        return depth > 0 ? ERR_IO : ERR_BOUND;
    }
    while (rc == 0 && (e = readdir(d))) {
        if (!is_dots(e->d_name))
            rc = visit(folder, e->d_name, depth - 1);
    }
    closedir(d);
    return rc;
}

static int stage_output_remove_entry(int folder, const char *name, int depth)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
        return 0;
    int below = errno == EISDIR || errno == EPERM ? stage_output_open_folder(folder, name) : -1;
    if (below < 0)
        return error_from_errno(errno);
    int rc = visit_each(below, depth, stage_output_remove_entry);
    if (rc == 0 && unlinkat(folder, name, AT_REMOVEDIR) != 0)
        rc = error_from_errno(errno);
    return rc;
}

/* Syncs regular files and folders. Links and special files are part of their folder. */
static int sync_entry(int folder, const char *name, int depth)
{
    struct stat st;

    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return error_from_errno(errno);
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return 0;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return error_from_errno(errno);
    int rc = fsync(fd) == 0 ? 0 : error_from_errno(errno);
    if (rc == 0 && S_ISDIR(st.st_mode))
        return visit_each(fd, depth, sync_entry);
    close(fd);
    return rc;
}

static void attempt_name(int attempt, char name[NAME_SIZE])
{
    (void)snprintf(name, NAME_SIZE, ".%d", attempt);
}

static int remove_left(int folder, const char *name, int depth)
{
    return name[0] == '.' ? stage_output_remove_entry(folder, name, depth) : 0;
}

int stage_output_begin(int upload_fd, int attempt, int *fd_out)
{
    char name[NAME_SIZE];

    *fd_out = -1;
    attempt_name(attempt, name);
    if (mkdirat(upload_fd, OUT, FOLDER_MODE) != 0 && errno != EEXIST)
        return error_from_errno(errno);
    int out = stage_output_open_folder(upload_fd, OUT);
    int walked = out < 0 ? -1 : stage_output_open_folder(upload_fd, OUT);
    int rc = walked < 0 ? error_from_errno(errno) : 0;
    if (rc == 0)
        rc = visit_each(walked, TREE_DEPTH_MAX, remove_left);
    if (rc == 0 && mkdirat(out, name, FOLDER_MODE) != 0)
        rc = error_from_errno(errno);
    if (rc == 0 && (*fd_out = stage_output_open_folder(out, name)) < 0)
        rc = error_from_errno(errno);
    if (out >= 0)
        close(out);
    return rc;
}

static int stage_output_move(int out, const char *name, const char *stage)
{
    int rc = stage_output_remove_entry(out, stage, TREE_DEPTH_MAX);
    if (rc != 0)
        return rc;
    /* This removes an empty folder only; most commands write nothing. */
    if (unlinkat(out, name, AT_REMOVEDIR) == 0)
        return 0;
    rc = sync_entry(out, name, TREE_DEPTH_MAX);
    if (rc == 0 && renameat(out, name, out, stage) != 0)
        rc = error_from_errno(errno);
    if (rc == 0 && fsync(out) != 0)
        rc = error_from_errno(errno);
    return rc;
}

int stage_output_keep(int upload_fd, int attempt, const char *stage)
{
    char name[NAME_SIZE];
    int out = stage_output_open_folder(upload_fd, OUT);

    if (out < 0)
        return error_from_errno(errno);
    attempt_name(attempt, name);
    int rc = stage_output_move(out, name, stage);
    (void)unlinkat(upload_fd, OUT, AT_REMOVEDIR);
    close(out);
    return rc;
}

void stage_output_drop(int upload_fd, int attempt)
{
    char name[NAME_SIZE];
    int out = stage_output_open_folder(upload_fd, OUT);

    if (out < 0)
        return;
    attempt_name(attempt, name);
    (void)stage_output_remove_entry(out, name, TREE_DEPTH_MAX);
    (void)unlinkat(upload_fd, OUT, AT_REMOVEDIR);
    close(out);
}
