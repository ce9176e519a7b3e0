/* SPDX-License-Identifier: MIT */
/*
 * The stage scan: sends the file to clamd and fails if clamd finds a virus. If clamd is
 * unreachable, the file waits; no file passes unscanned unless the setting scan_away allows it.
 */
#include "worker/stages/stage.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "worker/stages/clamd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECT_MS 5000
#define AWAY "scanner_away"

struct scan {
    struct stage_context *ctx;
    struct clamd clamd;
    char bytes[CLAMD_PIECE_MAX];
    int64_t done;
    int64_t ends_at_ms; /* monotonic; 0: no limit */
};

/* Handles an unreachable clamd; at the end of patience the setting decides. */
static int away(struct stage_context *ctx, const char *why)
{
    if (stage_is_out_of_patience(ctx) && strcmp(ctx->settings->scan_away, "pass") == 0) {
        log_warn("not_scanned", "id", ctx->upload->id, "reason", why, NULL);
        ctx->report(ctx, -1, "Not scanned: the scanner was not reachable");
        return ctx->set_result(ctx, "scan", "not scanned");
    }
    return stage_later(ctx, AWAY, "The scanner is not reachable (%s)", why);
}

/* Returns whether to keep waiting for clamd. */
static int look_around(struct scan *s)
{
    if (s->ctx->stopped(s->ctx))
        return STAGE_STOPPED;
    if (s->ends_at_ms != 0 && clock_mono_ms() >= s->ends_at_ms)
        return stage_time_out(s->ctx);
    return 0;
}

/* A reply: "stream: Eicar-Test-Signature FOUND". */
static int stage_scan_evaluate(struct scan *s)
{
    static const char stream[] = "stream: ", found[] = " FOUND";
    char *text = s->clamd.reply;
    size_t len;

    if (strncmp(text, stream, strlen(stream)) == 0)
        text += strlen(stream);
    len = strlen(text);
    if (strcmp(text, "OK") == 0)
        return s->ctx->set_result(s->ctx, "scan", "clean");
    if (len > strlen(found) && strcmp(text + len - strlen(found), found) == 0)
        return stage_fail(s->ctx, "malware", false, "The scanner found %.*s",
                          (int)(len - strlen(found)), text);
    if (strstr(text, "size limit exceeded") != NULL)
        return stage_fail(s->ctx, "scan_limit", false,
                          "The file is larger than the scanner accepts");
    return stage_fail(s->ctx, "scan_failed", true, "The scanner reported an error: %.200s", text);
}

static int take_verdict(struct scan *s)
{
    for (;;) {
        enum clamd_step step = clamd_take(&s->clamd);
        if (step == CLAMD_WENT)
            return stage_scan_evaluate(s);
        if (step == CLAMD_ENDED)
            return away(s->ctx, errno != 0 ? strerror(errno) : "it closed the connection");
        int rc = look_around(s);
        if (rc != 0)
            return rc;
    }
}

/* Sends the loaded piece. *ended: clamd accepts no more, and may have replied. */
static int send_piece(struct scan *s, bool *ended)
{
    for (;;) {
        enum clamd_step step = clamd_send(&s->clamd);
        *ended = step == CLAMD_ENDED;
        if (step != CLAMD_WAITS)
            return 0;
        int rc = look_around(s);
        if (rc != 0)
            return rc;
    }
}

/* Loads the next piece; *len_out is 0 at the end of the file. */
static int load_piece(struct scan *s, size_t *len_out)
{
    ssize_t n;
    do {
        n = read(s->ctx->data_fd, s->bytes, sizeof s->bytes);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return stage_fail(s->ctx, error_code(ERR_IO), true, "The file could not be read: %s",
                          strerror(errno));
    clamd_load(&s->clamd, s->bytes, (size_t)n);
    *len_out = (size_t)n;
    return 0;
}

static int scan_file(struct scan *s)
{
    bool ended = false;
    size_t len = 1;

    int rc = send_piece(s, &ended); /* the command itself */
    while (rc == 0 && !ended && len > 0) {
        rc = load_piece(s, &len);
        if (rc == 0)
            rc = send_piece(s, &ended);
        s->done += (int64_t)len;
        s->ctx->report(s->ctx, stage_percent(s->done, s->ctx->upload->size), NULL);
        if (rc == 0)
            rc = look_around(s);
    }
    return rc == 0 ? take_verdict(s) : rc;
}

static int stage_scan_run(struct stage_context *ctx)
{
    struct scan *s = calloc(1, sizeof *s);

    if (s == NULL)
        return ERR_NOMEM;
    s->ctx = ctx;
    if (ctx->settings->time_limit_ms != 0)
        s->ends_at_ms = clock_mono_ms() + ctx->settings->time_limit_ms;
    int err = clamd_open(&s->clamd, ctx->settings->scan_socket, CONNECT_MS);
    int rc = err == 0 ? scan_file(s) : away(ctx, strerror(err));
    clamd_close(&s->clamd);
    free(s);
    return rc;
}

const struct stage_ops stage_scan = {.name = "scan", .run = stage_scan_run};
