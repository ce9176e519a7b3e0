/* SPDX-License-Identifier: MIT */
/*
 * Sends one file by a loop: send the due request, evaluate its result (upload_steps.h).
 */
#include "cli/send/upload_task.h"
#include "cli/common/cli.h"
#include "cli/common/interrupt.h"
#include "cli/send/progress_poller.h"
#include "cli/send/patience.h"
#include "cli/send/tus_client.h"
#include "cli/send/resume_store.h"
#include "cli/send/upload_steps.h"

#include "base/clock.h"
#include "base/error.h"
#include "upload/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_LEAST 65536
#define SHOW_MS 200
#define CHANGED "the file changed while it was sent"

/* The transfer of one file. */
struct sending {
    struct upload_task *o;
    const struct endpoint *endpoint;
    const struct upload_task_watcher *watcher;
    struct progress_poller *poller; /* while bytes are sent */
    int fd;
    enum upload_step step;
    bool remembered;     /* an earlier run created the upload */
    bool changed;        /* the file changed */
    int64_t offset;      /* bytes that the server has */
    int64_t chunk_bytes; /* maximum of one request */
    int64_t refused_at;  /* offset of a request that may have been too large; -1: none */
    int64_t given;       /* bytes of the request taken by libcurl */
    int64_t count;       /* bytes of the request */
    int64_t shown_at;
    struct patience patience; /* reset when the offset advances */
};

int upload_task_init(struct upload_task *o, const char *path, const char *name, const char *type)
{
    const char *slash = strrchr(path, '/');

    *o = (struct upload_task){.path = path,
                              .name = name != NULL    ? name
                                      : slash != NULL ? slash + 1
                                                      : path,
                              .type = type};
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &o->st) != 0)
        (void)snprintf(o->why, sizeof o->why, "%s", strerror(errno));
    else if (!S_ISREG(o->st.st_mode))
        (void)snprintf(o->why, sizeof o->why, "no regular file");
    if (fd >= 0)
        close(fd);
    return *o->why == '\0' ? 0 : ERR_IO;
}

void upload_task_free(struct upload_task *o)
{
    free(o->memory);
    free(o->url);
    json_free(&o->doc);
    *o = (struct upload_task){0};
}

void upload_task_end(struct upload_task *o, int status, const char *why)
{
    o->ended = true;
    o->status = status;
    if (why != NULL && why != o->why)
        (void)snprintf(o->why, sizeof o->why, "%s", why);
    if (o->sent && o->memory != NULL && status != CLI_UNAVAILABLE)
        resume_store_forget(o->memory);
}

/* --- the display --- */

/* Makes a document like the server's from the confirmed bytes, until the first one arrives, and for
 * sites without progress. */
static struct json *make_document(const struct sending *s)
{
    struct json *doc = json_new_object();

    if (doc == NULL)
        return NULL;
    int err = json_set_string(doc, "id", s->o->id);
    err |= json_set_string(doc, "name", s->o->name);
    err |= json_set_string(doc, "state", state_name(STATE_UPLOADING));
    err |= json_set_int(doc, "size", s->o->st.st_size);
    err |= json_set_int(doc, "received", s->offset);
    err |= json_set_null(doc, "percent");
    if (err != 0)
        json_free(&doc);
    return doc;
}

static bool is_behind(const struct sending *s, const struct json *doc)
{
    return doc == NULL || json_get_int(doc, "received", 0) < s->offset;
}

static void upload_task_show(struct sending *s)
{
    struct json *doc = progress_poller_take(s->poller);

    if (is_behind(s, doc)) /* older than the confirmed offset */
        json_free(&doc);
    if (doc == NULL && *s->o->id != '\0' && is_behind(s, s->o->doc))
        doc = make_document(s);
    if (doc != NULL) {
        json_free(&s->o->doc);
        s->o->doc = doc;
    }
    s->shown_at = clock_mono_ms();
    s->watcher->show(s->watcher->arg);
}

