/* SPDX-License-Identifier: MIT */
/*
 * Makes and opens the links to parts. Each link is named by its index in the file.
 */
#include "spool/store_parts.h"
#include "spool/spool_file.h"

#include "base/error.h"
#include "spool/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_MODE 0770 /* the set-group-id bit is inherited */
#define NAME_SIZE 24

static void name_part(unsigned index, char out[NAME_SIZE])
{
    (void)snprintf(out, NAME_SIZE, STORE_PARTS_FOLDER "/%u", index);
}

static int link_part(int part_fd, int upload_fd, unsigned index)
{
    char name[NAME_SIZE];

    name_part(index, name);
    if (mkdirat(upload_fd, STORE_PARTS_FOLDER, DIR_MODE) != 0 && errno != EEXIST)
        return error_from_errno(errno);
    return linkat(part_fd, "data", upload_fd, name, 0) == 0 ? 0 : error_from_errno(errno);
}

int store_parts_add(struct store *s, const char *id, unsigned index, const char *part_id)
{
    int part_fd, upload_fd;
    int rc = store_open_folder(s, part_id, &part_fd);

    if (rc != 0)
        return rc;
    rc = store_open_folder(s, id, &upload_fd);
    if (rc == 0) {
        rc = link_part(part_fd, upload_fd, index);
        close(upload_fd);
    }
    close(part_fd);
    return rc;
}

int store_parts_sync(struct store *s, const char *id)
{
    int fd;
    int rc = store_open_file(s, id, STORE_PARTS_FOLDER, O_RDONLY | O_DIRECTORY, &fd);

    if (rc != 0)
        return rc;
    rc = store_sync(s, fd);
    close(fd);
    return rc;
}

int store_parts_open(int upload_fd, unsigned index, int *fd_out)
{
    char name[NAME_SIZE];

    name_part(index, name);
    *fd_out = spool_file_open(upload_fd, name, O_RDONLY);
    return *fd_out >= 0 ? 0 : error_from_errno(errno);
}

void store_parts_drop(int upload_fd)
{
    char name[NAME_SIZE];
    unsigned index = 0;

    do {
        name_part(index++, name);
    } while (unlinkat(upload_fd, name, 0) == 0);
    (void)unlinkat(upload_fd, STORE_PARTS_FOLDER, AT_REMOVEDIR);
}
