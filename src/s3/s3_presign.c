/* SPDX-License-Identifier: MIT */
/*
 * Signs as "Authenticating Requests: Using Query Parameters" of the reference of Amazon S3 says: of
 * the header fields only Host, and no body. The parameters stand in the order of their bytes, which
 * the signature wants, so that the URL and the signed text have the same query.
 */
#include "s3/s3_presign.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/hmac.h"
#include "s3/s3_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ALGORITHM "AWS4-HMAC-SHA256"
#define HEX_SIZE (2 * HMAC_SIZE + 1)
#define TIME_SIZE 17 /* 20130524T000000Z */
#define DAY_LENGTH 8
#define SCOPE_SIZE 128
#define SIGNED_MAX 131072 /* bytes of a query, and of the signed text */

struct signing {
    const struct s3_presign *p;
    const struct s3_credentials *by;
    char time[TIME_SIZE], scope[SCOPE_SIZE];
    struct buffer host, query;
    const char *path; /* within p->url */
};

static int s3_presign_hash(const struct buffer *text, char out[HEX_SIZE])
{
    char made[DIGEST_TEXT_SIZE];
    struct digest *digest = NULL;

    int rc = digest_new("sha256", &digest);
    if (rc == 0)
        rc = digest_add(digest, buffer_text(text), text->len);
    if (rc == 0)
        rc = digest_end(digest, made);
    digest_free(&digest);
    if (rc == 0)
        memcpy(out, made + strlen("sha256:"), HEX_SIZE);
    return rc;
}

/* Makes the next key: the HMAC of the text with a key. */
static int s3_presign_step(const void *with, size_t with_len, const char *text, size_t len,
                           unsigned char key_out[HMAC_SIZE])
{
    unsigned char made[HMAC_SIZE];

    if (!hmac_sha256(with, with_len, text, len, made))
        return ERR_NOMEM;
    memcpy(key_out, made, HMAC_SIZE);
    explicit_bzero(made, sizeof made);
    return 0;
}

/* The key of a day, a region and a service, and what it makes of the text. */
static int s3_presign_sign(const struct signing *s, const struct buffer *text, char out[HEX_SIZE])
{
    const char *const words[] = {s->p->region, "s3", "aws4_request"};
    char first[S3_SECRET_MAX + 8], made[DIGEST_TEXT_SIZE];
    unsigned char key[HMAC_SIZE];

    int len = snprintf(first, sizeof first, "AWS4%s", s->by->secret);
    int rc = s3_presign_step(first, (size_t)len, s->time, DAY_LENGTH, key);
    for (size_t i = 0; rc == 0 && i < sizeof words / sizeof *words; i++)
        rc = s3_presign_step(key, sizeof key, words[i], strlen(words[i]), key);
    if (rc == 0)
        rc = s3_presign_step(key, sizeof key, buffer_text(text), text->len, key);
    if (rc == 0)
        rc = digest_write("sha256", key, sizeof key, made);
    if (rc == 0)
        memcpy(out, made + strlen("sha256:"), HEX_SIZE);
    explicit_bzero(first, sizeof first);
    explicit_bzero(key, sizeof key);
    return rc;
}

static int s3_presign_set_time(struct signing *s)
{
    time_t seconds = (time_t)s->p->at_s;
    struct tm utc;

    if (gmtime_r(&seconds, &utc) == NULL ||
        strftime(s->time, sizeof s->time, "%Y%m%dT%H%M%SZ", &utc) != TIME_SIZE - 1)
        return ERR_INTERNAL;
    int len = snprintf(s->scope, sizeof s->scope, "%.*s/%s/s3/aws4_request", DAY_LENGTH, s->time,
                       s->p->region);
    return len < SCOPE_SIZE ? 0 : ERR_INTERNAL;
}

/* Finds the host, as clients write it (RFC 9110 section 7.2, RFC 3986 section 6.2.3), and the path.
 */
