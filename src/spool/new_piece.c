/* SPDX-License-Identifier: MIT */
/*
 * Links the written file to the name of the piece, which fails if that name is taken, and only then
 * removes its first name.
 */
#include "spool/new_piece.h"

#include "base/error.h"
#include "base/id.h"
#include "spool/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "new-" /* never the name of a piece */
#define RANDOM_SIZE 17
#define FILE_MODE 0660

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
                         FILE_MODE);
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

int new_piece_land(const struct store *s, struct new_piece *n, const struct piece *at,
                   bool is_synced)
{
    char name[PIECES_NAME_SIZE];

    pieces_name(at, name);
    int rc = is_synced ? store_sync(s, n->fd) : 0;
    if (rc == 0 && linkat(n->folder, n->name, n->folder, name, 0) != 0)
        rc = errno == EEXIST ? ERR_EXISTS : error_from_errno(errno);
    if (rc != 0)
        return rc;
    new_piece_drop_name(n);
    return is_synced ? store_sync(s, n->folder) : 0;
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