static bool upload_task_on_progress(void *arg, int64_t sent)
{
    struct sending *s = arg;

    (void)sent;
    if (clock_mono_ms() - s->shown_at >= SHOW_MS)
        upload_task_show(s);
    return true;
}

/* --- the file --- */

static bool has_changed(struct sending *s)
{
    struct stat now;
    const struct stat *then = &s->o->st;

    s->changed = fstat(s->fd, &now) != 0 || now.st_size != then->st_size ||
                 now.st_mtim.tv_sec != then->st_mtim.tv_sec ||
                 now.st_mtim.tv_nsec != then->st_mtim.tv_nsec;
    return s->changed;
}

/* Withholds the last byte if the file changed: the upload would mix two versions of it. */
static size_t upload_task_on_read(void *arg, char *bytes, size_t room)
{
    struct sending *s = arg;
    int64_t at = s->offset + s->given, left = s->count - s->given;
    size_t wanted = left < (int64_t)room ? (size_t)left : room;

    if (wanted == 0)
        return 0;
    ssize_t n = pread(s->fd, bytes, wanted, at);
    if (n <= 0 || (at + n == s->o->st.st_size && has_changed(s))) {
        s->changed = true;
        return HTTP_READ_FAILED;
    }
    s->given += n;
    return (size_t)n;
}

/* --- results --- */

static void upload_task_remember(struct sending *s)
{
    struct upload_task *o = s->o;

    if (o->memory == NULL || resume_store_save(o->memory, o->url) != 0)
        cli_complain("%s: if it is interrupted it begins anew, since it cannot be remembered: %s",
                     o->path, o->memory != NULL ? strerror(errno) : "there is no home folder");
}

static void take_url(struct sending *s, char *url)
{
    progress_poller_stop(&s->poller);
    json_free(&s->o->doc);
    free(s->o->url);
    s->o->url = url;
    if (url == NULL || !cli_find_id(url, s->o->id))
        s->o->id[0] = '\0';
}

static void take_offset(struct sending *s, int64_t offset)
{
    if (offset > s->offset)
        s->patience = (struct patience){0};
    else if (offset == s->refused_at && s->chunk_bytes > CHUNK_LEAST)
        s->chunk_bytes = s->chunk_bytes / 2 > CHUNK_LEAST ? s->chunk_bytes / 2 : CHUNK_LEAST;
    s->refused_at = -1;
    s->offset = offset;
    s->o->notice[0] = '\0';
    s->o->sent = offset == s->o->st.st_size;
    upload_task_show(s);
}

static void wait_a_while(struct sending *s, const struct tus_reply *reply)
{
    int64_t ms = patience_wait_ms(&s->patience, reply->wait_ms);

    if (ms == 0) {
        upload_task_end(s->o, CLI_UNAVAILABLE, reply->why);
        return;
    }
    (void)snprintf(s->o->notice, sizeof s->o->notice, "%s", reply->why);
    upload_task_show(s);
    (void)interrupt_pause_ms(ms);
}

/* Final: a later run could not resume it. */
static void end_lost(struct sending *s, const char *why)
{
    if (s->o->memory != NULL)
        resume_store_forget(s->o->memory);
    upload_task_end(s->o, CLI_FAILED, why);
}

/* Halves the piece if the server's offset has not advanced. */
static void shrink(struct sending *s, const struct tus_reply *reply)
{
    if (s->count > CHUNK_LEAST)
        s->refused_at = s->offset;
    else if (reply->status == 413)
        upload_task_end(s->o, CLI_FAILED, reply->why);
    else
        wait_a_while(s, reply);
}

static void start_over(struct sending *s)
{
    if (!s->remembered) {
        end_lost(s, "the upload was removed meanwhile");
        return;
    }
    resume_store_forget(s->o->memory);
    take_url(s, NULL);
    s->remembered = false;
}

