/* SPDX-License-Identifier: MIT */
/*
 * The body has not been read yet. So only an uploader whose fields are in the query or the header
 * is known by name. Those that send them in a form all name the type of answer that they parse, and
 * one document has the members of each.
 */
#include "fcgi/uploaders/refusal.h"

#include "base/error.h"
#include "fcgi/http/accept_header.h"
#include "fcgi/http/request_protocol.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/dialect_request.h"

#include <string.h>
#include <strings.h>

#define MEMBERS_MAX (8 * EXCHANGE_DETAIL_MAX)
#define RETRY_AFTER_S 1

static const struct dialect *refusal_dialect(struct exchange *x)
{
    const char *method = request_method(x->request);
    struct dialect_view said;

    if (tus_is_spoken(x->request) || resumable_is_spoken(x->request))
        return NULL;
    if (dialect_is_filepond(x->request))
        return dialect_of(DIALECT_FILEPOND);
    if (strcmp(method, "POST") != 0)
        return NULL;
    dialect_read(x->request, &said);
    return dialect_of_chunk(x, &said);
}

/* Dropzone, Fine Uploader and jQuery File Upload. */
static bool refusal_is_parsed(const struct request *r)
{
    const char *accept = request_header(r, "Accept"), *by = request_header(r, "X-Requested-With");

    return form_is_spoken(r) && by != NULL && strcasecmp(by, "XMLHttpRequest") == 0 &&
           accept != NULL && strstr(accept, "problem+json") == NULL &&
           accept_header_quality(accept, "application/json") > 0;
}

/* A problem document by another name, with their members. */
static void refusal_send(struct exchange *x, int err)
{
    const char *detail = x->detail[0] != '\0' ? x->detail : NULL;
    const char *why = detail != NULL ? detail : error_text(err);
    bool again = chunk_answer_is_temporary(err);
    struct buffer members;

    buffer_init(&members, MEMBERS_MAX);
    buffer_addf(&members,
                "\"success\":false,\"preventRetry\":%s,\"error\":", again ? "false" : "true");
    buffer_add_json_string(&members, why);
    buffer_add_string(&members, ",\"files\":[{\"error\":");
    buffer_add_json_string(&members, why);
    buffer_add_string(&members, "}],");
    if (again || err == ERR_CREATIONS)
        response_header_int(x->response, "Retry-After",
                            x->retry_after_s > 0 ? x->retry_after_s : RETRY_AFTER_S);
    if (buffer_error(&members) == 0)
        (void)response_problem_as(x->response, "application/json", err, detail,
                                  buffer_text(&members));
    buffer_free(&members);
}

void refusal_answer(struct exchange *x, int err)
{
    const struct dialect *d = refusal_dialect(x);

    if (d != NULL)
        (void)chunk_answer_refusal(x, d, err);
    else if (refusal_is_parsed(x->request))
        refusal_send(x, err);
}
