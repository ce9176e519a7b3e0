/* SPDX-License-Identifier: MIT */
/*
 * Reads the files of one upload's open folder, without its lock.
 */
#include "cli/verify/verify_data.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/json.h"
#include "spool/pieces.h"
#include "spool/spool_file.h"
#include "spool/store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATA "data"
#define BLOCK_BYTES ((size_t)1 << 18)
#define RESULT_DEPTH 8
#define NEW_PIECE "new-"
#define NAME_SIZE 64

/* --- lengths --- */

/* Returns false after a finding, or if the file is gone. */
static bool verify_data_stat(int folder, struct stat *out)
{
    return fstatat(folder, DATA, out, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(out->st_mode);
}

static void verify_data_whole(int folder, const struct verify_names *names, const struct upload *u,
                              struct findings *f)
{
    struct stat st;
    bool is_delivered = u->location != NULL && strcmp(u->location, UPLOAD_DELIVERED) == 0;

    if (is_delivered && names->has_data)
        findings_add(f, FINDING_STRAY, DATA, "the file was delivered, and no longer belongs here");
    if (is_delivered || u->location == NULL)
        return;
    if (!names->has_data)
        findings_add(f, FINDING_MISSING, DATA, "the record says that the file is here");
    else if (verify_data_stat(folder, &st) && st.st_size != u->size)
        findings_add(f, FINDING_LENGTH, DATA,
                     "it has %" PRId64 " bytes, and the record says %" PRId64, (int64_t)st.st_size,
                     u->size);
}

/* The parts of a file that a worker will join. */
static void verify_data_parts(int folder, const struct upload *u, struct findings *f)
{
    int64_t sum = 0;
    struct stat st;
    unsigned i;
    int fd;

    for (i = 0; store_parts_open(folder, i, &fd) == 0; i++) {
        if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
            sum += (int64_t)st.st_size;
        close(fd);
    }
    if (sum != u->size)
        findings_add(f, FINDING_LENGTH, STORE_PARTS_FOLDER,
                     "the %u parts have %" PRId64 " bytes, and the record says %" PRId64, i, sum,
                     u->size);
}

struct verify_pieces {
    const struct upload *upload;
    struct findings *findings;
};

static void verify_data_piece(const struct verify_pieces *v, int folder, const char *file,
                              const struct piece *p)
{
    int64_t size = v->upload->size;

    if (pieces_is_cut(folder, p))
        findings_add(v->findings, FINDING_LENGTH, file, "it has other bytes than its name says");
    else if (size >= 0 && p->offset + p->length > size)
        findings_add(v->findings, FINDING_LENGTH, file,
                     "it ends behind the %" PRId64 " bytes of the file", size);
}

static int verify_data_visit_piece(void *arg, int folder, const char *name)
{
    const struct verify_pieces *v = arg;
    char file[NAME_SIZE];
    struct piece p;
    struct stat st;

    (void)snprintf(file, sizeof file, PIECES_FOLDER "/%s", name);
    if (pieces_parse(name, &p)) {
        verify_data_piece(v, folder, file, &p);
        return 0;
    }
    bool is_new = strncmp(name, NEW_PIECE, strlen(NEW_PIECE)) == 0;
    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        (!is_new || clock_wall_ms() / 1000 - (int64_t)st.st_mtim.tv_sec > VERIFY_OLD_S))
        findings_add(v->findings, FINDING_STRAY, file, "it is no piece of the file");
    return 0;
}

static void verify_data_pieces(int folder, const struct verify_names *names, const struct upload *u,
                               struct findings *f)
{
    struct verify_pieces v = {u, f};
    int rc = 0;

    if (names->has_pieces)
        rc = verify_folder_each(folder, PIECES_FOLDER, verify_data_visit_piece, &v);
    else
        findings_add(f, FINDING_MISSING, PIECES_FOLDER, "pieces of the file have no place");
    if (rc != 0)
        findings_add(f, FINDING_MODE, PIECES_FOLDER, VERIFY_UNREADABLE, strerror(errno));
}

/* An upload that is being sent: the length of data is its offset. */
static void verify_data_unfinished(int folder, const struct verify_names *names,
                                   const struct upload *u, struct findings *f)
{
    struct stat st;

    if (!names->has_data)
        findings_add(f, FINDING_MISSING, DATA, "the bytes that were sent have no place");
    else if (verify_data_stat(folder, &st) && u->size >= 0 && st.st_size > u->size)
        findings_add(f, FINDING_LENGTH, DATA,
                     "it has %" PRId64 " bytes, and the file has only %" PRId64,
                     (int64_t)st.st_size, u->size);
    if (u->in_pieces)
        verify_data_pieces(folder, names, u, f);
}

