/* SPDX-License-Identifier: MIT */
/*
 * One host is enough, because the tests handle one request at a time.
 */
#include "tests/unit/support/intake_host.h"

#include "access/creations.h"
#include "access/empties.h"
#include "base/error.h"
#include "fcgi/intake/quota.h"
#include "tests/unit/support/spool.h"
#include "webhook/outbox_entry.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <cmocka.h>

#define PLENTY (UINT64_C(1) << 40)
#define TOLD_MAX 4096

struct transfer {
    char id[ID_SIZE];
};

struct intake_host intake_host;

static char nothing[] = "", finish[] = "finish", stage_name[] = "tell", stage_kind[] = "notify";
static char created[] = "created", failed[] = "failed", cancelled[] = "cancelled";
static char *no_stages[] = {NULL}, *one_stage[] = {stage_name, NULL};
static char *events[] = {created, failed, cancelled, NULL};

/* --- the disk --- */

int fstatvfs(int fd, struct statvfs *v)
{
    (void)fd;
    intake_host.disk_asked++;
    *v = (struct statvfs){.f_frsize = 1,
                          .f_bavail = intake_host.free_bytes,
                          .f_blocks = intake_host.whole_bytes,
                          .f_favail = intake_host.free_files,
                          .f_files = intake_host.all_files};
    return intake_host.disk_is_mute ? -1 : 0;
}

/* --- the request --- */

const char *request_header(const struct request *r, const char *name)
{
    return strcmp(name, "Content-Type") == 0 ? r->type : NULL;
}

const char *request_variable(const struct request *r, const char *name)
{
    return strcmp(name, "REMOTE_ADDR") == 0 ? r->address : NULL;
}

int64_t request_content_length(const struct request *r)
{
    return r->length;
}

int request_read(struct request *r, const char **bytes_out)
{
    size_t n = strnlen(r->body, r->piece);

    *bytes_out = r->body;
    r->body += n;
    return n == 0 ? r->end : (int)n;
}

int request_take_brief(struct request *r, size_t max, char **body_out, size_t *len_out)
{
    *len_out = strlen(r->body);
    *body_out = r->is_here && *len_out <= max ? strdup(r->body) : NULL;
    return 0;
}

int request_unread(struct request *r, const char *bytes, size_t len)
{
    (void)bytes, (void)len;
    r->unread++;
    return 0;
}

void request_align_body(struct request *r, int64_t offset)
{
    r->file_offset = offset;
}

struct request_flow request_flow(struct request *r)
{
    return (struct request_flow){.waiting_since_ms = r->waiting_since_ms};
}

void request_interrupt(struct request *r, int reason)
{
    r->interrupted = reason;
}

/* --- the watcher of the lock --- */

int lock_watch_add(struct lock_watch *w, const struct lock *l,
                   bool (*fn)(void *arg, enum lock_verb verb), void *arg)
{
    (void)w, (void)l;
    intake_host.newer = fn;
    intake_host.newer_arg = arg;
    return 0;
}

void lock_watch_remove(struct lock_watch *w, const struct lock *l)
{
    (void)w, (void)l;
    intake_host.newer = NULL;
}

/* --- the publisher --- */

static void tell(const char *what, const struct upload *u, bool is_locked)
{
    intake_host.size = u->size;
    buffer_addf(&intake_host.told, "%s %s %d%s;", what, state_name(u->state), (int)u->received,
                is_locked ? " LOCKED" : "");
}

int transfer_name(struct transfer *t, const char *scope, const char *alias)
{
    (void)t, (void)scope, (void)alias;
    return 0;
}

int transfer_begin(struct publisher *p, const struct upload *u, const char *token, int64_t away_ms,
                   struct transfer **out)
{
    (void)p;
    assert_int_equal(strlen(token), LOCK_TOKEN_SIZE - 1);
    *out = calloc(1, sizeof **out);
    memcpy((*out)->id, u->id, ID_SIZE);
    intake_host.away_ms = away_ms;
    tell("begin", u, false);
    return 0;
}

void transfer_add(struct transfer *t, int64_t bytes)
{
    assert_non_null(t);
    intake_host.added += bytes;
}

static void transfer_over(struct transfer **t, struct upload *u, const char *how)
{
    assert_string_equal((*t)->id, u->id);
    tell(how, u, lock_held(intake_host.app.store, u->id));
    upload_free(u);
    free(*t);
    *t = NULL;
}

void transfer_end(struct transfer **t, struct upload *u)
{
    transfer_over(t, u, "end");
}

void transfer_pause(struct transfer **t, struct upload *u)
{
    transfer_over(t, u, "pause");
}

int publisher_post(struct publisher *p, struct upload *u, const char *token)
{
    (void)p;
    assert_true(token == NULL || strlen(token) == LOCK_TOKEN_SIZE - 1);
    tell(token == NULL ? "post" : "post!", u, lock_held(intake_host.app.store, u->id));
    upload_free(u);
    return 0;
}

int publisher_post_new(struct publisher *p, struct upload *u, const char *token)
{
    return publisher_post(p, u, token);
}

bool intake_host_told(const char *calls)
{
    bool same = strcmp(buffer_text(&intake_host.told), calls) == 0;

    if (!same)
        print_message("told: %s\nnot:  %s\n", buffer_text(&intake_host.told), calls);
    buffer_reset(&intake_host.told);
    return same;
}

