/* SPDX-License-Identifier: MIT */
/*
 * The publisher is told by senders in the order of their locks' tokens. What an older holder tells
 * late, Redis refuses, and so it is ignored here.
 */
#include "tests/unit/support/piece_host.h"

#include "access/creations.h"
#include "access/empties.h"
#include "base/error.h"
#include "fcgi/http/exchange.h"
#include "fcgi/intake/quota.h"
#include "spool/pieces.h"
#include "tests/unit/support/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <cmocka.h>

#define PLENTY (UINT64_C(1) << 40)
#define WATCH_MS 5

struct transfer {
    char token[LOCK_TOKEN_SIZE];
    int64_t received;
};

struct piece_host piece_host;

static char nothing[] = "", finish[] = "finish";
static char *no_stages[] = {NULL};

/* --- the disk and the request --- */

int fstatvfs(int fd, struct statvfs *v)
{
    (void)fd;
    *v = (struct statvfs){.f_frsize = 1, .f_bavail = piece_host.free_bytes, .f_blocks = PLENTY};
    v->f_favail = piece_host.free_files;
    v->f_files = v->f_favail > 0 ? PLENTY : 0;
    return 0;
}

const char *request_header(const struct request *r, const char *name)
{
    (void)r, (void)name;
    return NULL;
}

const char *request_variable(const struct request *r, const char *name)
{
    (void)r;
    return strcmp(name, "REMOTE_ADDR") == 0 ? "192.0.2.1" : NULL;
}

int64_t request_content_length(const struct request *r)
{
    (void)r;
    return -1;
}

int request_read(struct request *r, const char **bytes_out)
{
    (void)r;
    *bytes_out = NULL;
    return 0;
}

int request_take_brief(struct request *r, size_t max, char **body_out, size_t *len_out)
{
    (void)r, (void)max, (void)len_out;
    *body_out = NULL;
    return 0;
}

int request_unread(struct request *r, const char *bytes, size_t len)
{
    (void)r, (void)bytes, (void)len;
    return 0;
}

void request_align_body(struct request *r, int64_t offset)
{
    atomic_store(&r->file_offset, offset);
}

struct request_flow request_flow(struct request *r)
{
    return (struct request_flow){.waiting_since_ms = r->waiting_since_ms};
}

void request_interrupt(struct request *r, int reason)
{
    atomic_store(&r->interrupted, reason);
}

/* --- the publisher --- */

static pthread_mutex_t told_mutex = PTHREAD_MUTEX_INITIALIZER;
static char told_token[LOCK_TOKEN_SIZE]; /* of the newest holder that told something */

static void piece_host_tell(const char *token, int64_t stored)
{
    pthread_mutex_lock(&told_mutex);
    if (strcmp(token, told_token) >= 0) {
        memcpy(told_token, token, LOCK_TOKEN_SIZE);
        if (stored < piece_host.told)
            piece_host.went_back++;
        piece_host.told = stored;
    }
    pthread_mutex_unlock(&told_mutex);
}

int transfer_name(struct transfer *t, const char *scope, const char *alias)
{
    (void)t, (void)scope, (void)alias;
    return 0;
}

int transfer_begin(struct publisher *p, const struct upload *u, const char *token, int64_t away_ms,
                   struct transfer **out)
{
    (void)p, (void)away_ms;
    *out = calloc(1, sizeof **out);
    memcpy((*out)->token, token, LOCK_TOKEN_SIZE);
    (*out)->received = upload_stored(u);
    piece_host_tell(token, (*out)->received);
    return 0;
}

void transfer_add(struct transfer *t, int64_t bytes)
{
    t->received += bytes;
    piece_host_tell(t->token, t->received);
}

static void piece_host_end_transfer(struct transfer **t, struct upload *u)
{
    piece_host_tell((*t)->token, upload_stored(u));
    piece_host.told_complete += u->complete;
    upload_free(u);
    free(*t);
    *t = NULL;
}

void transfer_end(struct transfer **t, struct upload *u)
{
    piece_host_end_transfer(t, u);
}

void transfer_pause(struct transfer **t, struct upload *u)
{
    piece_host_end_transfer(t, u);
}

int publisher_post(struct publisher *p, struct upload *u, const char *token)
{
    (void)p;
    if (token != NULL)
        piece_host_tell(token, upload_stored(u));
    piece_host.told_complete += u->complete;
    upload_free(u);
    return 0;
}

int publisher_post_new(struct publisher *p, struct upload *u, const char *token)
{
    return publisher_post(p, u, token);
}

/* --- setup --- */

void piece_host_renew_quota(void)
{
    struct app *app = &piece_host.app;

    quota_free(&app->quota);
    app->quota = quota_new(app->store, app->config.quota_bytes, app->config.quota_uploads);
}

void piece_host_begin(struct store *s)
{
    struct app *app = &piece_host.app;

    piece_host.free_bytes = PLENTY;
    piece_host.free_files = 0;
    piece_host.told = 0;
    piece_host.went_back = piece_host.told_complete = 0;
    told_token[0] = '\0';
    *app = (struct app){.store = s};
    app->config = (struct config){.stage_names = no_stages,
                                  .pre_create = nothing,
                                  .trace_context = nothing,
                                  .durability = finish,
                                  .max_pieces = 10000,
                                  .lock_wait_ms = 20000};
    app->secret = (struct secret){.bytes = "0123456789abcdef", .len = 16};
    app->creations = creations_new(0);
    app->empties = empties_new(0, 0);
    piece_host_renew_quota();
    assert_int_equal(lock_watch_start(WATCH_MS, &app->watch), 0);
}