/* Folders that only a part of an upload's life needs. A worker empties the pieces of a complete one
 * each minute. */
static void verify_data_leftovers(int folder, const struct verify_names *names,
                                  const struct upload *u, struct findings *f)
{
    struct stat st;

    if (names->has_parts && !upload_awaits_assembly(u) && u->complete)
        findings_add(f, FINDING_STRAY, STORE_PARTS_FOLDER, "the file is joined from these parts");
    if (names->has_pieces && (u->complete || !u->in_pieces) &&
        fstatat(folder, PIECES_FOLDER, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        clock_wall_ms() / 1000 - (int64_t)st.st_mtim.tv_sec > VERIFY_OLD_S)
        findings_add(f, FINDING_STRAY, PIECES_FOLDER, "the file needs no pieces");
}

void verify_data_lengths(int folder, const struct verify_names *names, const struct upload *u,
                         struct findings *f)
{
    if (u->complete)
        verify_data_whole(folder, names, u, f);
    else if (upload_awaits_assembly(u))
        verify_data_parts(folder, u, f);
    else
        verify_data_unfinished(folder, names, u, f);
    verify_data_leftovers(folder, names, u, f);
}

/* --- digests --- */

struct verify_reading {
    bool (*go_on)(void *arg, size_t bytes);
    void *arg;
};

/* Reads the whole file. 0, ERR_INTERRUPTED if go_on ended it, ERR_IO or ERR_INTERNAL. Its bytes do
 * not stay in memory: others use the cache. */
static int verify_data_digest(int fd, struct digest *d, char *block,
                              const struct verify_reading *reading)
{
    off_t at = 0;
    ssize_t n;

    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    while ((n = pread(fd, block, BLOCK_BYTES, at)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_io(errno);
        int rc = digest_add(d, block, (size_t)n);
        if (rc != 0)
            return rc;
        (void)posix_fadvise(fd, at, n, POSIX_FADV_DONTNEED);
        at += n;
        if (!reading->go_on(reading->arg, (size_t)n))
            return ERR_INTERRUPTED;
    }
    return 0;
}

static int verify_data_make_digest(int fd, const struct verify_reading *reading,
                                   char text[DIGEST_TEXT_SIZE])
{
    struct digest *d = NULL;
    char *block = malloc(BLOCK_BYTES);
    int rc = block != NULL ? digest_new("sha256", &d) : ERR_NOMEM;

    if (rc == 0)
        rc = verify_data_digest(fd, d, block, reading);
    if (rc == 0)
        rc = digest_end(d, text);
    digest_free(&d);
    free(block);
    return rc;
}

/* Writes "sha256:" and the digest of the record; "" if it has none. */
static void verify_data_expect(const struct upload *u, char text[DIGEST_TEXT_SIZE])
{
    struct json *result = NULL;

    text[0] = '\0';
    if (u->result == NULL || json_parse(u->result, strlen(u->result), RESULT_DEPTH, &result) != 0)
        return;
    const char *hex = json_get_string(result, "sha256", NULL);
    if (hex != NULL)
        (void)snprintf(text, DIGEST_TEXT_SIZE, "sha256:%s", hex);
    json_free(&result);
}

void verify_data_digests(int folder, const struct upload *u, bool (*go_on)(void *arg, size_t bytes),
                         void *arg, struct findings *f)
{
    const struct verify_reading reading = {go_on, arg};
    char expected[DIGEST_TEXT_SIZE], found[DIGEST_TEXT_SIZE];

    verify_data_expect(u, expected);
    if (!u->complete || u->location == NULL || strcmp(u->location, DATA) != 0 ||
        expected[0] == '\0')
        return;
    int fd = spool_file_open(folder, DATA, O_RDONLY);
    if (fd < 0 && errno == ENOENT)
        return; /* a finding already */
    int rc = fd >= 0 ? verify_data_make_digest(fd, &reading, found) : error_io(errno);
    if (fd >= 0)
        close(fd);
    if (rc == 0 && strcmp(expected, found) != 0)
        findings_add(f, FINDING_DIGEST, DATA, "it has %s, and the record says %s", found, expected);
    else if (rc != 0 && rc != ERR_INTERRUPTED)
        findings_add(f, FINDING_DIGEST, DATA, "it cannot be read: %s", error_text(rc));
}
