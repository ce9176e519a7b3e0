/* SPDX-License-Identifier: MIT */
/*
 * Renders an event document as a page.
 */
#include "fcgi/status/status_page.h"

#include "fcgi/http/accept_header.h"
#include "base/error.h"
#include "fcgi/app/page.h"
#include "fcgi/status/poll.h"
#include "progress/progress_document.h"
#include "upload/state.h"

#include <string.h>

#define PAGE_MAX 262144 /* the longest document, every byte escaped, and the frame */
#define REFRESH_S "2"

bool status_page_is_asked(const struct request *r)
{
    return accept_header_wants_page(request_header(r, "Accept"));
}

static const char *sentence(int state, bool active)
{
    switch (state) {
    case STATE_CREATED:
        return "Waiting for the first byte";
    case STATE_UPLOADING:
        return active ? "Being received" : "Waiting for the sender to resume";
    case STATE_QUEUED:
        return "Received, waiting to be processed";
    case STATE_PROCESSING:
        return "Received, being processed";
    case STATE_DONE:
        return "Done";
    case STATE_FAILED:
        return "Failed";
    case STATE_CANCELLED:
        return "Cancelled";
    case STATE_EXPIRED:
        return "Expired: no bytes arrived in time";
    default:
        return "Deleted";
    }
}

/* Appends a progress bar; percent -1: unknown. */
static void status_page_add_bar(struct buffer *b, int64_t percent, const char *label)
{
    buffer_add_string(b, "<progress max=\"100\"");
    if (percent >= 0)
        buffer_addf(b, " value=\"%lld\"", (long long)percent);
    buffer_add_string(b, " aria-label=\"");
    buffer_add_html(b, label);
    buffer_add_string(b, "\">");
    if (percent >= 0)
        buffer_addf(b, "%lld %%", (long long)percent);
    buffer_add_string(b, "</progress>\n");
}

static void add_paragraph(struct buffer *b, const char *class, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    buffer_addf(b, "<p class=\"%s\">", class);
    buffer_add_html(b, text);
    buffer_add_string(b, "</p>\n");
}

static void add_bytes(struct buffer *b, const struct json *d)
{
    int64_t size = json_get_int(d, "size", -1), eta = json_get_int(d, "eta_ms", -1);

    buffer_add_string(b, "<p class=\"bytes\">");
    page_add_bytes(b, json_get_int(d, "received", 0));
    if (size >= 0) {
        buffer_add_string(b, " of ");
        page_add_bytes(b, size);
    }
    if (eta >= 0)
        buffer_addf(b, ", about %lld s left", (long long)(eta + 999) / 1000);
    buffer_add_string(b, "</p>\n");
}

static void add_stage(struct buffer *b, const struct json *stage)
{
    const char *label = json_get_string(stage, "label", "");
    const char *state = json_get_string(stage, "state", "");

    buffer_add_string(b, "<li><span class=\"label\">");
    buffer_add_html(b, label);
    buffer_add_string(b, "</span> <span class=\"state\">");
    buffer_add_html(b, state);
    buffer_add_string(b, "</span>\n");
    if (strcmp(state, stage_state_name(STAGE_RUNNING)) == 0)
        status_page_add_bar(b, json_get_int(stage, "progress", -1), label);
    add_paragraph(b, "message", json_get_string(stage, "message", NULL));
    buffer_add_string(b, "</li>\n");
}

static void status_page_add_stages(struct buffer *b, const struct json *stages)
{
    if (json_count(stages) == 0)
        return;
    buffer_add_string(b, "<ol class=\"stages\">\n");
    for (size_t i = 0; i < json_count(stages); i++)
        add_stage(b, json_item(stages, i));
    buffer_add_string(b, "</ol>\n");
}

static void add_button(struct buffer *b, const char *which, const char *what, const char *text)
{
    buffer_add_string(b, "<form method=\"post\" action=\"");
    buffer_add_html(b, which);
    buffer_addf(b, "/%s\"><button>%s</button></form>\n", what, text);
}

/* which is the last component of the page's URL: the buttons' URLs lie below it. */
static void add_buttons(struct buffer *b, const struct json *d, int state, const char *which)
{
    bool again = json_get_bool(json_member(d, "error"), "retryable", false) &&
                 json_count(json_member(d, "stages")) > 0;

    if (state >= 0 && !state_ended((enum state)state))
        add_button(b, which, "cancel", "Cancel");
    else if (state == STATE_FAILED && again)
        add_button(b, which, "retry", "Try again");
}

static void add_upload(struct buffer *b, const struct json *d, int state)
{
    bool active = state_transfer_is(json_get_string(d, "transfer", ""), true);

    add_paragraph(b, "state", sentence(state, active));
    if (state < 0 || !state_ended((enum state)state) || state == STATE_DONE)
        status_page_add_bar(b, json_get_int(d, "percent", -1), "The whole");
    add_bytes(b, d);
    add_paragraph(b, "message", json_get_string(d, "message", NULL));
    status_page_add_stages(b, json_member(d, "stages"));
    add_paragraph(b, "error", json_get_string(json_member(d, "error"), "message", NULL));
}

static int send_upload(struct exchange *x, const struct json *d, bool commands)
{
    const struct poll_app *app = x->app;
    int state = state_from_name(json_get_string(d, "state", ""));
    const char *name = json_get_string(d, "name", NULL);
    struct buffer b;

    buffer_init(&b, PAGE_MAX);
    page_begin(&b, x->request, &app->config, name != NULL && *name != '\0' ? name : "Upload");
    add_upload(&b, d, state);
    if (commands)
        add_buttons(&b, d, state, x->rest);
    page_end(&b);
    if (state >= 0 && !state_ended((enum state)state))
        response_header(x->response, "Refresh", REFRESH_S);
    int err = page_send(x, 200, &b);
    buffer_free(&b);
    return err;
}

static int send_missing(struct exchange *x)
{
    const struct poll_app *app = x->app;
    struct buffer b;

    buffer_init(&b, PAGE_MAX);
    page_begin(&b, x->request, &app->config, "There is no such upload");
    add_paragraph(&b, "state", "It may have been removed, or the address is incomplete.");
    page_end(&b);
    int err = page_send(x, 404, &b);
    buffer_free(&b);
    return err;
}

int status_page_send(struct exchange *x, const struct document *doc, bool commands)
{
    struct json *d = NULL;

    if (doc->text == NULL)
        return send_missing(x);
    int err = json_parse(doc->text, doc->len, PROGRESS_DEPTH_MAX, &d);
    if (err == 0)
        err = send_upload(x, d, commands);
    json_free(&d);
    return err == ERR_SYNTAX ? ERR_INTERNAL : err;
}

int status_page_style(struct exchange *x)
{
    static const char style[] = ":root{color-scheme:light dark}\n"
                                "body{font:1rem/1.5 system-ui,sans-serif;margin:0}\n"
                                "main{max-width:40rem;margin:0 auto;padding:1.5rem}\n"
                                "h1{font-size:1.5rem;overflow-wrap:anywhere}\n"
                                "progress{width:100%;height:1.25rem}\n"
                                ".state{font-weight:600}\n"
                                ".bytes,.message{font-variant-numeric:tabular-nums;opacity:.85}\n"
                                ".stages{padding-left:1.5rem}\n"
                                ".stages .state{font-weight:400;font-style:italic}\n"
                                ".error{border-left:.25rem solid #c62828;padding-left:.75rem}\n";

    response_header(x->response, "Cache-Control", "max-age=3600");
    return response_send(x->response, 200, "text/css; charset=utf-8", style, sizeof style - 1);
}
