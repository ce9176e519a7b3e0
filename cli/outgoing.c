/* SPDX-License-Identifier: MIT */
/*
 * A loop that asks for what it does not know, and sends where it knows the offset.
 */
#include "cli/outgoing.h"
#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/lookout.h"
#include "cli/patience.h"
#include "cli/tus_client.h"
#include "cli/unfinished.h"

#include "clock.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_LEAST 65536
#define SHOW_MS 200
#define CHANGED "the file changed while it was sent"

/* The sending of one file. */
struct sending {
    struct outgoing *o;
    const struct endpoint *endpoint;
    const struct outgoing_watcher *watcher;
    struct lookout *lookout; /* while bytes are on their way */
    int fd;
    bool known;          /* the offset is */
    bool remembered;     /* the upload is of an earlier run */
    bool changed;        /* the file */
    int64_t offset;      /* bytes that the server has */
    int64_t chunk_bytes; /* most of one request */
    int64_t refused_at;  /* offset of a request that may have been too large; -1: none */
    int64_t given;       /* bytes of the request that were handed over */
    int64_t count;       /* bytes of the request */
    int64_t shown_at;
    struct patience patience; /* since a byte more */
};

int outgoing_init(struct outgoing *o, const char *path, const char *name, const char *type)
{
    const char *slash = strrchr(path, '/');

    *o = (struct outgoing){.path = path,
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

void outgoing_free(struct outgoing *o)
{
    free(o->memory);
    free(o->url);
    json_free(&o->doc);
    *o = (struct outgoing){0};
}

void outgoing_end(struct outgoing *o, int status, const char *why)
{
    o->ended = true;
    o->status = status;
    if (why != NULL && why != o->why)
        (void)snprintf(o->why, sizeof o->why, "%s", why);
    if (o->sent && o->memory != NULL && status != CLI_UNAVAILABLE)
        unfinished_forget(o->memory);
}

/* --- what is shown --- */

/* A document like the server's, of what it has confirmed: until it is heard from, and where it tells nobody. */
static struct json *make_document(const struct sending *s)
{
    struct json *doc = json_new_object();

    if (doc == NULL)
        return NULL;
    int err = json_set_string(doc, "id", s->o->id);
    err |= json_set_string(doc, "name", s->o->name);
    err |= json_set_string(doc, "state", "uploading");
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

static void show(struct sending *s)
{
    struct json *doc = lookout_take(s->lookout);

    if (is_behind(s, doc)) /* than the answers to what was sent */
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

static bool on_progress(void *arg, int64_t sent)
{
    struct sending *s = arg;

    (void)sent;
    if (clock_mono_ms() - s->shown_at >= SHOW_MS)
        show(s);
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

/* The last byte is not handed over where the whole would be none of any one moment. */
static size_t on_read(void *arg, char *bytes, size_t room)
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

/* --- what answers lead to --- */

static void remember(struct sending *s)
{
    struct outgoing *o = s->o;

    if (o->memory == NULL || unfinished_save(o->memory, o->url) != 0)
        cli_complain("%s: if it is interrupted it begins anew, since it cannot be remembered: %s",
                     o->path, o->memory != NULL ? strerror(errno) : "there is no home folder");
}

static void take_url(struct sending *s, char *url)
{
    lookout_stop(&s->lookout);
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
    s->known = true;
    s->o->notice[0] = '\0';
    s->o->sent = offset == s->o->st.st_size;
    show(s);
}

/* Begins with a new upload where the one of an earlier run is gone. */
static void forget_earlier(struct sending *s)
{
    unfinished_forget(s->o->memory);
    take_url(s, NULL);
    s->remembered = false;
}

static void wait_a_while(struct sending *s, const struct tus_reply *reply)
{
    int64_t ms = patience_wait_ms(&s->patience, reply->wait_ms);

    if (ms == 0) {
        outgoing_end(s->o, CLI_UNAVAILABLE, reply->why);
        return;
    }
    (void)snprintf(s->o->notice, sizeof s->o->notice, "%s", reply->why);
    show(s);
    (void)interrupt_pause_ms(ms);
}

/* For good: another run would not find it to go on with. */
static void end_lost(struct sending *s, const char *why)
{
    if (s->o->memory != NULL)
        unfinished_forget(s->o->memory);
    outgoing_end(s->o, CLI_FAILED, why);
}

/* What is not TUS_DONE. */
static void take_failure(struct sending *s, const struct tus_reply *reply)
{
    s->known = false;
    switch (reply->end) {
    case TUS_SMALLER:
        if (s->count > CHUNK_LEAST)
            s->refused_at = s->offset;
        else if (reply->status == 413)
            outgoing_end(s->o, CLI_FAILED, reply->why);
        else
            wait_a_while(s, reply);
        return;
    case TUS_GONE:
        if (s->remembered)
            forget_earlier(s);
        else
            end_lost(s, "the upload was removed meanwhile");
        return;
    case TUS_STOPPED:
        if (s->changed)
            end_lost(s, CHANGED);
        return;
    case TUS_REFUSED:
        outgoing_end(s->o, CLI_FAILED, reply->why);
        return;
    default:
        wait_a_while(s, reply);
    }
}

/* --- the steps --- */

static void create(struct sending *s)
{
    struct outgoing *o = s->o;
    struct tus_reply reply;

    tus_create(s->endpoint, o->st.st_size, o->name, o->type, &reply);
    if (reply.end != TUS_DONE) {
        free(reply.location);
        take_failure(s, &reply);
        return;
    }
    take_url(s, reply.location);
    remember(s);
    take_offset(s, 0);
}

static void ask(struct sending *s)
{
    struct tus_reply reply;

    tus_ask_offset(s->endpoint, s->o->url, &reply);
    free(reply.location);
    if (reply.end != TUS_DONE)
        take_failure(s, &reply);
    else if (reply.offset > s->o->st.st_size ||
             (reply.length >= 0 && reply.length != s->o->st.st_size))
        take_failure(s, &(struct tus_reply){.end = TUS_GONE});
    else
        take_offset(s, reply.offset);
}

static void append(struct sending *s)
{
    struct tus_reply reply;
    int64_t left = s->o->st.st_size - s->offset;

    if (s->chunk_bytes > left || s->chunk_bytes == 0)
        s->chunk_bytes = left;
    s->count = s->chunk_bytes;
    s->given = 0;
    if (s->lookout == NULL)
        s->lookout = lookout_start(s->endpoint, s->o->id);
    tus_append(s->endpoint, s->o->url,
               &(struct tus_body){.offset = s->offset,
                                  .count = s->count,
                                  .read = on_read,
                                  .progress = on_progress,
                                  .arg = s},
               &reply);
    free(reply.location);
    bool advanced = reply.offset > s->offset && reply.offset <= s->offset + s->count;
    if (reply.end == TUS_DONE && !advanced) {
        reply.end = TUS_AGAIN;
        (void)snprintf(reply.why, sizeof reply.why, "the server told an impossible offset");
    }
    if (reply.end == TUS_DONE)
        take_offset(s, reply.offset);
    else
        take_failure(s, &reply);
}

static void begin(struct sending *s)
{
    struct outgoing *o = s->o;

    o->memory = unfinished_path(o->path, &o->st, s->endpoint->url);
    take_url(s, o->memory != NULL ? unfinished_load(o->memory) : NULL);
    s->remembered = o->url != NULL;
}

void outgoing_send(struct outgoing *o, const struct endpoint *e,
                   const struct outgoing_watcher *watcher)
{
    struct sending s = {.o = o,
                        .endpoint = e,
                        .watcher = watcher,
                        .fd = open(o->path, O_RDONLY | O_CLOEXEC),
                        .chunk_bytes = e->chunk_bytes,
                        .refused_at = -1};

    if (s.fd < 0) {
        outgoing_end(o, CLI_USAGE, strerror(errno));
        return;
    }
    begin(&s);
    while (!o->sent && !o->ended && !interrupt_caught()) {
        if (has_changed(&s))
            end_lost(&s, CHANGED);
        else if (o->url == NULL)
            create(&s);
        else if (!s.known)
            ask(&s);
        else
            append(&s);
    }
    lookout_stop(&s.lookout);
    close(s.fd);
}
