/* SPDX-License-Identifier: MIT */
/*
 * The list as text: the ETags are one string, separated by blanks, with "-" for a missing one.
 */
#include "worker/s3/s3_parts.h"

#include "base/error.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_DEPTH 2
#define ETAGS_MAX (S3_PARTS_MAX * S3_ETAG_SIZE)

static int s3_parts_make(struct s3_parts *p, const char *url, const char *upload_id)
{
    int64_t count = (p->size + p->part_size - 1) / p->part_size;

    if (count > S3_PARTS_MAX || strlen(upload_id) > S3_UPLOAD_ID_MAX)
        return ERR_BOUND;
    p->url = strdup(url);
    p->upload_id = strdup(upload_id);
    p->etags = calloc((size_t)count, sizeof *p->etags);
    if (p->url == NULL || p->upload_id == NULL || p->etags == NULL) {
        s3_parts_free(p);
        return ERR_NOMEM;
    }
    p->count = (int)count;
    return 0;
}

int s3_parts_begin(struct s3_parts *p, const char *url, const char *upload_id, int64_t size,
                   int64_t part_size, int64_t max_parts)
{
    int64_t least = (size + max_parts - 1) / max_parts;

    *p = (struct s3_parts){.size = size, .part_size = part_size > least ? part_size : least};
    return s3_parts_make(p, url, upload_id);
}

void s3_parts_free(struct s3_parts *p)
{
    free(p->url);
    free(p->upload_id);
    free(p->etags);
    *p = (struct s3_parts){0};
}

int64_t s3_parts_size(const struct s3_parts *p, int i)
{
    int64_t left = p->size - p->part_size * i;
    return left < p->part_size ? left : p->part_size;
}

int64_t s3_parts_stored(const struct s3_parts *p)
{
    int64_t bytes = 0;

    for (int i = 0; i < p->count; i++)
        if (*p->etags[i] != '\0')
            bytes += s3_parts_size(p, i);
    return bytes;
}

char *s3_parts_text(const struct s3_parts *p)
{
    struct json *o = json_new_object();
    struct buffer etags;
    char *text = NULL;
    int last = p->count;

    if (o == NULL)
        return NULL;
    buffer_init(&etags, ETAGS_MAX);
    while (last > 0 && *p->etags[last - 1] == '\0')
        last--;
    for (int i = 0; i < last; i++) {
        buffer_add_string(&etags, i > 0 ? " " : "");
        buffer_add_string(&etags, *p->etags[i] != '\0' ? p->etags[i] : "-");
    }
    int rc = buffer_error(&etags);
    rc |= json_set_string(o, "url", p->url);
    rc |= json_set_string(o, "upload_id", p->upload_id);
    rc |= json_set_int(o, "size", p->size);
    rc |= json_set_int(o, "part_size", p->part_size);
    rc |= json_set_bool(o, "completing", p->completing);
    rc |= json_set_string(o, "etags", buffer_text(&etags));
    if (rc == 0)
        text = strdup(json_text(o));
    buffer_free(&etags);
    json_free(&o);
    return text;
}

static int s3_parts_read_etags(struct s3_parts *p, const char *text)
{
    for (int i = 0; *text != '\0'; i++) {
        size_t len = strcspn(text, " ");
        if (i >= p->count || len >= S3_ETAG_SIZE)
            return ERR_SYNTAX;
        if (len != 1 || *text != '-')
            memcpy(p->etags[i], text, len);
        text += len + (text[len] == ' ');
    }
    return 0;
}

static int s3_parts_read(struct s3_parts *p, const struct json *o)
{
    const char *url = json_get_string(o, "url", NULL);
    const char *upload_id = json_get_string(o, "upload_id", NULL);

    p->size = json_get_int(o, "size", 0);
    p->part_size = json_get_int(o, "part_size", 0);
    p->completing = json_get_bool(o, "completing", false);
    if (url == NULL || upload_id == NULL || p->size <= 0 || p->part_size <= 0 ||
        p->size > INT64_MAX - p->part_size)
        return ERR_SYNTAX;
    int rc = s3_parts_make(p, url, upload_id);
    if (rc == 0)
        rc = s3_parts_read_etags(p, json_get_string(o, "etags", ""));
    return rc == ERR_BOUND ? ERR_SYNTAX : rc;
}

int s3_parts_from_text(const char *text, struct s3_parts *out)
{
    struct json *o = NULL;

    *out = (struct s3_parts){0};
    int rc = json_parse(text, strlen(text), TEXT_DEPTH, &o);
    if (rc == 0)
        rc = s3_parts_read(out, o);
    if (rc != 0)
        s3_parts_free(out);
    json_free(&o);
    return rc;
}

void s3_parts_body(const struct s3_parts *p, struct buffer *out)
{
    buffer_add_string(out, "<CompleteMultipartUpload "
                           "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (int i = 0; i < p->count; i++)
        buffer_addf(out, "<Part><PartNumber>%d</PartNumber><ETag>\"%s\"</ETag></Part>", i + 1,
                    p->etags[i]);
    buffer_add_string(out, "</CompleteMultipartUpload>");
}