static int s3_presign_set_host(struct signing *s)
{
    const char *host = strstr(s->p->url, "://");

    if (host == NULL)
        return ERR_INTERNAL;
    const char *implied = strncmp(s->p->url, "https:", strlen("https:")) == 0 ? ":443" : ":80";
    host += strlen("://");
    size_t len = strcspn(host, "/"), port = strlen(implied);
    s->path = host + len;
    if (len > port && memcmp(host + len - port, implied, port) == 0)
        len -= port;
    for (size_t i = 0; i < len; i++)
        buffer_add_char(&s->host, (char)tolower((unsigned char)host[i]));
    return *s->path == '/' ? 0 : ERR_INTERNAL;
}

static void s3_presign_parameter(struct signing *s, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buffer_addf(&s->query, "%s%s=", s->query.len > 0 ? "&" : "", name);
    s3_text_encode(&s->query, value, false);
}

static void s3_presign_set_query(struct signing *s)
{
    char credential[S3_SECRET_MAX + SCOPE_SIZE + 2], expires[24];

    (void)snprintf(credential, sizeof credential, "%s/%s", s->by->id, s->scope);
    (void)snprintf(expires, sizeof expires, "%lld", (long long)s->p->expires_s);
    s3_presign_parameter(s, "X-Amz-Algorithm", ALGORITHM);
    s3_presign_parameter(s, "X-Amz-Credential", credential);
    s3_presign_parameter(s, "X-Amz-Date", s->time);
    s3_presign_parameter(s, "X-Amz-Expires", expires);
    s3_presign_parameter(s, "X-Amz-Security-Token", *s->by->token != '\0' ? s->by->token : NULL);
    s3_presign_parameter(s, "X-Amz-SignedHeaders", "host");
    s3_presign_parameter(s, "response-content-disposition", s->p->disposition);
    s3_presign_parameter(s, "response-content-type", s->p->type);
}

/* The request as both sides write it down. */
static int s3_presign_hash_request(const struct signing *s, char out[HEX_SIZE])
{
    struct buffer text;

    buffer_init(&text, SIGNED_MAX);
    buffer_addf(&text, "%s\n%s\n", s->p->method, s->path);
    buffer_add(&text, s->query.data, s->query.len);
    buffer_addf(&text, "\nhost:%s\n\nhost\nUNSIGNED-PAYLOAD", buffer_text(&s->host));
    int rc = buffer_error(&text);
    if (rc == 0)
        rc = s3_presign_hash(&text, out);
    buffer_free(&text);
    return rc;
}

static int s3_presign_signature(const struct signing *s, char out[HEX_SIZE])
{
    char request[HEX_SIZE];
    struct buffer text;

    int rc = s3_presign_hash_request(s, request);
    buffer_init(&text, SIGNED_MAX);
    buffer_addf(&text, ALGORITHM "\n%s\n%s\n%s", s->time, s->scope, request);
    if (rc == 0)
        rc = buffer_error(&text);
    if (rc == 0)
        rc = s3_presign_sign(s, &text, out);
    buffer_free(&text);
    return rc;
}

int s3_presign_add(struct buffer *out, const struct s3_presign *p, const struct s3_credentials *by)
{
    struct signing s = {.p = p, .by = by};
    char signature[HEX_SIZE];

    buffer_init(&s.host, SIGNED_MAX);
    buffer_init(&s.query, SIGNED_MAX);
    int rc = s3_presign_set_time(&s);
    if (rc == 0)
        rc = s3_presign_set_host(&s);
    if (rc == 0) {
        s3_presign_set_query(&s);
        rc = buffer_error(&s.host) != 0 ? buffer_error(&s.host) : buffer_error(&s.query);
    }
    if (rc == 0)
        rc = s3_presign_signature(&s, signature);
    if (rc == 0) {
        buffer_add(out, p->url, (size_t)(strstr(p->url, "://") + strlen("://") - p->url));
        buffer_addf(out, "%s%s?", buffer_text(&s.host), s.path);
        buffer_add(out, s.query.data, s.query.len);
        buffer_addf(out, "&X-Amz-Signature=%s", signature);
        rc = buffer_error(out);
    }
    buffer_free(&s.host);
    buffer_free(&s.query);
    return rc;
}
