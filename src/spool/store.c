/* SPDX-License-Identifier: MIT */
/*
 * Opens, finds and removes folders of the spool. store_create.c makes an upload's folder,
 * store_info.c handles its info.json.
 */
#include "spool/store.h"
#include "spool/identity.h"
#include "spool/shared_file.h"
#include "spool/spool_file.h"
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
#include <unistd.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define DIR_MODE 0770

struct store {
    char *path;
    int fd;
    bool lazy;                    /* no syncing */
    bool shared;                  /* other hosts write to it too */
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
        s->shared = shared_file_is_possible(s->fd);
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

void store_set_shared(struct store *s, bool is_shared)
{
    s->shared = is_shared;
}

bool store_is_shared(const struct store *s)
{
    return s->shared;
}

int store_fd(const struct store *s)
{
    return s->fd;
}

bool store_is_lazy(const struct store *s)
{
    return s->lazy && !s->shared;
}

/* On a shared file system, syncing also shows the bytes to the others. */
int store_sync(const struct store *s, int fd)
{
    return store_is_lazy(s) || fsync(fd) == 0 ? 0 : error_from_errno(errno);
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

static int store_open_prefix(const struct store *s, const char *id)
{
    char prefix[3] = {id[0], id[1], '\0'};

    return openat(s->fd, prefix, DIR_FLAGS);
}

static int store_open_folder_once(const struct store *s, const char *id, int *fd_out)
{
    *fd_out = -1;
    int parent = store_open_prefix(s, id);
    if (parent < 0)
        return error_from_errno(errno);
    *fd_out = openat(parent, id, DIR_FLAGS);
    int rc = *fd_out < 0 ? error_from_errno(errno) : 0;
    close(parent);
    return rc;
}

/* Another host may have made the folder since ours looked for it. */
static void store_await_folder(const struct store *s, const char *id)
{
    shared_file_peek(s->fd);
    int parent = store_open_prefix(s, id);
    if (parent < 0)
        return;
    shared_file_peek(parent);
    close(parent);
}

int store_open_folder(struct store *s, const char *id, int *fd_out)
{
    assert(id_valid(id));
    int rc = store_open_folder_once(s, id, fd_out);
    if (rc != ERR_NOT_FOUND || !s->shared)
        return rc;
    store_await_folder(s, id);
    return store_open_folder_once(s, id, fd_out);
}

bool store_reopen_folder(struct store *s, const char *id, int *fd)
{
    if (!s->shared)
        return false;
    close(*fd);
    int parent = store_open_prefix(s, id);
    if (parent >= 0) {
        shared_file_list(parent);
        close(parent);
    }
    return store_open_folder_once(s, id, fd) == 0;
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

int store_open_lock(struct store *s, const char *id, int *fd_out)
{
    return store_open_file(s, id, "lock", O_RDWR, fd_out);
}

int store_folder_open(const struct store *s, int folder_fd, const char *name, int flags,
                      int *fd_out)
{
    if (s->shared)
        return shared_file_open(folder_fd, name, flags, fd_out);
    *fd_out = spool_file_open(folder_fd, name, flags);
    return *fd_out >= 0 ? 0 : error_from_errno(errno);
}

int store_stat(const struct store *s, int fd, struct stat *out)
{
    if (s->shared)
        return shared_file_stat(fd, out);
    return fstat(fd, out) == 0 ? 0 : error_from_errno(errno);
}

int store_folder_stat(const struct store *s, int folder_fd, const char *name, struct stat *out)
{
    int fd;

    if (!s->shared)
        return fstatat(folder_fd, name, out, AT_SYMLINK_NOFOLLOW) == 0 ? 0
                                                                       : error_from_errno(errno);
    int rc = shared_file_open(folder_fd, name, O_RDONLY, &fd);
    if (rc != 0)
        return rc;
    rc = shared_file_stat(fd, out);
    close(fd);
    return rc;
}

int store_open_file(struct store *s, const char *id, const char *name, int flags, int *fd_out)
{
    int dir;
    int rc = store_open_folder(s, id, &dir);

    *fd_out = -1;
    if (rc != 0)
        return rc;
    rc = store_folder_open(s, dir, name, flags, fd_out);
    if (rc == ERR_NOT_FOUND && store_reopen_folder(s, id, &dir))
        rc = store_folder_open(s, dir, name, flags, fd_out);
    if (dir >= 0)
        close(dir);
    return rc;
}

bool store_is_lock(struct store *s, const char *id, int fd)
{
    char name[FOLDER_SIZE + sizeof "/lock"];
    char folder[FOLDER_SIZE];
    struct stat held, there;

    if (s->shared) /* a removed file has no name; its name may be seen for a while */
        return shared_file_stat(fd, &held) == 0 && held.st_nlink > 0;
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

int store_folder_unlink(struct store *s, const char *id)
{
    char folder[FOLDER_SIZE];

    folder_name(id, folder);
    if (unlinkat(s->fd, folder, AT_REMOVEDIR) == 0 || errno == ENOENT)
        return 0;
    return errno == ENOTEMPTY || errno == EEXIST ? ERR_EXISTS : error_from_errno(errno);
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
