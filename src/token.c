/* SPDX-License-Identifier: MIT */
/*
 * libjwt verifies with whatever algorithm a token's header names, so the header is compared with the
 * setting before any key is touched; a public key is never used as a secret. Claims are read only
 * from tokens that are verified.
 */
#include "token.h"

#include "buffer.h"
#include "error.h"
#include "json.h"
#include "token_key.h"

#include <errno.h>
#include <jwt.h>
#include <stdlib.h>
#include <string.h>

#define CLAIMS_DEPTH 4
#define CLAIMS_MAX 4096                /* bytes of the claims of a token made here */
#define LATEST_S INT64_C(253402300799) /* the end of the year 9999 */
#define BASE64URL "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

struct token_keys {
    jwt_alg_t algorithm;
    int64_t leeway_ms;
    const char *audience;
    size_t count;
    struct token_key keys[TOKEN_KEYS_MAX];
};

static jwt_alg_t algorithm_from_name(const char *name)
{
    static const struct {
        const char *name;
        jwt_alg_t algorithm;
    } known[] = {{"HS256", JWT_ALG_HS256}, {"RS256", JWT_ALG_RS256}, {"ES256", JWT_ALG_ES256}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].algorithm;
    return JWT_ALG_NONE;
}

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
    k->algorithm = algorithm_from_name(settings->algorithm);
    k->leeway_ms = settings->leeway_ms;
    k->audience = settings->audience;
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

/* --- the envelope --- */

/* Three parts of base64url (RFC 7515 section 3.1), none empty: no `none`, and no second spelling. */
static bool is_shaped(const char *token)
{
    for (int part = 0; part < 3; part++) {
        size_t len = strspn(token, BASE64URL);
        if (len == 0 || token[len] != (part < 2 ? '.' : '\0'))
            return false;
        token += len + 1;
    }
    return true;
}

/* What the header says of itself, unverified: only good for refusing. */
static bool is_pinned(const struct token_keys *k, const char *token)
{
    jwt_t *peek = NULL;

    if (jwt_decode(&peek, token, NULL, 0) != 0)
        return false;
    const char *algorithm = jwt_get_header(peek, "alg");
    char *critical = jwt_get_headers_json(peek, "crit"); /* extensions: we know none */
    bool good =
        algorithm != NULL && strcmp(algorithm, jwt_alg_str(k->algorithm)) == 0 && critical == NULL;
    free(critical);
    jwt_free(peek);
    return good;
}

/* The claims as JSON text for the caller to free, once a key fits; else NULL. */
static char *open_token(const struct token_keys *k, const char *token)
{
    jwt_t *jwt = NULL;
    char *claims = NULL;

    for (size_t i = 0; claims == NULL && i < k->count; i++) {
        const struct token_key *key = &k->keys[i];
        if (jwt_decode(&jwt, token, key->bytes, (int)key->len) != 0)
            continue;
        if (jwt_get_alg(jwt) == k->algorithm)
            claims = jwt_get_grants_json(jwt, NULL);
        jwt_free(jwt);
        jwt = NULL;
    }
    return claims;
}

/* --- the claims --- */

/* A NumericDate in whole seconds as ms; -1 for anything else. */
static int64_t read_date_ms(const struct json *claims, const char *name)
{
    const struct json *value = json_member(claims, name);
    int64_t s = json_kind(value) == JSON_INT ? json_get_int(claims, name, -1) : -1;

    if (s < 0)
        return -1;
    return (s < LATEST_S ? s : LATEST_S) * 1000;
}

static int read_dates(const struct token_keys *k, const struct json *claims, int64_t now_ms,
                      struct principal *p)
{
    int64_t exp = read_date_ms(claims, "exp"), nbf = read_date_ms(claims, "nbf");