/* --- uploads --- */

void intake_host_create(int64_t size, char id_out[ID_SIZE])
{
    struct upload u;
    const struct intake_offer offer = {
        .size = size, .by = &intake_host.principal, .open_end = true};

    assert_int_equal(intake_create(&intake_host.app, &offer, &u), 0);
    memcpy(id_out, u.id, ID_SIZE);
    upload_free(&u);
    buffer_reset(&intake_host.told);
}

struct intake *intake_host_open(int64_t size)
{
    struct intake *in = NULL;
    char id[ID_SIZE];

    intake_host_create(size, id);
    assert_int_equal(intake_open(&intake_host.app, id, LOCK_PATCH, &intake_host.request, &in), 0);
    return in;
}

struct upload intake_host_load(const char *id)
{
    struct upload u;

    assert_int_equal(store_load(intake_host.app.store, id, &u), 0);
    return u;
}

bool intake_host_holds(const char *id, const char *text)
{
    char held[1024];
    int fd = -1;

    assert_int_equal(store_open_data(intake_host.app.store, id, false, &fd), 0);
    ssize_t n = read(fd, held, sizeof held);
    close(fd);
    return n == (ssize_t)strlen(text) && memcmp(held, text, (size_t)n) == 0;
}

void intake_host_write(const char *id, const char *text)
{
    struct stat st;
    int fd = -1;

    assert_int_equal(store_open_data(intake_host.app.store, id, true, &fd), 0);
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(pwrite(fd, text, strlen(text), st.st_size), strlen(text));
    close(fd);
}

/* A folder stands where the new record is written first. */
static void replace_new_record(const char *id, bool blocked)
{
    int fd = -1;

    assert_int_equal(store_open_folder(intake_host.app.store, id, &fd), 0);
    if (blocked)
        assert_int_equal(mkdirat(fd, "info.json.new", 0700), 0);
    else
        assert_int_equal(unlinkat(fd, "info.json.new", AT_REMOVEDIR), 0);
    close(fd);
}

void intake_host_break(const char *id)
{
    replace_new_record(id, true);
}

void intake_host_mend(const char *id)
{
    replace_new_record(id, false);
}

/* --- settings and limits --- */

void intake_host_add_stage(void)
{
    struct config *c = &intake_host.app.config;

    c->stage_names = one_stage;
    c->stage_count = 1;
    c->stages[0] = (struct config_stage){
        .name = stage_name, .kind = stage_kind, .weight = 20, .notify_events = events};
    c->outbox_max = 10;
}

static int compare_entries(const void *a, const void *b)
{
    const struct outbox_entry *one = a, *other = b;

    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? -1 : 1;
    return (int)one->event - (int)other->event;
}

const char *intake_host_events(void)
{
    static char names[128];
    struct outbox_entry *list = NULL;
    size_t count = 0, len = 0;
    int folder = -1;

    *names = '\0';
    if (outbox_open(intake_host.app.store, false, &folder) != 0)
        return names;
    assert_int_equal(outbox_list(folder, &list, &count), 0);
    if (count > 0) /* the folder has those of one millisecond in no order */
        qsort(list, count, sizeof *list, compare_entries);
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(names + len, sizeof names - len, "%s%s;", event_name(list[i].event),
                                list[i].is_draft ? "?" : "");
    free(list);
    close(folder);
    return names;
}

static void free_limits(void)
{
    struct app *app = &intake_host.app;

    quota_free(&app->quota);
    creations_free(&app->creations);
    empties_free(&app->empties);
    sender_limits_free(&app->places);
}

void intake_host_renew_limits(void)
{
    struct app *app = &intake_host.app;
    const struct config *c = &app->config;

    free_limits();
    app->quota = quota_new(app->store, c->quota_bytes, c->quota_uploads);
    app->creations = creations_new(c->creations_per_client);
    app->empties = empties_new(c->empty_uploads_per_client, 0);
    app->places = sender_limits_of_uploads(c);
    intake_host.exchange.places = app->places;
}

int intake_host_setup(void **state)
{
    (void)state;
    intake_host = (struct intake_host){
        .free_bytes = PLENTY, .whole_bytes = PLENTY, .free_files = PLENTY, .all_files = PLENTY};
    intake_host.app.store = spool_begin();
    intake_host.app.config = (struct config){.stage_names = no_stages,
                                             .pre_create = nothing,
                                             .trace_context = nothing,
                                             .durability = finish,
                                             .upload_threads = 8,
                                             .uploads_per_client = 1};
    intake_host.app.secret = (struct secret){.bytes = "0123456789abcdef", .len = 16};
    intake_host.request =
        (struct request){.body = "", .piece = 4, .length = -1, .address = "192.0.2.1"};
    intake_host.exchange =
        (struct exchange){.request = &intake_host.request, .app = &intake_host.app, .rest = ""};
    (void)snprintf(intake_host.principal.owner, OWNER_SIZE, HOST_OWNER);
    buffer_init(&intake_host.told, TOLD_MAX);
    intake_host_renew_limits();
    return 0;
}

int intake_host_teardown(void **state)
{
    (void)state;
    free_limits();
    buffer_free(&intake_host.told);
    spool_end(&intake_host.app.store);
    return 0;
}