static void take_reply(struct sending *s, const struct tus_reply *reply)
{
    const struct upload_turn turn = upload_turn(s->step, reply->end);

    s->step = turn.next;
    switch (turn.action) {
    case ACTION_ADVANCE:
        take_offset(s, reply->offset);
        return;
    case ACTION_WAIT:
        wait_a_while(s, reply);
        return;
    case ACTION_SHRINK:
        shrink(s, reply);
        return;
    case ACTION_START_OVER:
        start_over(s);
        return;
    case ACTION_FAIL:
        upload_task_end(s->o, CLI_FAILED, reply->why);
        return;
    case ACTION_STOP:
        if (s->changed)
            end_lost(s, CHANGED);
        return;
    }
}

/* --- the steps --- */

static void upload_task_create(struct sending *s, struct tus_reply *reply)
{
    struct upload_task *o = s->o;
    const struct tus_file file = {o->st.st_size, o->name, o->type, o->metadata, o->metadata_count};

    tus_create(s->endpoint, &file, reply);
    if (reply->end != TUS_DONE)
        return;
    take_url(s, reply->location);
    reply->location = NULL;
    reply->offset = 0;
    upload_task_remember(s);
}

static void upload_task_ask(struct sending *s, struct tus_reply *reply)
{
    int64_t size = s->o->st.st_size;

    tus_ask_offset(s->endpoint, s->o->url, reply);
    if (reply->end == TUS_DONE &&
        (reply->offset > size || (reply->length >= 0 && reply->length != size)))
        reply->end = TUS_GONE; /* the upload there is of another file */
}

static void upload_task_append(struct sending *s, struct tus_reply *reply)
{
    int64_t left = s->o->st.st_size - s->offset;

    if (s->chunk_bytes > left || s->chunk_bytes == 0)
        s->chunk_bytes = left;
    s->count = s->chunk_bytes;
    s->given = 0;
    if (s->poller == NULL)
        s->poller = progress_poller_start(s->endpoint, s->o->id);
    tus_append(s->endpoint, s->o->url,
               &(struct tus_body){.offset = s->offset,
                                  .count = s->count,
                                  .read = upload_task_on_read,
                                  .progress = upload_task_on_progress,
                                  .arg = s},
               reply);
    bool advanced = reply->offset > s->offset && reply->offset <= s->offset + s->count;
    if (reply->end == TUS_DONE && !advanced) {
        reply->end = TUS_AGAIN;
        (void)snprintf(reply->why, sizeof reply->why, "the server returned an impossible offset");
    }
}

static void (*const requests[UPLOAD_STEPS])(struct sending *s, struct tus_reply *reply_out) = {
    [STEP_CREATE] = upload_task_create,
    [STEP_ASK] = upload_task_ask,
    [STEP_APPEND] = upload_task_append,
};

static void take_step(struct sending *s)
{
    struct tus_reply reply;

    requests[s->step](s, &reply);
    take_reply(s, &reply);
    free(reply.location);
}

void upload_task_send(struct upload_task *o, const struct endpoint *e,
                      const struct upload_task_watcher *watcher)
{
    struct sending s = {.o = o,
                        .endpoint = e,
                        .watcher = watcher,
                        .fd = open(o->path, O_RDONLY | O_CLOEXEC),
                        .chunk_bytes = e->chunk_bytes,
                        .refused_at = -1};

    if (s.fd < 0) {
        upload_task_end(o, CLI_USAGE, strerror(errno));
        return;
    }
    o->memory = resume_store_path(o->path, &o->st, e->url);
    take_url(&s, o->memory != NULL ? resume_store_load(o->memory) : NULL);
    s.remembered = o->url != NULL;
    s.step = s.remembered ? STEP_ASK : STEP_CREATE;
    while (!o->sent && !o->ended && !interrupt_caught()) {
        if (has_changed(&s))
            end_lost(&s, CHANGED);
        else
            take_step(&s);
    }
    progress_poller_stop(&s.poller);
    close(s.fd);
}
