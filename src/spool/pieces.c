/* SPDX-License-Identifier: MIT */
/*
 * The folder is not sorted and may hold many pieces. If these are more than a walk keeps in memory,
 * it reads the folder several times, and each time keeps the lowest pieces that it has not returned
 * yet.
 */
#include "spool/pieces.h"

#include "base/error.h"
#include "spool/shared_file.h"
#include "spool/spool_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define DIGITS_MAX 19 /* of an int64_t */
#define WINDOW_FIRST 64
#define START_MARGIN_S 60

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

static int pieces_compare(const void *left, const void *right)
{
    const struct piece *a = left, *b = right;

    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    return a->length < b->length ? -1 : a->length > b->length;
}

static void pieces_walk_sort(struct pieces_walk *w)
{
    if (w->count > 1)
        qsort(w->window, w->count, sizeof *w->window, pieces_compare);
}

/* Makes room in a full window: it grows, or its upper half is left to the next one. */
static int pieces_walk_make_room(struct pieces_walk *w)
{
    size_t room = w->room > 0 ? 2 * w->room : WINDOW_FIRST;

    if (w->room == PIECES_WINDOW) {
        pieces_walk_sort(w);
        w->count /= 2;
        w->bound = w->window[w->count - 1];
        return 0;
    }
    struct piece *window = reallocarray(w->window, room, sizeof *window);
    if (window == NULL)
        return ERR_NOMEM;
    w->window = window;
    w->room = room;
    return 0;
}

static int pieces_walk_put(struct pieces_walk *w, const struct piece *p)
{
    if (w->last.length != 0 && pieces_compare(&w->last, p) >= 0)
        return 0; /* an earlier window had it */
    int rc = w->count == w->room ? pieces_walk_make_room(w) : 0;
    if (rc == 0 && (w->bound.length == 0 || pieces_compare(p, &w->bound) < 0))
        w->window[w->count++] = *p;
    return rc;
}

/* Some file systems do not say what an entry is. */
static bool pieces_parse_entry(const struct dirent *e, struct piece *out)
{
    return (e->d_type == DT_REG || e->d_type == DT_UNKNOWN) && pieces_parse(e->d_name, out);
}

static int pieces_walk_fill(struct pieces_walk *w)
{
    struct piece p;
    struct dirent *e;
    int rc;

    w->count = w->next = 0;
    w->bound = (struct piece){0};
    DIR *d = pieces_open_dir(w->upload_fd, &rc);
    if (d == NULL)
        return rc;
    while (rc == 0 && (errno = 0, e = readdir(d)) != NULL)
        if (pieces_parse_entry(e, &p))
            rc = pieces_walk_put(w, &p);
    if (rc == 0 && errno != 0)
        rc = error_io(errno);
    closedir(d);
    pieces_walk_sort(w);
    w->is_at_end = w->bound.length == 0;
    if (w->count > 0)
        w->last = w->window[w->count - 1];
    return rc;
}

