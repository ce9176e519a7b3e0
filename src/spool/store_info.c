/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes info.json. Reading includes the length of data. Writing is write, fsync, rename,
 * fsync.
 */
#include "spool/store_folder.h"

#include "spool/pieces.h"
#include "spool/spool_file.h"
#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INFO_NEW STORE_INFO ".new"
#define MEASURES_MAX 3

int store_write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_from_errno(errno);
        text += n;
        len -= (size_t)n;
    }
    return 0;
}

int store_folder_write(const struct store *s, int folder_fd, const struct upload *u)
{
    char *text = upload_to_json(u);

    if (text == NULL)
        return ERR_NOMEM;
    int fd = spool_file_open(folder_fd, INFO_NEW, O_WRONLY | O_CREAT | O_TRUNC);
    int rc = fd < 0 ? error_from_errno(errno) : store_write_all(fd, text, strlen(text));
    if (rc == 0)
        rc = store_sync(s, fd);
    if (fd >= 0)
        close(fd);
    free(text);
    return rc;
}

int store_folder_replace(const struct store *s, int folder_fd)
{
    if (renameat(folder_fd, INFO_NEW, folder_fd, STORE_INFO) != 0)
        return error_from_errno(errno);
    return store_sync(s, folder_fd);
}

static int store_info_save(const struct store *s, int folder_fd, const struct upload *u)
{
    int rc = store_folder_write(s, folder_fd, u);

    return rc == 0 ? store_folder_replace(s, folder_fd) : rc;
}

int store_save(struct store *s, const struct upload *u)
{
    int dir;
    int rc = store_open_folder(s, u->id, &dir);

    if (rc != 0)
        return rc;
    rc = store_info_save(s, dir, u);
    close(dir);
    return rc;
}

/* Reads the whole file into new memory. ERR_BOUND if it has max bytes or more. */
static int read_all(int fd, size_t max, char **text_out, size_t *len_out)
{
    struct stat st;
    size_t len = 0;

    if (fstat(fd, &st) != 0)
        return error_io(errno);
    if ((size_t)st.st_size >= max)
        return ERR_BOUND;
    size_t size = (size_t)st.st_size;
    char *text = malloc(size + 1);
    if (text == NULL)
        return ERR_NOMEM;
    while (len < size) {
        ssize_t n = read(fd, text + len, size - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            free(text);
            return n < 0 ? error_from_errno(errno) : ERR_IO;
        }
        len += (size_t)n;
    }
    *text_out = text;
    *len_out = len;
    return 0;
}

int store_folder_read(const struct store *s, int folder_fd, int *fd_out, struct upload *out)
{
    char *text = NULL;
    size_t len = 0;
    int rc = store_folder_open(s, folder_fd, STORE_INFO, O_RDONLY, fd_out);

    if (rc != 0)
        return rc;
    rc = read_all(*fd_out, UPLOAD_INFO_MAX, &text, &len);
    if (rc == 0)
        rc = upload_from_json(text, len, out);
    free(text);
    return rc;
}

static int64_t modified_ms(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
}

static int stat_data(const struct store *s, int folder_fd, struct stat *out)
{
    int rc = store_folder_stat(s, folder_fd, "data", out);

    if (rc != 0)
        return rc;
    return S_ISREG(out->st_mode) ? 0 : ERR_IO;
}

/* Unverified bytes do not count. */
static int64_t count_received(const struct upload *u, const struct stat *data)
{
    bool is_cut = u->pending_from >= 0 && u->pending_from < data->st_size;

    return is_cut ? u->pending_from : data->st_size;
}

/* A piece that joins is in data before it leaves its folder. If data grew while the folder was
 * read, that piece may be missed, so it is read again; a sender that appends all the time cannot
 * keep it from ending. */
static int load_ahead(const struct store *s, int folder_fd, struct upload *u, struct stat *data)
{
    struct pieces_sum sum = {0};
    int64_t before = -1;
    int rc = 0;

    for (int i = 0; rc == 0 && u->received != before && i < MEASURES_MAX; i++) {
        before = u->received;
        rc = pieces_measure(folder_fd, before, &sum);
        if (rc == 0)
            rc = stat_data(s, folder_fd, data);
        u->received = count_received(u, data);
    }
    int64_t ahead = before + sum.ahead - u->received;
    u->ahead = ahead > 0 ? ahead : 0;
    return rc;
}

/* The time of the last byte. A piece that lands or joins changes its folder. */
static int64_t last_byte_ms(int folder_fd, const struct upload *u, const struct stat *data)
{
    struct stat pieces;

    if (!u->in_pieces || fstatat(folder_fd, PIECES_FOLDER, &pieces, AT_SYMLINK_NOFOLLOW) != 0 ||
        modified_ms(&pieces) < modified_ms(data))
        return modified_ms(data);
    return modified_ms(&pieces);
}

