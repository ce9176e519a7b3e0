/* SPDX-License-Identifier: MIT */
/*
 * Opens, finds and removes folders of the spool. store_info.c makes an upload's folder and handles
 * its info.json.
 */
#include "spool/store.h"
#include "spool/identity.h"
#include "spool/pieces.h"
#include "spool/store_parts.h"
#include "spool/finals.h"
#include "spool/store_folder.h"

#include "base/error.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define FILE_FLAGS (O_NOFOLLOW | O_CLOEXEC)
#define DIR_MODE 0770
#define FILE_MODE 0660
#define TREE_DEPTH_MAX 32 /* of folders below out/ */
#define TREE_TRIES 8      /* at a folder in which another process makes files meanwhile */
#define WRITE_BEHIND_BYTES (4 * 1024 * 1024)
#define BYTES_PER_FILE (16 * 1024) /* as mke2fs does by default (inode_ratio) */
#define KEPT_FILES_SHARE 20        /* at most one in this many files is kept free */

struct store {
    char *path;
    int fd;
    bool lazy;                    /* no syncing */
    char identity[SPOOL_ID_SIZE]; /* as found at the start; "": none yet */
};

int store_open(const char *path, bool create, struct store **out)
{
    int rc = ERR_NOMEM, saved;
    struct store *s = calloc(1, sizeof *s);

    *out = NULL;
    if (s == NULL)
        return ERR_NOMEM;
    s->fd = -1;
    s->path = strdup(path);
    if (s->path == NULL)
        goto out;
    /* mkdir() drops the set-group-id bit; folders below the spool inherit it. */
    struct stat st;
    if (create && mkdir(path, DIR_MODE) == 0 && stat(path, &st) == 0)
        (void)chmod(path, S_ISGID | (st.st_mode & 07777));
    s->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    rc = s->fd < 0 ? ERR_CONFIG : 0;
    if (rc == 0 && create)
        rc = identity_ensure(s->fd, s->identity);
    else if (rc == 0 && identity_read(s->fd, s->identity) == ERR_NOT_FOUND)
        rc = ERR_CONFIG;
    if (rc == 0) {
        *out = s;
        s = NULL;
    }
out:
    saved = errno;
    store_close(&s);
    errno = saved;
    return rc;
}

void store_close(struct store **s)
{
    if (*s == NULL)
        return;
    if ((*s)->fd >= 0)
        close((*s)->fd);
    free((*s)->path);
    free(*s);
    *s = NULL;
}

void store_set_lazy(struct store *s)
{
    s->lazy = true;
}

int store_sync(const struct store *s, int fd)
{
    return s->lazy || fsync(fd) == 0 ? 0 : error_from_errno(errno);
}

int store_sync_spool(const struct store *s)
{
    return store_sync(s, s->fd);
}

const char *store_path(const struct store *s)
{
    return s->path;
}

void store_identity(const struct store *s, char spool_out[SPOOL_ID_SIZE])
{
    if (*s->identity == '\0')
        (void)identity_read(s->fd, spool_out);
    else
        memcpy(spool_out, s->identity, SPOOL_ID_SIZE);
}

uint64_t store_identity_file(const struct store *s)
{
    struct stat st;

    return fstatat(s->fd, IDENTITY_FILE, &st, AT_SYMLINK_NOFOLLOW) == 0 ? st.st_ino : 0;
}

/* "ab/ab…": the folder of an id relative to the spool. */
#define FOLDER_SIZE (3 + ID_SIZE)
static void folder_name(const char *id, char name[FOLDER_SIZE])
{
    assert(id_valid(id));
    (void)snprintf(name, FOLDER_SIZE, "%.2s/%s", id, id);
}

void store_place_beside(char id[ID_SIZE], const char *other)
{
    assert(id_valid(id) && id_valid(other));
    memcpy(id, other, 2);
}

int store_open_folder(struct store *s, const char *id, int *fd_out)
{
    char prefix[3] = {id[0], id[1], '\0'};

    assert(id_valid(id));
    *fd_out = -1;
    int parent = openat(s->fd, prefix, DIR_FLAGS);
    if (parent < 0)
        return error_from_errno(errno);
    *fd_out = openat(parent, id, DIR_FLAGS);
    int rc = *fd_out < 0 ? error_from_errno(errno) : 0;
    close(parent);
    return rc;
}

int store_drop_data(struct store *s, const char *id)
{
    int fd, rc = store_open_folder(s, id, &fd);

    if (rc != 0)
        return rc == ERR_NOT_FOUND ? 0 : rc;
    if (unlinkat(fd, "data", 0) != 0 && errno != ENOENT)
        rc = error_io(errno);
    close(fd);
    return rc;
}