void pieces_walk_begin(struct pieces_walk *w, int upload_fd)
{
    *w = (struct pieces_walk){.upload_fd = upload_fd};
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

void pieces_walk_end(struct pieces_walk *w)
{
    free(w->window);
    w->window = NULL;
    w->count = w->room = 0;
}

/* --- questions and removal --- */

/* Counts a piece that is not before those counted. *at is the end of the bytes counted so far. */
static void pieces_add(struct pieces_sum *sum, const struct piece *p, int64_t *at)
{
    int64_t end = p->offset + p->length;
    int64_t begin = p->offset > *at ? p->offset : *at;

    if (sum->count++ == 0)
        sum->first = p->offset;
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

    *out = (struct pieces_sum){.row = from, .next = -1, .first = -1};
    pieces_walk_begin(&w, upload_fd);
    while ((rc = pieces_walk_next(&w, &p)) == 0)
        pieces_add(out, &p, &at);
    pieces_walk_end(&w);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* Returns how many pieces the test accepts; most: how many suffice. */
static int64_t pieces_filter(int upload_fd, bool (*test)(const struct piece *p, int64_t at),
                             int64_t at, int64_t most)
{
    struct piece p;
    struct dirent *e;
    int64_t count = 0;
    int rc;
    DIR *d = pieces_open_dir(upload_fd, &rc);

    if (d == NULL)
        return 0;
    while (count < most && (e = readdir(d)) != NULL)
        count += pieces_parse_entry(e, &p) && test(&p, at);
    closedir(d);
    return count;
}

static bool pieces_is_any(const struct piece *p, int64_t at)
{
    (void)p, (void)at;
    return true;
}

static bool pieces_has(const struct piece *p, int64_t at)
{
    return p->offset <= at && at < p->offset + p->length;
}

int64_t pieces_count_files(int upload_fd)
{
    const struct dirent *e;
    int64_t count = 0;
    int rc;
    DIR *d = pieces_open_dir(upload_fd, &rc);

    if (d == NULL)
        return 0;
    while ((e = readdir(d)) != NULL)
        count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

bool pieces_any(int upload_fd)
{
    return pieces_filter(upload_fd, pieces_is_any, 0, 1) > 0;
}

bool pieces_cover(int upload_fd, int64_t at)
{
    return pieces_filter(upload_fd, pieces_has, at, 1) > 0;
}

/* Makes the path below the upload's folder. */
#define PATH_SIZE (sizeof PIECES_FOLDER + PIECES_NAME_SIZE)
static void pieces_path(const struct piece *p, char out[PATH_SIZE])
{
    char name[PIECES_NAME_SIZE];

    pieces_name(p, name);
    (void)snprintf(out, PATH_SIZE, PIECES_FOLDER "/%s", name);
}

/* On a shared file system a host may have seen the file before its sender had written it, so one
 * that seems cut is looked at again. */
static bool pieces_is_whole(int fd, int64_t length)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    return st.st_size == length || (shared_file_stat(fd, &st) == 0 && st.st_size == length);
}

int pieces_open(int upload_fd, const struct piece *p, int *fd_out)
{
    char path[PATH_SIZE];

    pieces_path(p, path);
    *fd_out = spool_file_open(upload_fd, path, O_RDONLY);
    if (*fd_out < 0)
        return error_from_errno(errno);
    if (pieces_is_whole(*fd_out, p->length))
        return 0;
    close(*fd_out);
    *fd_out = -1;
    return ERR_NOT_FOUND;
}

int pieces_drop(int upload_fd, const struct piece *p)
{
    char path[PATH_SIZE];

    pieces_path(p, path);
    return unlinkat(upload_fd, path, 0) == 0 || errno == ENOENT ? 0 : error_io(errno);
}

/* When the system started, by the clock of files, or somewhat later. */
static int64_t pieces_start_s(void)
{
    struct timespec now, up;

    if (clock_gettime(CLOCK_REALTIME, &now) != 0 || clock_gettime(CLOCK_BOOTTIME, &up) != 0)
        return INT64_MAX;
    return now.tv_sec - up.tv_sec + START_MARGIN_S;
}

bool pieces_is_cut(int folder, const struct piece *p)
{
    char name[PIECES_NAME_SIZE];
    struct stat st;

    pieces_name(p, name);
    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
        st.st_size == p->length)
        return false;
    int fd = spool_file_open(folder, name, O_RDONLY);
    bool is_cut = fd >= 0 && !pieces_is_whole(fd, p->length);
    if (fd >= 0)
        close(fd);
    return is_cut;
}

bool pieces_drop_cut(int upload_fd, const struct piece *p)
{
    int folder;
    bool is_cut = false;

    if (pieces_open_folder(upload_fd, &folder) == 0) {
        is_cut = pieces_is_cut(folder, p);
        close(folder);
    }
    if (is_cut)
        (void)pieces_drop(upload_fd, p);
    return is_cut;
}

void pieces_sift(int upload_fd)
{
    struct stat folder;
    struct piece p;
    struct dirent *e;
    int rc;

    if (fstatat(upload_fd, PIECES_FOLDER, &folder, AT_SYMLINK_NOFOLLOW) != 0 ||
        folder.st_mtim.tv_sec > pieces_start_s())
        return;
    DIR *d = pieces_open_dir(upload_fd, &rc);
    if (d == NULL)
        return;
    while ((e = readdir(d)) != NULL)
        if (pieces_parse_entry(e, &p) && pieces_is_cut(dirfd(d), &p))
            (void)unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
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
