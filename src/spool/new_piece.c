/* SPDX-License-Identifier: MIT */
/*
 * Links the written file to the name of the piece, which fails if that name is taken, and only then
 * removes its first name. Other hosts that share the file system see a file that was closed, so
 * what is cached of it is written before.
 */
#include "spool/new_piece.h"

#include "spool/spool_file.h"
#include "base/error.h"
#include "base/id.h"
#include "spool/store_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "new-" /* never the name of a piece */
#define RANDOM_SIZE 17

int new_piece_make(int upload_fd, struct new_piece *out)
{
    *out = (struct new_piece){.fd = -1, .folder = -1};
    int rc = pieces_open_folder(upload_fd, &out->folder);
    if (rc != 0)
        return rc;
    memcpy(out->name, PREFIX, sizeof PREFIX);
    rc = id_random_hex(out->name + strlen(PREFIX), RANDOM_SIZE);
    if (rc == 0) {
        out->fd = openat(out->folder, out->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                         SPOOL_FILE_MODE);
        rc = out->fd < 0 ? error_from_errno(errno) : 0;
    }
    if (rc != 0)
        new_piece_leave(out);
    return rc;
}

static void new_piece_drop_name(struct new_piece *n)
{
    if (n->name[0] != '\0')
        (void)unlinkat(n->folder, n->name, 0);
    n->name[0] = '\0';
}

/* A network file system sends its cache to the server when a descriptor is closed, and says only
 * then what could not be stored. Others do nothing. */
static int new_piece_flush(const struct new_piece *n)
{
    int fd = fcntl(n->fd, F_DUPFD_CLOEXEC, 0);

    return fd >= 0 && close(fd) == 0 ? 0 : error_from_errno(errno);
}

/* Takes the place of a piece that a power failure has cut, but of no other. */
static int new_piece_name(const struct new_piece *n, const struct piece *at)
{
    char name[PIECES_NAME_SIZE];

    pieces_name(at, name);
    if (linkat(n->folder, n->name, n->folder, name, 0) == 0)
        return 0;
    if (errno != EEXIST)
        return error_from_errno(errno);
    if (!pieces_is_cut(n->folder, at))
        return ERR_EXISTS;
    return renameat(n->folder, n->name, n->folder, name) == 0 ? 0 : error_from_errno(errno);
}

int new_piece_land(const struct store *s, struct new_piece *n, const struct piece *at,
                   bool is_synced)
{
    int rc = is_synced ? store_sync(s, n->fd) : 0;

    if (rc == 0)
        rc = new_piece_flush(n);
    if (rc == 0)
        rc = new_piece_name(n, at);
    if (rc != 0)
        return rc;
    new_piece_drop_name(n);
    return is_synced ? store_sync(s, n->folder) : 0;
}

void new_piece_renew_expiry(const struct new_piece *n)
{
    (void)futimens(n->folder, NULL);
}

bool new_piece_is_orphan(const struct new_piece *n)
{
    struct stat st;

    return fstat(n->fd, &st) == 0 && st.st_nlink == 0;
}

void new_piece_leave(struct new_piece *n)
{
    if (n->folder >= 0) {
        new_piece_drop_name(n);
        close(n->folder);
    }
    if (n->fd >= 0)
        close(n->fd);
    n->fd = n->folder = -1;
}

/* Whether a sender that is gone has left the file. */
static bool new_piece_is_old(int folder, const char *name, int64_t before_s)
{
    struct stat st;

    return strncmp(name, PREFIX, strlen(PREFIX)) == 0 &&
           fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_mtim.tv_sec < before_s;
}

int new_piece_drop_old(int upload_fd, int64_t before_s)
{
    const struct dirent *e;
    int folder, count = 0;

    if (pieces_open_folder(upload_fd, &folder) != 0)
        return 0;
    DIR *d = fdopendir(folder);
    if (d == NULL) {
        close(folder);
        return 0;
    }
    while ((e = readdir(d)) != NULL)
        count +=
            new_piece_is_old(folder, e->d_name, before_s) && unlinkat(folder, e->d_name, 0) == 0;
    closedir(d);
    return count;
}
