/* SPDX-License-Identifier: MIT */
/*
 * A token begins with 12 hex digits of time and goes on with random ones; the first 15 digits are
 * its place. F_OFD_GETLK tells of one lock that is in the way, not which is the greatest: that is
 * found by asking again above it.
 */
#include "spool/bell.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define PLACE_DIGITS 15
#define TIME_SHIFT 12 /* of the bits of the random digits */
#define RANGE_BITS (4 * PLACE_DIGITS)
#define STEPS_MAX 64 /* requesters of one upload that are looked at */

static int64_t bell_begin(enum lock_verb range)
{
    return ((int64_t)range + 1) << RANGE_BITS;
}

int64_t bell_place(const char token[LOCK_TOKEN_SIZE])
{
    char digits[PLACE_DIGITS + 1] = "";

    memcpy(digits, token, PLACE_DIGITS);
    return (int64_t)strtoull(digits, NULL, 16);
}

int64_t bell_place_ms(int64_t place)
{
    return place >> TIME_SHIFT;
}

static int bell_set(int fd, short type, int64_t from, int64_t length)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = from, .l_len = length};

    if (fcntl(fd, F_OFD_SETLK, &range) == 0)
        return 0;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? ERR_LOCKED : error_io(errno);
}

int bell_ring(int fd, enum lock_verb range, const char token[LOCK_TOKEN_SIZE])
{
    return bell_set(fd, F_WRLCK, bell_begin(range) + bell_place(token), 1);
}

void bell_silence(int fd, enum lock_verb range, const char token[LOCK_TOKEN_SIZE])
{
    (void)bell_set(fd, F_UNLCK, bell_begin(range) + bell_place(token), 1);
}

void bell_silence_all(int fd)
{
    (void)bell_set(fd, F_UNLCK, 0, 0);
}

/* Returns where a lock of another descriptor lies between from and end, or -1. The lock may begin
 * before from. */
static int64_t bell_find(int fd, int64_t from, int64_t end)
{
    struct flock range = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = from, .l_len = end - from};

    if (from >= end || fcntl(fd, F_OFD_GETLK, &range) != 0 || range.l_type == F_UNLCK)
        return -1;
    return range.l_start > from ? range.l_start : from;
}

bool bell_rings_above(int fd, enum lock_verb range, int64_t place, int64_t *place_out)
{
    int64_t begin = bell_begin(range);
    int64_t at = bell_find(fd, begin + place + 1, begin + (INT64_C(1) << RANGE_BITS));

    if (at >= 0)
        *place_out = at - begin;
    return at >= 0;
}

bool bell_is_asked(int fd)
{
    return bell_find(fd, bell_begin(LOCK_HEAD), bell_begin(BELL_HOLDER)) >= 0;
}

int64_t bell_newest_ms(int fd)
{
    int64_t newest = 0;

    for (enum lock_verb range = LOCK_HEAD; range <= BELL_HOLDER; range++)
        for (int i = 0; i < STEPS_MAX && bell_rings_above(fd, range, newest, &newest); i++)
            continue;
    return bell_place_ms(newest);
}
