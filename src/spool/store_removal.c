/* SPDX-License-Identifier: MIT */
/*
 * Removes an upload. Without info.json it does not exist, so that goes first; the lock goes last.
 */
#include "spool/store_folder.h"

#include "base/error.h"
#include "spool/finals.h"
#include "spool/pieces.h"
#include "spool/store_parts.h"
#include "spool/turn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define TREE_DEPTH_MAX 32 /* of folders below out/ */
#define TREE_TRIES 8      /* at a folder in which another process makes files meanwhile */

static int remove_tree(int dir, const char *name, int depth);

/* Removes name below dir, a file or a tree; it may be gone already. Recurses into folders, at most
 * depth levels. */
static int remove_tree_once(int dir, const char *name, int depth)
{
    if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return error_from_errno(errno);
    int fd = depth == 0 ? -1 : openat(dir, name, DIR_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (d == NULL) {
        int rc = error_io(errno);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    int rc = 0;
    struct dirent *e;
    while (rc == 0 && (e = readdir(d)) != NULL)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            rc = remove_tree(fd, e->d_name, depth - 1);
    closedir(d);
    if (rc == 0 && unlinkat(dir, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
        rc = errno == ENOTEMPTY || errno == EEXIST ? ERR_EXISTS : error_from_errno(errno);
    return rc;
}

/* A sender of a piece needs no lock, and may make a file just then. */
static int remove_tree(int dir, const char *name, int depth)
{
    int rc = remove_tree_once(dir, name, depth);

    for (int i = 1; rc == ERR_EXISTS && i < TREE_TRIES; i++)
        rc = remove_tree_once(dir, name, depth);
    return rc == ERR_EXISTS ? error_io(ENOTEMPTY) : rc;
}

int store_forget(struct store *s, const char *id)
{
    int dir;
    int rc = store_open_folder(s, id, &dir);

    if (rc != 0)
        return rc;
    if (unlinkat(dir, STORE_INFO, 0) != 0 && errno != ENOENT)
        rc = error_from_errno(errno);
    close(dir);
    return rc;
}

/* Removes the empty folder. A request for a final upload that came too late may have made the list
 * of finals anew in it; turns are only there on shared file systems. On NFS a file that is still
 * open keeps its folder, which the sweep removes later. */
static int store_remove_folder(struct store *s, int dir, const char *id)
{
    int rc = store_folder_unlink(s, id);

    if (rc != ERR_EXISTS)
        return rc;
    (void)unlinkat(dir, FINALS_FILE, 0);
    turn_clear(dir);
    rc = store_folder_unlink(s, id);
    if (rc == ERR_EXISTS)
        return store_is_shared(s) ? 0 : error_io(ENOTEMPTY);
    return rc;
}

int store_remove(struct store *s, const char *id)
{
    static const char *const order[] = {STORE_INFO,    "info.json.new",    "data",      "out",
                                        PIECES_FOLDER, STORE_PARTS_FOLDER, FINALS_FILE, "lock"};
    int dir;
    int rc = store_open_folder(s, id, &dir);

    if (rc != 0)
        return rc;
    for (size_t i = 0; rc == 0 && i < sizeof order / sizeof order[0]; i++)
        rc = remove_tree(dir, order[i], TREE_DEPTH_MAX);
    if (rc == 0)
        rc = store_remove_folder(s, dir, id);
    close(dir);
    return rc;
}
