/* SPDX-License-Identifier: MIT */
/*
 * The folder is not sorted and may hold many pieces. A walk therefore reads it several times, and
 * each time keeps the lowest pieces that it has not returned yet.
 */
#include "spool/pieces.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define DIGITS_MAX 19 /* of an int64_t */

/* --- names --- */

/* Parses a number and moves *at behind it. */
static bool pieces_parse_number(const char **at, int64_t *out)
{
    size_t digits = strspn(*at, "0123456789");

    if (digits == 0 || digits > DIGITS_MAX || (digits > 1 && **at == '0'))
        return false;
    errno = 0;
    *out = strtoll(*at, NULL, 10);
    *at += digits;
    return errno == 0;
}

bool pieces_parse(const char *name, struct piece *out)
{
    if (!pieces_parse_number(&name, &out->offset) || *name++ != '-')
        return false;
    return pieces_parse_number(&name, &out->length) && *name == '\0' && out->length > 0 &&
           out->length <= INT64_MAX - out->offset;
}

void pieces_name(const struct piece *p, char out[PIECES_NAME_SIZE])
{
    (void)snprintf(out, PIECES_NAME_SIZE, "%" PRId64 "-%" PRId64, p->offset, p->length);
}

/* --- the folder --- */

int pieces_open_folder(int upload_fd, int *fd_out)
{
    *fd_out = openat(upload_fd, PIECES_FOLDER, DIR_FLAGS);
    return *fd_out >= 0 ? 0 : error_from_errno(errno);
}

/* The caller closes the folder, and with it *fd_out. NULL if there is none, or on errors. */
static DIR *pieces_open_dir(int upload_fd, int *err_out)
{
    int fd;

    *err_out = pieces_open_folder(upload_fd, &fd);
    DIR *d = *err_out == 0 ? fdopendir(fd) : NULL;
    if (*err_out == 0 && d == NULL) {
        *err_out = error_io(errno);
        close(fd);
    }
    return d;
}

/* --- the walk --- */

static int pieces_compare(const struct piece *a, const struct piece *b)
{
    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    return a->length < b->length ? -1 : a->length > b->length;
}

/* Puts a piece into the sorted window. If it is full, the highest one goes. */
static void pieces_walk_put(struct pieces_walk *w, const struct piece *p)
{
    size_t low = 0, high = w->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pieces_compare(&w->window[middle], p) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == PIECES_WINDOW || (low < w->count && pieces_compare(&w->window[low], p) == 0))
        return;
    if (w->count < PIECES_WINDOW)
        w->count++;
    memmove(&w->window[low + 1], &w->window[low], (w->count - low - 1) * sizeof *p);
    w->window[low] = *p;
}

static bool pieces_has_length(int dir, const struct piece *p)
{
    char name[PIECES_NAME_SIZE];
    struct stat st;

    pieces_name(p, name);
    return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           st.st_size == p->length;
}

/* A power failure may leave a name whose bytes never came to the disk. */
static void pieces_walk_sift(struct pieces_walk *w, int dir)
{
    size_t kept = 0;

    for (size_t i = 0; i < w->count; i++)
        if (pieces_has_length(dir, &w->window[i]))
            w->window[kept++] = w->window[i];
    w->count = kept;
}

static int pieces_walk_fill(struct pieces_walk *w)
{
    struct piece p;
    struct dirent *e;
    int rc;

    w->count = w->next = 0;
    DIR *d = pieces_open_dir(w->upload_fd, &rc);
    if (d == NULL)
        return rc;
    errno = 0;
    while ((e = readdir(d)) != NULL)
        if (pieces_parse(e->d_name, &p) &&
            (w->last.length == 0 || pieces_compare(&w->last, &p) < 0))
            pieces_walk_put(w, &p);
    rc = errno != 0 ? error_io(errno) : 0;
    w->is_at_end = w->count < PIECES_WINDOW;
    if (w->count > 0)
        w->last = w->window[w->count - 1];
    pieces_walk_sift(w, dirfd(d));
    closedir(d);
    return rc;
}

void pieces_walk_begin(struct pieces_walk *w, int upload_fd)
{
    w->upload_fd = upload_fd;
    w->count = w->next = 0;
    w->last = (struct piece){0};
    w->is_at_end = false;
}

int pieces_walk_next(struct pieces_walk *w, struct piece *out)
{
    while (w->next == w->count) {
        int rc = w->is_at_end ? ERR_NOT_FOUND : pieces_walk_fill(w);
        if (rc != 0)
            return rc;
    }
    *out = w->window[w->next++];
    return 0;
}

/* --- questions and removal --- */

/* Counts a piece that is not before those counted. *at is the end of the bytes counted so far. */
static void pieces_add(struct pieces_sum *sum, const struct piece *p, int64_t *at)
{
    int64_t end = p->offset + p->length;
    int64_t begin = p->offset > *at ? p->offset : *at;

    sum->count++;
    if (end > sum->end)
        sum->end = end;
    if (end <= begin)
        return;
    if (sum->next < 0)
        sum->next = begin;
    if (begin == sum->row)
        sum->row = end;
    sum->ahead += end - begin;
    *at = end;
}

int pieces_measure(int upload_fd, int64_t from, struct pieces_sum *out)
{
    struct pieces_walk w;
    struct piece p;
    int64_t at = from;
    int rc;

    *out = (struct pieces_sum){.row = from, .next = -1};
    pieces_walk_begin(&w, upload_fd);
    while ((rc = pieces_walk_next(&w, &p)) == 0)
        pieces_add(out, &p, &at);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* Makes the path below the upload's folder. */
#define PATH_SIZE (sizeof PIECES_FOLDER + PIECES_NAME_SIZE)
static void pieces_path(const struct piece *p, char out[PATH_SIZE])
{
    char name[PIECES_NAME_SIZE];

    pieces_name(p, name);
    (void)snprintf(out, PATH_SIZE, PIECES_FOLDER "/%s", name);
}

int pieces_open(int upload_fd, const struct piece *p, int *fd_out)
{
    char path[PATH_SIZE];
    struct stat st;

    pieces_path(p, path);
    *fd_out = openat(upload_fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (*fd_out < 0)
        return error_from_errno(errno);
    if (fstat(*fd_out, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == p->length)
        return 0;
    close(*fd_out);
    *fd_out = -1;
    return ERR_NOT_FOUND;
}

void pieces_drop(int upload_fd, const struct piece *p)
{
    char path[PATH_SIZE];

    pieces_path(p, path);
    (void)unlinkat(upload_fd, path, 0);
}

void pieces_clear(int upload_fd)
{
    struct dirent *e;
    int rc;
    DIR *d = pieces_open_dir(upload_fd, &rc);

    if (d == NULL)
        return;
    while ((e = readdir(d)) != NULL)
        (void)unlinkat(dirfd(d), e->d_name, 0); /* not "." and ".." */
    closedir(d);
    (void)unlinkat(upload_fd, PIECES_FOLDER, AT_REMOVEDIR);
}
