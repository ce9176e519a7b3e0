/* SPDX-License-Identifier: MIT */
/*
 * A piece goes only after its bytes are in the data, so a process that dies in between leaves them
 * twice, which does no harm.
 */
#include "spool/piece_join.h"

#include "base/copy.h"
#include "base/error.h"
#include "base/file_compare.h"
#include "base/log.h"
#include "spool/store_folder.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_MODE 0770 /* the set-group-id bit is inherited */

/* Compares the bytes that the data has already. */
static int piece_join_compare(const struct piece_join *j, const struct piece *p, int piece_fd)
{
    int64_t len = j->received - p->offset;
    int data_fd;

    if (len > p->length)
        len = p->length;
    if (len == 0)
        return 0;
    int rc = store_open_data(j->store, j->id, false, &data_fd);
    if (rc != 0)
        return rc;
    rc = file_compare_range(piece_fd, 0, data_fd, p->offset, len);
    close(data_fd);
    return rc;
}

/* Appends the bytes that the data does not have. */
static int piece_join_copy(struct piece_join *j, const struct piece *p, int piece_fd)
{
    int64_t end = p->offset + p->length;

    while (j->received < end) {
        ssize_t n = copy_step(piece_fd, j->received - p->offset, j->data_fd, j->received,
                              end - j->received);
        if (n <= 0)
            return n == 0 ? ERR_IO : error_from_errno(errno);
        store_write_behind(j->store, j->data_fd, j->received, j->received + n);
        j->received += n;
    }
    return 0;
}

/* Before a piece goes that was acknowledged, its bytes must be as safe in the data, also if the
 * upload is whole by it: its finish may never come. After a failed sync the system believes that
 * all bytes are on the disk, so those that are not known to be there are cut off: the piece, which
 * is copied again the next time, and what the holder has appended. */
static int piece_join_sync(struct piece_join *j, int64_t before)
{
    int64_t known = j->synced < before ? j->synced : before;

    if (!j->is_synced)
        return 0;
    if (fdatasync(j->data_fd) == 0) {
        j->synced = j->received;
        return 0;
    }
    int rc = error_io(errno);
    if (ftruncate(j->data_fd, known) == 0)
        j->received = known;
    return rc;
}

/* The piece is gone, or it was cut: then nobody else would ever drop it. */
static int piece_join_miss(const struct piece_join *j, const struct piece *p)
{
    if (pieces_drop_cut(j->folder, p))
        log_warn("piece_cut", "id", j->id, "offset", LOG_INT(p->offset), NULL);
    return 0;
}

static int piece_join_one(struct piece_join *j, const struct piece *p)
{
    int64_t before = j->received;
    int fd;
    int rc = pieces_open(j->folder, p, &fd);

    if (rc != 0)
        return rc == ERR_NOT_FOUND ? piece_join_miss(j, p) : rc;
    rc = piece_join_compare(j, p, fd);
    if (rc == 0)
        rc = piece_join_copy(j, p, fd);
    if (rc == 0)
        rc = piece_join_sync(j, before);
    if (rc == ERR_DIFFERS) {
        j->odd = *p;
        log_warn("piece_differs", "id", j->id, "offset", LOG_INT(p->offset), NULL);
    }
    if (rc == 0 || rc == ERR_DIFFERS)
        (void)pieces_drop(j->folder, p); /* or else it is dropped with the upload */
    close(fd);
    return rc;
}

int piece_join_all(struct piece_join *j)
{
    struct pieces_walk w;
    struct piece p;
    int differs = 0, rc;

    j->odd = (struct piece){0};
    pieces_walk_begin(&w, j->folder);
    do {
        rc = pieces_walk_next(&w, &p);
        if (rc != 0 || p.offset > j->received)
            break;
        rc = piece_join_one(j, &p);
        if (rc == ERR_DIFFERS)
            differs = rc;
    } while (rc == 0 || rc == ERR_DIFFERS);
    pieces_walk_end(&w);
    return rc != 0 && rc != ERR_NOT_FOUND ? rc : differs;
}

/* --- beginning anew --- */

static int piece_join_drop_each(int upload_fd)
{
    struct pieces_walk w;
    struct piece p;
    int rc;

    pieces_walk_begin(&w, upload_fd);
    do {
        rc = pieces_walk_next(&w, &p);
        if (rc == 0)
            rc = pieces_drop(upload_fd, &p);
    } while (rc == 0);
    pieces_walk_end(&w);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

int piece_join_drop_all(const struct store *s, int upload_fd)
{
    int folder;
    int rc = piece_join_drop_each(upload_fd);

    if (rc == 0 && mkdirat(upload_fd, PIECES_FOLDER, DIR_MODE) != 0 && errno != EEXIST)
        rc = error_from_errno(errno);
    if (rc == 0)
        rc = pieces_open_folder(upload_fd, &folder);
    if (rc != 0)
        return rc;
    rc = store_sync(s, folder);
    close(folder);
    return rc;
}
