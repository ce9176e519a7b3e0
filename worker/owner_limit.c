/* SPDX-License-Identifier: MIT */
/*
 * Limits the jobs of one owner. One file per turn and owner, named by the owner's digest; the files
 * are empty and stay.
 */
#include "worker/owner_limit.h"

#include "base/digest.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "turns"
#define FOLDER_MODE 0770
#define FILE_MODE 0660
#define NAME_SIZE 96

static int owner_limit_open_folder(struct store *s)
{
    int spool = open(store_path(s), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (spool < 0)
        return -1;
    int fd = openat(spool, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && (mkdirat(spool, FOLDER, FOLDER_MODE) == 0 || errno == EEXIST))
        fd = openat(spool, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(spool);
    return fd;
}

static int name_owner(const char *owner, char text[DIGEST_TEXT_SIZE])
{
    struct digest *d = NULL;

    int rc = digest_new("sha256", &d);
    if (rc == 0)
        rc = digest_add(d, owner, strlen(owner));
    if (rc == 0)
        rc = digest_end(d, text);
    digest_free(&d);
    return rc;
}

/* Returns the descriptor that locks the turn, or -1: the turn is taken (errno EWOULDBLOCK) or
 * locking failed. */
static int owner_limit_lock(int folder, const char *owner, int64_t turn)
{
    char name[NAME_SIZE];

    (void)snprintf(name, sizeof name, "%.70s-%lld", strchr(owner, ':') + 1, (long long)turn);
    int fd = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

int owner_limit_take(struct store *s, const char *owner, int64_t count, int *fd_out)
{
    char digest[DIGEST_TEXT_SIZE];

    *fd_out = -1;
    if (owner == NULL || count == 0)
        return 0;
    int rc = name_owner(owner, digest);
    if (rc != 0)
        return rc;
    int folder = owner_limit_open_folder(s);
    rc = folder < 0 ? ERR_IO : ERR_BUSY;
    for (int64_t i = 0; rc == ERR_BUSY && i < count; i++) {
        *fd_out = owner_limit_lock(folder, digest, i);
        if (*fd_out >= 0)
            rc = 0;
        else if (errno != EWOULDBLOCK)
            rc = ERR_IO;
    }
    if (folder >= 0)
        close(folder);
    return rc;
}
