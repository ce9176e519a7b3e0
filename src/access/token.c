/* SPDX-License-Identifier: MIT */
/*
 * Verifies tokens. An unverified token is scanned first (token_scan.c), so that no parser reads one
 * that is too deep or too long. The header can only lead to a rejection. Claims are read only after
 * the signature is verified.
 */
#include "access/token.h"

#include "base/base64.h"
#include "base/error.h"
#include "base/json.h"
#include "access/token_claims.h"
#include "access/token_key.h"
#include "access/token_scan.h"
#include "access/token_signature.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct token_keys {
    const char *algorithm;
    struct token_rules rules;
    size_t count;
    struct token_key keys[TOKEN_KEYS_MAX];
};

int token_keys_load(const struct token_settings *settings, struct token_keys **out,
                    const char **wrong_out)
{
    struct token_keys *k = calloc(1, sizeof *k);
    char *const *file = settings->key_files;
    int rc = k == NULL ? ERR_NOMEM : 0;

    *out = NULL;
    *wrong_out = NULL;
    for (; rc == 0 && file != NULL && *file != NULL && k->count < TOKEN_KEYS_MAX; file++) {
        rc = token_key_load(settings->algorithm, TOKEN_KEY_VERIFIES, *file, &k->keys[k->count]);
        if (rc != 0)
            *wrong_out = *file;
        else
            k->count++;
    }
    if (rc == 0 && k->count == 0)
        rc = ERR_CONFIG;
    if (rc != 0) {
        token_keys_free(&k);
        return rc;
    }
    k->algorithm = settings->algorithm;
    k->rules = (struct token_rules){settings->leeway_ms, settings->audience};
    *out = k;
    return 0;
}

void token_keys_free(struct token_keys **k)
{
    for (size_t i = 0; *k != NULL && i < (*k)->count; i++)
        token_key_free(&(*k)->keys[i]);
    free(*k);
    *k = NULL;
}

/* Reads a part of a token as an object, or returns NULL. json-c needs no more levels than the scan
 * allowed. */
static struct json *read_object(const char *part, size_t len, size_t members)
{
    size_t text_len = 0;
    char *text = base64url_decode(part, len, &text_len);
    struct json *o = NULL;

    if (text != NULL)
        (void)json_parse(text, text_len, TOKEN_DEPTH_MAX + 2, &o);
    free(text);
    /* Readers differ about a duplicate name (RFC 7519 section 4), so reject it. */
    if (json_kind(o) != JSON_OBJECT || json_count(o) != members)
        json_free(&o);
    return o;
}

/* Accepts access tokens (RFC 9068 section 2.1) and tokens without a type, or links only. Tokens of
 * other types are not for us (RFC 8725 section 3.11). */
static bool is_type_ours(const struct json *header, bool wants_link)
{
    static const char *const types[] = {"JWT", "at+jwt", "application/jwt", "application/at+jwt"};
    const char *type = json_get_string(header, "typ", "");

    if (wants_link)
        return strcmp(type, TOKEN_LINK_TYPE) == 0;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcasecmp(type, types[i]) == 0)
            return true;
    return !json_has(header, "typ");
}

/* Checks the unverified header, which can only lead to a rejection. We support no critical
 * extensions, so any `crit` is rejected. */
static bool is_header_good(const struct token_keys *k, const struct token_scan *s,
                           const char *token, bool wants_link)
{
    struct json *header = read_object(token, s->part_len[TOKEN_HEADER], s->members[TOKEN_HEADER]);

    bool good = header != NULL && strcmp(json_get_string(header, "alg", ""), k->algorithm) == 0 &&
                !json_has(header, "crit") && is_type_ours(header, wants_link);
    json_free(&header);
    return good;
}

static bool is_signed(const struct token_keys *k, const struct token_scan *s, const char *token)
{
    size_t signed_len = s->part_len[TOKEN_HEADER] + 1 + s->part_len[TOKEN_CLAIMS], len = 0;
    char *signature = base64url_decode(token + signed_len + 1, s->part_len[TOKEN_SIGNATURE], &len);
    bool good = false;

    for (size_t i = 0; signature != NULL && !good && i < k->count; i++)
        good = token_signature_fits(&k->keys[i], token, signed_len,
                                    (const unsigned char *)signature, len);
    free(signature);
    return good;
}

/* Returns the claims of a token or link whose signature is good, which the caller frees; NULL if it
 * is not, and if they are no object. */
static struct json *read_claims(const struct token_keys *k, const char *token, bool wants_link)
{
    struct token_scan s;

    token_scan_begin(&s);
    (void)token_scan_push(&s, token, strnlen(token, TOKEN_MAX + 1));
    if (token_scan_end(&s) != 0 || !is_header_good(k, &s, token, wants_link) ||
        !is_signed(k, &s, token))
        return NULL;
    return read_object(token + s.part_len[TOKEN_HEADER] + 1, s.part_len[TOKEN_CLAIMS],
                       s.members[TOKEN_CLAIMS]);
}

int token_verify(const struct token_keys *k, const char *token, int64_t now_ms,
                 struct principal *out)
{
    struct json *claims = read_claims(k, token, false);

    *out = (struct principal){0};
    int rc = claims == NULL ? ERR_TOKEN : token_claims_read(claims, &k->rules, now_ms, out);
    json_free(&claims);
    return rc;
}

int token_verify_link(const struct token_keys *k, const char *token, int64_t now_ms,
                      struct token_link *out)
{
    struct json *claims = read_claims(k, token, true);
    const char *id = json_get_string(claims, "jti", "");
    struct principal p;

    *out = (struct token_link){0};
    int rc = claims == NULL ? ERR_TOKEN : token_claims_read(claims, &k->rules, now_ms, &p);
    if (rc == 0 && (!id_valid(id) || p.scopes != SCOPE_ADMIN || p.upload_id[0] != '\0' ||
                    p.expires_at - now_ms > TOKEN_LINK_TTL_MAX_MS + k->rules.leeway_ms))
        rc = ERR_TOKEN;
    if (rc == 0) {
        memcpy(out->id, id, ID_SIZE);
        memcpy(out->owner, p.owner, OWNER_SIZE);
        out->expires_at = p.expires_at;
    }
    json_free(&claims);
    return rc;
}