/* An incomplete upload's offset is its file's length, because info.json is not rewritten per byte.
 * The first byte makes the upload `uploading`; the time of the last byte is the file's. An upload
 * whose parts are linked has all its bytes. */
static int load_length(const struct store *s, int folder_fd, struct upload *u, bool counts)
{
    struct stat data;

    if (upload_awaits_assembly(u)) {
        u->received = u->size;
        return 0;
    }
    int rc = stat_data(s, folder_fd, &data);
    if (rc != 0)
        return rc;
    u->received = count_received(u, &data);
    if (u->in_pieces && counts)
        rc = load_ahead(s, folder_fd, u, &data);
    else if (u->in_pieces && u->received == 0)
        u->ahead = pieces_any(folder_fd);
    if (rc != 0)
        return rc;
    int64_t last_ms = last_byte_ms(folder_fd, u, &data);
    if (data.st_size + u->ahead > 0 && last_ms > u->updated_at)
        u->updated_at = last_ms;
    upload_renew_expiry(u, last_ms);
    if (u->state == STATE_CREATED && upload_stored(u) > 0)
        u->state = STATE_UPLOADING;
    return 0;
}

/* The folder may have been copied from another spool. */
static void store_info_name_spool(const struct store *s, struct upload *u)
{
    char spool[SPOOL_ID_SIZE];

    store_identity(s, spool);
    if (*spool != '\0')
        memcpy(u->spool, spool, sizeof spool);
}

int store_folder_measure(const struct store *s, int folder_fd, const char *id, bool counts,
                         struct upload *u)
{
    if (strcmp(u->id, id) != 0)
        return ERR_SYNTAX;
    int rc = u->complete ? 0 : load_length(s, folder_fd, u, counts);
    if (rc == 0)
        store_info_name_spool(s, u);
    return rc;
}

static int store_info_read(struct store *s, const char *id, bool counts, struct upload *out)
{
    int folder, fd;

    upload_init(out);
    int rc = store_open_folder(s, id, &folder);
    if (rc != 0)
        return rc;
    rc = store_folder_read(s, folder, &fd, out);
    if (rc == ERR_NOT_FOUND && store_reopen_folder(s, id, &folder))
        rc = store_folder_read(s, folder, &fd, out);
    if (fd >= 0)
        close(fd);
    if (rc == 0)
        rc = store_folder_measure(s, folder, id, counts, out);
    if (folder >= 0)
        close(folder);
    if (rc != 0)
        upload_free(out);
    return rc;
}

int store_load(struct store *s, const char *id, struct upload *out)
{
    return store_info_read(s, id, true, out);
}

int store_peek(struct store *s, const char *id, struct upload *out)
{
    return store_info_read(s, id, false, out);
}

int64_t store_data_length(struct store *s, const char *id)
{
    struct stat data;
    int folder;

    if (store_open_folder(s, id, &folder) != 0)
        return -1;
    int rc = stat_data(s, folder, &data);
    close(folder);
    return rc == 0 ? data.st_size : -1;
}

/* Before the record is complete, so that a crash leaves no pieces that nobody counts. */
static void clear_pieces(struct store *s, const struct upload *u)
{
    int folder;

    if (!u->in_pieces || store_open_folder(s, u->id, &folder) != 0)
        return;
    pieces_clear(folder);
    close(folder);
}

/* After a failed sync the system believes that all bytes are on the disk, so a second one would
 * succeed, and nothing tells which bytes are lost. The sender sends all of them again. */
static int store_info_sync_data(const struct store *s, struct upload *u, int data_fd)
{
    int rc = store_sync(s, data_fd);

    if (rc != 0 && ftruncate(data_fd, 0) == 0)
        u->received = 0;
    return rc;
}

int store_mark_complete(struct upload *u, int64_t size)
{
    u->complete = true;
    u->size = u->received = size;
    u->ahead = 0;
    u->updated_at = clock_wall_ms();
    /* An unused part expires like an unfinished upload. */
    u->expires_at = 0;
    if (u->kind == KIND_PARTIAL)
        upload_renew_expiry(u, u->updated_at);
    return upload_set(&u->location, "data");
}

int store_finish(struct store *s, struct upload *u, int data_fd)
{
    struct stat st;

    int rc = store_info_sync_data(s, u, data_fd);
    if (rc == 0)
        rc = store_stat(s, data_fd, &st);
    if (rc != 0)
        return rc;
    clear_pieces(s, u);
    rc = store_mark_complete(u, st.st_size);
    return rc != 0 ? rc : store_save(s, u);
}
