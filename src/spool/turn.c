/* SPDX-License-Identifier: MIT */
/*
 * A turn is taken by renaming the last one. There is one file, unless a process died while it made
 * the first; the greatest counts.
 */
#include "spool/turn.h"

#include "spool/spool_file.h"
#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "turn-"
#define DIGITS 12
#define NAME_SIZE (sizeof PREFIX + DIGITS)
#define TRIES 4 /* at a name that is not there any more */
#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static void turn_name(int64_t ms, char name[NAME_SIZE])
{
    (void)snprintf(name, NAME_SIZE, PREFIX "%012" PRIx64, (uint64_t)ms & UINT64_C(0xffffffffffff));
}

/* Returns -1 for another name. */
static int64_t turn_parse(const char *name)
{
    size_t prefix = strlen(PREFIX);

    if (strncmp(name, PREFIX, prefix) != 0 || strlen(name) != prefix + DIGITS ||
        strspn(name + prefix, "0123456789abcdef") != DIGITS)
        return -1;
    return (int64_t)strtoull(name + prefix, NULL, 16);
}

static DIR *turn_open_folder(int folder)
{
    int fd = openat(folder, ".", DIR_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (d == NULL && fd >= 0)
        close(fd);
    return d;
}

/* Returns -1 if there is none. */
static int64_t turn_find(int folder)
{
    const struct dirent *e;
    int64_t last = -1;
    DIR *d = turn_open_folder(folder);

    if (d == NULL)
        return -1;
    while ((e = readdir(d)) != NULL) {
        int64_t ms = turn_parse(e->d_name);
        last = ms > last ? ms : last;
    }
    closedir(d);
    return last;
}

int64_t turn_last(int folder)
{
    int64_t last = turn_find(folder);

    return last < 0 ? 0 : last;
}

static int turn_make(int folder, int64_t ms)
{
    char name[NAME_SIZE];

    turn_name(ms, name);
    int fd = spool_file_open(folder, name, O_WRONLY | O_CREAT);
    if (fd < 0)
        return error_from_errno(errno);
    close(fd);
    return 0;
}

int turn_begin(int folder)
{
    return turn_make(folder, 0);
}

static int turn_move(int folder, int64_t last, int64_t ms)
{
    char from[NAME_SIZE], to[NAME_SIZE];

    turn_name(last, from);
    turn_name(ms, to);
    return renameat(folder, from, folder, to) == 0 ? 0 : error_from_errno(errno);
}

int turn_take(int folder, int64_t *ms)
{
    int rc = ERR_NOT_FOUND;

    for (int i = 0; rc == ERR_NOT_FOUND && i < TRIES; i++) {
        int64_t last = turn_find(folder);
        if (*ms <= last)
            *ms = last + 1;
        rc = last < 0 ? turn_make(folder, *ms) : turn_move(folder, last, *ms);
    }
    return rc;
}

void turn_clear(int folder)
{
    const struct dirent *e;
    DIR *d = turn_open_folder(folder);

    if (d == NULL)
        return;
    while ((e = readdir(d)) != NULL)
        if (turn_parse(e->d_name) >= 0)
            (void)unlinkat(folder, e->d_name, 0);
    closedir(d);
}