int store_make_parent(struct store *s, const char *id, int *fd_out)
{
    char prefix[3] = {id[0], id[1], '\0'};

    assert(id_valid(id));
    *fd_out = -1;
    if (mkdirat(s->fd, prefix, DIR_MODE) != 0 && errno != EEXIST)
        return error_from_errno(errno);
    *fd_out = openat(s->fd, prefix, DIR_FLAGS);
    return *fd_out < 0 ? error_io(errno) : 0;
}

int store_open_data(struct store *s, const char *id, bool for_write, int *fd_out)
{
    return store_open_file(s, id, "data", for_write ? O_WRONLY : O_RDONLY, fd_out);
}

int store_open_lock(struct store *s, const char *id, int *fd_out)
{
    return store_open_file(s, id, "lock", O_RDWR, fd_out);
}

int store_open_file(struct store *s, const char *id, const char *name, int flags, int *fd_out)
{
    int dir;
    int rc = store_open_folder(s, id, &dir);

    *fd_out = -1;
    if (rc != 0)
        return rc;
    *fd_out = openat(dir, name, flags | FILE_FLAGS);
    if (*fd_out < 0)
        rc = error_from_errno(errno);
    close(dir);
    return rc;
}

void store_write_behind(const struct store *s, int data_fd, int64_t from, int64_t to)
{
    int64_t begin = from - from % WRITE_BEHIND_BYTES;
    int64_t end = to - to % WRITE_BEHIND_BYTES;

    if (!s->lazy && end > begin)
        (void)sync_file_range(data_fd, begin, end - begin, SYNC_FILE_RANGE_WRITE);
}

bool store_is_lock(struct store *s, const char *id, int fd)
{
    char name[FOLDER_SIZE + sizeof "/lock"];
    char folder[FOLDER_SIZE];
    struct stat held, there;

    folder_name(id, folder);
    (void)snprintf(name, sizeof name, "%s/lock", folder);
    return fstat(fd, &held) == 0 && fstatat(s->fd, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

int store_data_path(const struct store *s, const char *id, char *buf, size_t size)
{
    char folder[FOLDER_SIZE];

    folder_name(id, folder);
    int n = snprintf(buf, size, "%s/%s/data", s->path, folder);
    return n < 0 || (size_t)n >= size ? ERR_BOUND : 0;
}

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
 * of finals anew in it. */
static int store_remove_folder(struct store *s, int dir, const char *id)
{
    char folder[FOLDER_SIZE];

    folder_name(id, folder);
    int rc = unlinkat(s->fd, folder, AT_REMOVEDIR) == 0 ? 0 : errno;
    if ((rc == ENOTEMPTY || rc == EEXIST) && unlinkat(dir, FINALS_FILE, 0) == 0)
        rc = unlinkat(s->fd, folder, AT_REMOVEDIR) == 0 ? 0 : errno;
    return rc == 0 || rc == ENOENT ? 0 : error_from_errno(rc);
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

/* Calls fn for the ids in one two-digit folder. */
static int each_below(int spool, const char *prefix, int (*fn)(void *arg, const char *id),
                      void *arg)
{
    int fd = openat(spool, prefix, DIR_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (d == NULL) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    int rc = 0;
    struct dirent *e;
    while (rc == 0 && (e = readdir(d)) != NULL)
        if (id_valid(e->d_name) && strncmp(e->d_name, prefix, 2) == 0)
            rc = fn(arg, e->d_name);
    closedir(d);
    return rc;
}

int store_each(struct store *s, int (*fn)(void *arg, const char *id), void *arg)
{
    for (int i = 0; i < 256; i++) {
        char prefix[3];
        (void)snprintf(prefix, sizeof prefix, "%02x", (unsigned)i);
        int rc = each_below(s->fd, prefix, fn, arg);
        if (rc != 0)
            return rc;
    }
    return 0;
}

int store_free_bytes(const struct store *s, int64_t *bytes_out)
{
    struct statvfs v;

    if (fstatvfs(s->fd, &v) != 0)
        return error_io(errno);
    *bytes_out = (int64_t)(v.f_bavail * v.f_frsize);
    return 0;
}

int store_whole_bytes(const struct store *s, int64_t *bytes_out)
{
    struct statvfs v;

    if (fstatvfs(s->fd, &v) != 0)
        return error_io(errno);
    *bytes_out = (int64_t)(v.f_blocks * v.f_frsize);
    return 0;
}

int store_files_left(const struct store *s, int64_t min_free_bytes, int64_t *files_out)
{
    struct statvfs v;

    *files_out = INT64_MAX;
    if (fstatvfs(s->fd, &v) != 0)
        return error_io(errno);
    if (v.f_files == 0)
        return 0;
    int64_t kept = min_free_bytes / BYTES_PER_FILE, most = (int64_t)v.f_files / KEPT_FILES_SHARE;
    *files_out = (int64_t)v.f_favail - (kept < most ? kept : most);
    return 0;
}
