/* SPDX-License-Identifier: MIT */
/*
 * Makes an upload's folder with all that is in it from the beginning.
 */
#include "spool/store_folder.h"

#include "spool/pieces.h"
#include "spool/turn.h"
#include "spool/spool_file.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_MODE 0770

/* The upload, the bytes that it begins with, and the folder in which its own will be. */
struct creation {
    const struct store *store;
    const struct upload *upload;
    const char *bytes;
    size_t length;
    int parent;
};

/* Makes a file in dir. The caller syncs and closes the descriptor, which is -1 on errors. */
static int store_create_file(int dir, const char *name, int *fd_out)
{
    *fd_out =
        openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, SPOOL_FILE_MODE);
    return *fd_out >= 0 ? 0 : error_from_errno(errno);
}

/* The record is synced first, when all files are there: a journal takes them along, so that their
 * own syncs find little left to write. It gets its name last: then the upload can be seen. */
static int store_create_record(const struct creation *c, int dir, int lock, int data)
{
    int rc = store_folder_write(c->store, dir, c->upload);

    if (rc == 0)
        rc = store_sync(c->store, lock);
    if (rc == 0)
        rc = store_sync(c->store, data);
    if (rc == 0)
        rc = store_sync(c->store, c->parent);
    if (rc == 0)
        rc = store_sync_spool(c->store);
    return rc == 0 ? store_folder_replace(c->store, dir) : rc;
}

static int store_create_fill(const struct creation *c, int dir)
{
    int data = -1, lock;
    int rc = store_create_file(dir, "lock", &lock);

    if (rc == 0)
        rc = store_create_file(dir, "data", &data);
    if (rc == 0)
        rc = store_write_all(data, c->bytes, c->length);
    if (rc == 0 && c->upload->in_pieces && mkdirat(dir, PIECES_FOLDER, DIR_MODE) != 0)
        rc = error_from_errno(errno);
    if (rc == 0 && store_is_shared(c->store))
        rc = turn_begin(dir);
    if (rc == 0)
        rc = store_create_record(c, dir, lock, data);
    if (lock >= 0)
        close(lock);
    if (data >= 0)
        close(data);
    return rc;
}

/* Makes the folder and fills it. */
static int store_create_folder(const struct creation *c)
{
    const char *id = c->upload->id;

    if (mkdirat(c->parent, id, DIR_MODE) != 0)
        return errno == EEXIST ? ERR_EXISTS : error_from_errno(errno);
    int dir = openat(c->parent, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0)
        return error_from_errno(errno);
    int rc = store_create_fill(c, dir);
    close(dir);
    return rc;
}

static int store_create_all(struct store *s, struct creation *c)
{
    int rc = store_make_parent(s, c->upload->id, &c->parent);

    if (rc != 0)
        return rc;
    rc = store_create_folder(c);
    close(c->parent);
    if (rc != 0 && rc != ERR_EXISTS)
        (void)store_remove(s, c->upload->id);
    return rc;
}

int store_create(struct store *s, const struct upload *u)
{
    struct creation c = {.store = s, .upload = u};

    return store_create_all(s, &c);
}

int store_create_whole(struct store *s, struct upload *u, const char *bytes, size_t length)
{
    struct creation c = {s, u, bytes, length, -1};
    int rc = store_mark_complete(u, (int64_t)length);

    return rc == 0 ? store_create_all(s, &c) : rc;
}
