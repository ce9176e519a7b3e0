/* SPDX-License-Identifier: MIT */
/*
 * A copy that fails is cut off, so that it does not take the space until the next attempt.
 */
#include "upkeep/joining_file.h"

#include "base/clock.h"
#include "base/copy.h"
#include "base/error.h"
#include "upload/concat.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* Appends a part to the file, of which *done bytes are there. */
static int joining_file_append(const struct store *s, int part_fd, int fd, int64_t *done)
{
    for (int64_t from = 0;;) {
        ssize_t n = copy_step(part_fd, from, fd, *done, COPY_STEP_BYTES);
        if (n < 0)
            return error_from_errno(errno);
        if (n == 0)
            return 0;
        from += n;
        *done += n;
        store_write_behind(s, fd, *done - n, *done);
    }
}

static int joining_file_append_all(struct store *s, const struct upload *u, int fd)
{
    char id[ID_SIZE];
    int64_t done = 0;
    int rc = 0;

    for (const char *at = NULL; rc == 0 && (at = concat_next(u, at, id)) != NULL;) {
        int part_fd;
        rc = store_open_data(s, id, false, &part_fd);
        if (rc != 0)
            break;
        rc = joining_file_append(s, part_fd, fd, &done);
        close(part_fd);
    }
    if (rc == ERR_NOT_FOUND) /* removed just now: the next look fails the upload */
        rc = ERR_IO;
    return rc == 0 && done != u->size ? ERR_IO : rc;
}

static int joining_file_check_space(const struct store *s, const struct config *c, int64_t bytes)
{
    int64_t free_bytes;

    if (store_free_bytes(s, &free_bytes) != 0 || free_bytes - c->min_free_bytes >= bytes)
        return 0;
    return ERR_NO_SPACE;
}

int joining_file_copy(struct store *s, const struct config *c, struct upload *u)
{
    enum state before = u->state;
    int fd;
    int rc = joining_file_check_space(s, c, u->size);

    if (rc == 0)
        rc = store_open_data(s, u->id, true, &fd);
    if (rc != 0)
        return rc;
    rc = ftruncate(fd, 0) == 0 ? joining_file_append_all(s, u, fd) : error_io(errno);
    u->state = u->stage_count > 0 ? STATE_QUEUED : STATE_DONE;
    if (rc == 0)
        rc = store_finish(s, u, fd);
    if (rc != 0) {
        u->complete = false;
        u->state = before;
        rc = ftruncate(fd, 0) == 0 ? rc : error_io(errno);
    }
    store_close_data(s, &fd);
    return rc;
}

/* Drops links of an interrupted attempt. */
static int joining_file_unlink(struct store *s, const char *id)
{
    int folder;
    int rc = store_open_folder(s, id, &folder);

    if (rc != 0)
        return rc;
    store_parts_drop(folder);
    close(folder);
    return 0;
}

int joining_file_link(struct store *s, struct upload *u)
{
    enum state before = u->state;
    char id[ID_SIZE];
    unsigned index = 0;
    int rc = joining_file_unlink(s, u->id);

    for (const char *at = NULL; rc == 0 && (at = concat_next(u, at, id)) != NULL;)
        rc = store_parts_add(s, u->id, index++, id);
    if (rc == 0)
        rc = store_parts_sync(s, u->id);
    if (rc != 0)
        return rc == ERR_NOT_FOUND ? ERR_IO : rc;
    u->state = STATE_QUEUED;
    u->received = u->size;
    u->expire_after_ms = u->expire_empty_after_ms = u->expires_at = 0;
    u->updated_at = clock_wall_ms();
    rc = store_save(s, u);
    if (rc != 0)
        u->state = before;
    return rc;
}

void joining_file_touch(struct store *s, const char *id)
{
    int fd;

    if (store_open_data(s, id, true, &fd) != 0)
        return;
    (void)futimens(fd, NULL);
    store_close_data(s, &fd);
}