void piece_host_end(void)
{
    struct app *app = &piece_host.app;

    lock_watch_stop(&app->watch);
    quota_free(&app->quota);
    creations_free(&app->creations);
    empties_free(&app->empties);
}

int piece_host_setup(void **state)
{
    (void)state;
    piece_host_begin(spool_begin());
    return 0;
}

int piece_host_teardown(void **state)
{
    (void)state;
    piece_host_end();
    spool_end(&piece_host.app.store);
    return 0;
}

/* --- sending --- */

void piece_host_create(int64_t size, char id_out[ID_SIZE])
{
    struct upload u;
    const struct intake_offer offer = {.size = size, .in_pieces = true, .open_end = true};

    assert_int_equal(intake_create(&piece_host.app, &offer, &u), 0);
    memcpy(id_out, u.id, ID_SIZE);
    upload_free(&u);
    piece_host.told = 0;
    told_token[0] = '\0';
}

static int piece_host_push(struct intake_piece *p, const char *bytes, size_t len, size_t step)
{
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < len; at += step)
        rc = intake_piece_append(p, bytes + at, len - at < step ? len - at : step);
    return rc;
}

int piece_host_send(const struct piece_source *s, int64_t offset, int64_t length, size_t step)
{
    const struct piece_claim claim = {
        .id = s->id, .offset = offset, .length = length, .total = s->size, .seen = s->seen};
    struct intake_piece *p = NULL;
    struct piece_result result;

    int rc = intake_piece_begin(&piece_host.app, &claim, NULL, &p);
    if (rc == 0)
        rc = piece_host_push(p, s->bytes + offset, (size_t)length, step);
    if (rc == 0) {
        rc = intake_piece_end(&p, &result);
        if (rc == 0)
            upload_free(&result.upload);
    }
    intake_piece_leave(&p);
    return rc;
}

int piece_host_send_some(const struct piece_source *s, int64_t offset, int64_t length, int64_t sent,
                         struct request *r, struct intake_piece **out)
{
    const struct piece_claim claim = {
        .id = s->id, .offset = offset, .length = length, .total = s->size, .seen = s->seen};

    int rc = intake_piece_begin(&piece_host.app, &claim, r, out);
    if (rc == 0)
        rc = piece_host_push(*out, s->bytes + offset, (size_t)sent, (size_t)sent);
    if (rc != 0)
        intake_piece_leave(out);
    return rc;
}

int piece_host_send_claim(const struct piece_claim *claim, const char *bytes, size_t len,
                          struct piece_result *out)
{
    struct intake_piece *p = NULL;

    int rc = intake_piece_begin(&piece_host.app, claim, NULL, &p);
    if (rc == 0 && len > 0)
        rc = intake_piece_append(p, bytes, len);
    if (rc == 0)
        rc = intake_piece_end(&p, out);
    intake_piece_leave(&p);
    return rc;
}

/* --- what is stored --- */

struct upload piece_host_load(const char *id)
{
    struct upload u;

    assert_int_equal(store_load(piece_host.app.store, id, &u), 0);
    return u;
}

/* Whether the open file holds exactly these bytes. */
static bool piece_host_file_is(int fd, const char *bytes, int64_t len)
{
    struct stat st;
    char *held = malloc((size_t)len + 1);

    assert_int_equal(fstat(fd, &st), 0);
    bool is_same = st.st_size == len && pread(fd, held, (size_t)len, 0) == len &&
                   memcmp(held, bytes, (size_t)len) == 0;
    free(held);
    return is_same;
}

bool piece_host_is_whole(const struct piece_source *s)
{
    struct upload u = piece_host_load(s->id);
    bool is_complete = u.complete && u.received == s->size && u.size == s->size && u.ahead == 0;
    int fd = -1;

    upload_free(&u);
    assert_int_equal(store_open_data(piece_host.app.store, s->id, false, &fd), 0);
    bool is_same = piece_host_file_is(fd, s->bytes, s->size);
    close(fd);
    return is_complete && is_same;
}

static void piece_host_check_pieces(const struct piece_source *s, int folder)
{
    struct pieces_walk w;
    struct piece p;
    int fd = -1;

    pieces_walk_begin(&w, folder);
    while (pieces_walk_next(&w, &p) == 0) {
        assert_true(p.offset + p.length <= s->size);
        assert_int_equal(pieces_open(folder, &p, &fd), 0);
        assert_true(piece_host_file_is(fd, s->bytes + p.offset, p.length));
        close(fd);
    }
    pieces_walk_end(&w);
}

int64_t piece_host_check(const struct piece_source *s)
{
    struct upload u = piece_host_load(s->id);
    int64_t stored = upload_stored(&u);
    int fd = -1;

    assert_true(stored <= s->size);
    assert_int_equal(store_open_data(piece_host.app.store, s->id, false, &fd), 0);
    assert_true(piece_host_file_is(fd, s->bytes, u.received));
    close(fd);
    assert_int_equal(store_open_folder(piece_host.app.store, s->id, &fd), 0);
    piece_host_check_pieces(s, fd);
    close(fd);
    upload_free(&u);
    return stored;
}

int piece_host_count_files(const char *id)
{
    int folder = -1, fd = -1, count = 0;
    const struct dirent *e;

    assert_int_equal(store_open_folder(piece_host.app.store, id, &folder), 0);
    int rc = pieces_open_folder(folder, &fd);
    close(folder);
    if (rc != 0)
        return -1;
    DIR *d = fdopendir(fd);
    while ((e = readdir(d)) != NULL)
        count += e->d_name[0] != '.';
    closedir(d);
    return count;
}
