/* SPDX-License-Identifier: MIT */
/*
 * The URL is made only now, so nobody could go on with an upload that was cut short: it is marked as
 * failed, like a form's.
 */
#include "put.h"

#include "app.h"
#include "disposition.h"
#include "error.h"
#include "form_answer.h"
#include "intake.h"
#include "links.h"
#include "query.h"

#include <string.h>

#define NAME_MAX_BYTES (PUT_NAME_MAX / 3)
#define ANSWER_MAX 65536

int put_read_name(struct exchange *x, struct buffer *out)
{
    char name[NAME_MAX_BYTES];

    if (query_decode_path(x->rest, name, sizeof name) != 0)
        return exchange_fail(x, ERR_BAD_REQUEST, "The name is too long, or has a zero byte");
    const struct app *app = x->app;
    char id[ID_SIZE];
    /* A key must not become a name, which everybody who watches may read. */
    if (id_parse_capability(&app->secret, name, id) == 0)
        return exchange_fail(x, ERR_METHOD, "That is an upload: send its bytes by PATCH");
    buffer_add_utf8(out, name);
    return buffer_error(out);
}

const char *put_declared_type(const struct request *r)
{
    const char *type = request_header(r, "Content-Type");

    if (type == NULL || *type == '\0' ||
        disposition_is(type, strlen(type), "application/x-www-form-urlencoded"))
        return NULL;
    return type;
}

static int create(struct exchange *x, const char *name)
{
    int64_t length = request_content_length(x->request);
    const struct intake_offer offer = {
        .size = length >= 0 || request_has_body(x->request) ? length : 0,
        .name = name,
        .type = put_declared_type(x->request),
        .by = &x->principal,
        .exchange = x,
    };
    struct upload u;
    int rc = intake_create(x->app, &offer, &u);

    if (rc != 0)
        return rc;
    memcpy(x->id, u.id, ID_SIZE);
    upload_free(&u);
    return 0;
}

static int receive(struct exchange *x)
{
    struct intake *in = NULL;
    int rc = intake_open(x->app, x->id, LOCK_POST, x->request, &in);

    if (rc != 0)
        return rc;
    if (!intake_upload(in)->complete) {
        rc = intake_receive(in, x->request);
        if (rc == 0)
            return intake_finish(&in);
        intake_fail(&in, rc);
    }
    intake_leave(&in);
    return rc;
}

static int answer(struct exchange *x)
{
    struct app *app = x->app;
    struct buffer url, body;
    struct upload u;
    int rc = store_load(app->store, x->id, &u);

    if (rc != 0)
        return rc;
    buffer_init(&url, LINKS_MAX);
    buffer_init(&body, ANSWER_MAX);
    rc = links_add_upload(app, x->request, x->id, &url);
    if (rc == 0)
        rc = form_answer_describe(x, &u, NULL, &body);
    if (rc == 0) {
        response_header(x->response, "Location", buffer_text(&url));
        rc = response_send(x->response, 201, "application/json", body.data, body.len);
    }
    buffer_free(&url);
    buffer_free(&body);
    upload_free(&u);
    return rc;
}

int put_create(struct exchange *x)
{
    struct buffer name;

    buffer_init(&name, PUT_NAME_MAX);
    int rc = put_read_name(x, &name);
    if (rc == 0)
        rc = create(x, buffer_text(&name));
    if (rc == 0)
        rc = receive(x);
    if (rc == 0)
        rc = answer(x);
    buffer_free(&name);
    return rc;
}
