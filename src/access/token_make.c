/* SPDX-License-Identifier: MIT */
/*
 * Makes tokens, for scripts, tests and sites without an issuer.
 */
#include "access/token.h"

#include "base/base64.h"
#include "base/buffer.h"
#include "base/error.h"
#include "access/token_key.h"
#include "access/token_signature.h"

#define CLAIMS_MAX 4096 /* bytes */

static int write_claims(const struct token_offer *o, int64_t now_ms, struct buffer *b)
{
    buffer_add_string(b, "{\"sub\":");
    buffer_add_json_string(b, o->owner);
    buffer_add_string(b, ",\"scope\":");
    buffer_add_json_string(b, o->scope);
    buffer_addf(b, ",\"iat\":%lld,\"exp\":%lld", (long long)(now_ms / 1000),
                (long long)((now_ms + o->ttl_ms) / 1000));
    if (o->audience != NULL) {
        buffer_add_string(b, ",\"aud\":");
        buffer_add_json_string(b, o->audience);
    }
    if (o->max_size > 0)
        buffer_addf(b, ",\"max_size\":%lld", (long long)o->max_size);
    if (o->upload_id != NULL)
        buffer_addf(b, ",\"upload_id\":\"%s\"", o->upload_id);
    if (o->link_id != NULL)
        buffer_addf(b, ",\"jti\":\"%s\"", o->link_id);
    buffer_add_char(b, '}');
    return buffer_error(b);
}

static void add_part(struct buffer *token, const void *bytes, size_t len)
{
    char text[BASE64_SIZE(CLAIMS_MAX)];

    base64url_encode(bytes, len, text);
    if (token->len > 0)
        buffer_add_char(token, '.');
    buffer_add_string(token, text);
}

static int write_token(const char *algorithm, const char *type, const struct token_key *key,
                       const struct buffer *claims, struct buffer *token)
{
    unsigned char signature[TOKEN_SIGNATURE_MAX];
    struct buffer header;
    size_t len = 0;

    buffer_init(&header, CLAIMS_MAX);
    buffer_addf(&header, "{\"alg\":\"%s\",\"typ\":\"%s\"}", algorithm, type);
    add_part(token, buffer_text(&header), header.len);
    add_part(token, buffer_text(claims), claims->len);
    int rc = buffer_error(&header) != 0 ? buffer_error(&header) : buffer_error(token);
    if (rc == 0)
        rc = token_signature_make(key, buffer_text(token), token->len, signature, &len);
    if (rc == 0)
        add_part(token, signature, len);
    buffer_free(&header);
    return rc != 0 ? rc : buffer_error(token);
}

int token_make(const char *algorithm, const char *key_file, const struct token_offer *offer,
               int64_t now_ms, char **out)
{
    struct token_key key = {0};
    struct buffer claims, token;

    *out = NULL;
    buffer_init(&claims, CLAIMS_MAX);
    buffer_init(&token, TOKEN_MAX + 1);
    int rc = token_key_load(algorithm, TOKEN_KEY_SIGNS, key_file, &key);
    if (rc == 0)
        rc = write_claims(offer, now_ms, &claims);
    if (rc == 0)
        rc = write_token(algorithm, offer->link_id != NULL ? TOKEN_LINK_TYPE : "JWT", &key, &claims,
                         &token);
    if (rc == 0)
        *out = buffer_take(&token);
    token_key_free(&key);
    buffer_free(&claims);
    buffer_free(&token);
    return rc;
}