    if (exp < 0 || (nbf < 0 && json_member(claims, "nbf") != NULL))
        return ERR_TOKEN;
    p->expires_at = exp + k->leeway_ms;
    if (now_ms >= p->expires_at)
        return ERR_EXPIRED;
    return nbf >= 0 && now_ms < nbf - k->leeway_ms ? ERR_EARLY : 0;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

static int read_owner(const struct json *claims, struct principal *p)
{
    const char *sub = json_get_string(claims, "sub", "");
    size_t len = strlen(sub);

    if (len == 0 || len >= sizeof p->owner || has_control(sub))
        return ERR_TOKEN;
    memcpy(p->owner, sub, len + 1);
    return 0;
}

static unsigned scopes_of_words(const char *words)
{
    unsigned scopes = 0;

    while (*(words += strspn(words, " ")) != '\0') {
        size_t len = strcspn(words, " ");
        scopes |= access_scope_from_name(words, len);
        words += len;
    }
    return scopes;
}

/* RFC 8693 section 4.2 has words between blanks; some issuers make a list of them. */
static unsigned read_scopes(const struct json *claims)
{
    const struct json *value = json_member(claims, "scope");
    unsigned scopes = scopes_of_words(json_get_string(claims, "scope", ""));

    for (size_t i = 0; json_kind(value) == JSON_ARRAY && i < json_count(value); i++) {
        const char *word = json_string(json_item(value, i));
        if (word != NULL)
            scopes |= access_scope_from_name(word, strlen(word));
    }
    return scopes;
}

static int read_limits(const struct json *claims, struct principal *p)
{
    const char *id = json_get_string(claims, "upload_id", "");

    if (json_member(claims, "upload_id") != NULL) {
        if (!id_valid(id))
            return ERR_TOKEN;
        memcpy(p->upload_id, id, ID_SIZE);
    }
    if (json_member(claims, "max_size") != NULL) {
        p->max_size = json_get_int(claims, "max_size", 0);
        if (p->max_size <= 0)
            return ERR_TOKEN;
    }
    return 0;
}

/* `aud` is a text or a list (RFC 7519 section 4.1.3). */
static bool is_for_us(const struct token_keys *k, const struct json *claims)
{
    const struct json *value = json_member(claims, "aud");

    if (k->audience == NULL || k->audience[0] == '\0' ||
        strcmp(json_get_string(claims, "aud", ""), k->audience) == 0)
        return true;
    for (size_t i = 0; json_kind(value) == JSON_ARRAY && i < json_count(value); i++) {
        const char *word = json_string(json_item(value, i));
        if (word != NULL && strcmp(word, k->audience) == 0)
            return true;
    }
    return false;
}

static int read_claims(const struct token_keys *k, const char *text, int64_t now_ms,
                       struct principal *p)
{
    struct json *claims = NULL;

    int rc = json_parse(text, strlen(text), CLAIMS_DEPTH, &claims);
    if (rc == 0 && !is_for_us(k, claims))
        rc = ERR_TOKEN;
    if (rc == 0)
        rc = read_dates(k, claims, now_ms, p);
    if (rc == 0)
        rc = read_owner(claims, p);
    if (rc == 0)
        rc = read_limits(claims, p);
    if (rc == 0)
        p->scopes = read_scopes(claims);
    json_free(&claims);
    return rc == ERR_SYNTAX ? ERR_TOKEN : rc;
}

int token_verify(const struct token_keys *k, const char *token, int64_t now_ms,
                 struct principal *out)
{
    struct principal p = {0};
    char *claims = NULL;

    *out = p;
    if (strnlen(token, TOKEN_MAX + 1) > TOKEN_MAX || !is_shaped(token) || !is_pinned(k, token))
        return ERR_TOKEN;
    claims = open_token(k, token);
    int rc = claims == NULL ? ERR_TOKEN : read_claims(k, claims, now_ms, &p);
    free(claims);
    if (rc == 0)
        *out = p;
    return rc;
}

/* --- making --- */

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
    buffer_add_char(b, '}');
    return buffer_error(b);
}

static int from_jwt(int errnum)
{
    if (errnum == 0)
        return 0;
    return errnum == ENOMEM ? ERR_NOMEM : ERR_CONFIG;
}

static int sign(jwt_alg_t algorithm, const struct token_key *key, const char *claims, char **out)
{
    jwt_t *jwt = NULL;

    int rc = from_jwt(jwt_new(&jwt));
    if (rc == 0)
        rc = from_jwt(jwt_add_grants_json(jwt, claims));
    if (rc == 0)
        rc = from_jwt(jwt_set_alg(jwt, algorithm, key->bytes, (int)key->len));
    if (rc == 0 && (*out = jwt_encode_str(jwt)) == NULL)
        rc = from_jwt(errno == 0 ? EINVAL : errno);
    jwt_free(jwt);
    return rc;
}

int token_make(const char *algorithm, const char *key_file, const struct token_offer *offer,
               int64_t now_ms, char **out)
{
    struct token_key key = {0};
    struct buffer claims;

    *out = NULL;
    buffer_init(&claims, CLAIMS_MAX);
    int rc = token_key_load(algorithm, TOKEN_KEY_SIGNS, key_file, &key);
    if (rc == 0)
        rc = write_claims(offer, now_ms, &claims);
    if (rc == 0)
        rc = sign(algorithm_from_name(algorithm), &key, buffer_text(&claims), out);
    token_key_free(&key);
    buffer_free(&claims);
    return rc;
}
