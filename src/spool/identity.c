/* SPDX-License-Identifier: MIT */
/*
 * Replaces the file by one with an identity: under a lock, because it may exist without one, and by
 * a rename, because a reader must never see half of it.
 */
#include "spool/identity.h"
#include "spool/spool_file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define IDENTITY_NEW ".loadline.new"
#define FIRST_LINE "Loadline spool, schema 1\n"
#define WORD "identity "
#define TEXT_SIZE 512 /* a longer file is not ours */
#define TRIES 16      /* another program replaces the file at most once */

/* Finds the line in the text. */
static void identity_parse(const char *text, char spool_out[SPOOL_ID_SIZE])
{
    spool_out[0] = '\0';
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *value = line + strlen(WORD);
        if (strncmp(line, WORD, strlen(WORD)) != 0 || strcspn(value, "\n") != SPOOL_ID_SIZE - 1)
            continue;
        (void)snprintf(spool_out, SPOOL_ID_SIZE, "%s", value);
        if (spool_id_valid(spool_out))
            return;
        spool_out[0] = '\0';
    }
}

static int identity_read_text(int fd, char text[TEXT_SIZE])
{
    ssize_t n = pread(fd, text, TEXT_SIZE - 1, 0);

    text[n > 0 ? n : 0] = '\0';
    return n < 0 ? error_io(errno) : 0;
}

int identity_read(int dir, char spool_out[SPOOL_ID_SIZE])
{
    char text[TEXT_SIZE];
    int fd = spool_file_open(dir, IDENTITY_FILE, O_RDONLY);

    spool_out[0] = '\0';
    if (fd < 0)
        return error_from_errno(errno);
    int rc = identity_read_text(fd, text), saved = errno;
    close(fd);
    errno = saved;
    if (rc == 0)
        identity_parse(text, spool_out);
    return rc;
}

/* Opens the file, also one that another user of the group has made. */
static int identity_open(int dir)
{
    int fd = spool_file_open(dir, IDENTITY_FILE, O_RDWR | O_CREAT);

    return fd < 0 && errno == EACCES ? spool_file_open(dir, IDENTITY_FILE, O_RDONLY) : fd;
}

/* Locks the file that has the name; *fd_out holds the lock until it is closed. */
static int identity_lock(int dir, int *fd_out)
{
    struct stat held, there;

    for (int i = 0; i < TRIES; i++) {
        *fd_out = identity_open(dir);
        if (*fd_out < 0)
            return error_from_errno(errno);
        while (flock(*fd_out, LOCK_EX) != 0)
            if (errno != EINTR)
                return error_io(errno);
        if (fstat(*fd_out, &held) == 0 &&
            fstatat(dir, IDENTITY_FILE, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
            held.st_dev == there.st_dev && held.st_ino == there.st_ino)
            return 0;
        close(*fd_out);
        *fd_out = -1;
    }
    return error_io(EBUSY);
}

/* Writes the text to a new file and gives it the name. */
static int identity_replace(int dir, const char *text)
{
    int fd = spool_file_open(dir, IDENTITY_NEW, O_WRONLY | O_CREAT | O_TRUNC);

    if (fd < 0)
        return error_from_errno(errno);
    ssize_t n = write(fd, text, strlen(text));
    int rc = n < 0 ? error_io(errno) : n != (ssize_t)strlen(text) ? error_io(ENOSPC) : 0;
    if (rc == 0 && fsync(fd) != 0)
        rc = error_io(errno);
    int saved = errno;
    close(fd);
    errno = saved;
    if (rc == 0 && renameat(dir, IDENTITY_NEW, dir, IDENTITY_FILE) != 0)
        rc = error_io(errno);
    if (rc == 0 && fsync(dir) != 0)
        return error_io(errno);
    if (rc != 0) {
        saved = errno;
        (void)unlinkat(dir, IDENTITY_NEW, 0);
        errno = saved;
    }
    return rc;
}

/* Adds an identity to what the file says. */
static int identity_add(int dir, const char *before, char spool_out[SPOOL_ID_SIZE])
{
    char text[TEXT_SIZE + 64];
    size_t len = strlen(before);
    const char *end = len > 0 && before[len - 1] != '\n' ? "\n" : "";
    int rc = id_random_hex(spool_out, SPOOL_ID_SIZE);

    if (rc != 0)
        return rc;
    (void)snprintf(text, sizeof text, "%s%s" WORD "%s\n", len > 0 ? before : FIRST_LINE, end,
                   spool_out);
    return identity_replace(dir, text);
}

int identity_ensure(int dir, char spool_out[SPOOL_ID_SIZE])
{
    char text[TEXT_SIZE] = "";
    int fd = -1, rc = identity_read(dir, spool_out);

    if (rc != ERR_NOT_FOUND && (rc != 0 || *spool_out != '\0'))
        return rc;
    rc = identity_lock(dir, &fd);
    if (rc == 0)
        rc = identity_read_text(fd, text);
    if (rc == 0)
        identity_parse(text, spool_out);
    if (rc == 0 && *spool_out == '\0')
        rc = identity_add(dir, text, spool_out);
    int saved = errno;
    if (fd >= 0)
        close(fd);
    if (rc != 0)
        spool_out[0] = '\0';
    errno = saved;
    return rc;
}
