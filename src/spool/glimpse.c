/* SPDX-License-Identifier: MIT */
/*
 * info.json is always replaced and never written in place. So it is unchanged if its name still
 * leads to the file that was read.
 */
#include "spool/glimpse.h"

#include "base/error.h"
#include "spool/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void glimpse_init(struct glimpse *g)
{
    *g = (struct glimpse){.fd = -1};
    upload_init(&g->upload);
}

void glimpse_free(struct glimpse *g)
{
    if (g->fd >= 0)
        close(g->fd);
    upload_free(&g->upload);
    g->fd = -1;
}

/* Reads info.json, and notes which file that is. */
static int glimpse_read(const struct store *s, int folder, struct glimpse *g)
{
    struct stat st;
    int rc = store_folder_read(s, folder, &g->fd, &g->upload);

    if (rc != 0)
        return rc;
    if (fstat(g->fd, &st) != 0)
        return error_io(errno);
    g->device = st.st_dev;
    g->inode = st.st_ino;
    g->state = g->upload.state;
    g->updated_at = g->upload.updated_at;
    return 0;
}

int glimpse_take(struct store *s, const char *id, struct glimpse *out)
{
    int folder;

    glimpse_init(out);
    int rc = store_open_folder(s, id, &folder);
    if (rc != 0)
        return rc;
    rc = glimpse_read(s, folder, out);
    if (rc == ERR_NOT_FOUND && store_reopen_folder(s, id, &folder))
        rc = glimpse_read(s, folder, out);
    if (rc == 0)
        rc = store_folder_measure(s, folder, id, false, &out->upload);
    if (folder >= 0)
        close(folder);
    if (rc != 0)
        glimpse_free(out);
    return rc;
}

/* On a shared file system the name may lead to the old file for a while. A replaced one has no
 * name. */
static bool glimpse_is_current(const struct store *s, const struct glimpse *g, int folder)
{
    struct stat st;

    if (store_is_shared(s))
        return store_stat(s, g->fd, &st) == 0 && st.st_nlink > 0;
    return fstatat(folder, STORE_INFO, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_dev == g->device &&
           st.st_ino == g->inode;
}

static int glimpse_copy(const struct glimpse *g, struct upload *out)
{
    int rc = upload_copy(&g->upload, out);

    if (rc != 0)
        return rc;
    out->state = g->state;
    out->updated_at = g->updated_at;
    out->ahead = 0;
    return 0;
}

int glimpse_renew(struct store *s, const struct glimpse *g, struct upload *out)
{
    int folder, fd;

    upload_init(out);
    int rc = store_open_folder(s, g->upload.id, &folder);
    if (rc != 0)
        return rc;
    if (glimpse_is_current(s, g, folder)) {
        rc = glimpse_copy(g, out);
    } else {
        rc = store_folder_read(s, folder, &fd, out);
        if (fd >= 0)
            close(fd);
    }
    if (rc == 0)
        rc = store_folder_measure(s, folder, g->upload.id, false, out);
    close(folder);
    if (rc != 0)
        upload_free(out);
    return rc;
}
