/* SPDX-License-Identifier: MIT */
/*
 * Reads claims. Numbers may be any JSON numbers (RFC 7519 section 2: a NumericDate may have a
 * fraction). Larger ones are cut to our largest.
 */
#include "access/token_claims.h"

#include "base/error.h"
#include "base/json.h"

#include <string.h>

#define LATEST_S 253402300799.0 /* the end of the year 9999 */
#define MS_PER_S 1000
#define LARGEST 9223372036854774784.0 /* the last double below 2^63 */

static bool token_claims_is_number(const struct json *claims, const char *name)
{
    enum json_kind kind = json_kind(json_member(claims, name));

    return kind == JSON_INT || kind == JSON_DOUBLE;
}

/* Reads a NumericDate as ms. A time before 1970 becomes 1970. */
static int64_t read_date_ms(const struct json *claims, const char *name)
{
    double s = json_get_number(claims, name, 0);

    return (int64_t)((s < 0 ? 0 : s < LATEST_S ? s : LATEST_S) * MS_PER_S);
}

static int read_dates(const struct token_rules *rules, const struct json *claims, int64_t now_ms,
                      struct principal *p)
{
    if (!token_claims_is_number(claims, "exp") ||
        (json_has(claims, "nbf") && !token_claims_is_number(claims, "nbf")))
        return ERR_TOKEN;
    p->expires_at = read_date_ms(claims, "exp") + rules->leeway_ms;
    if (now_ms >= p->expires_at)
        return ERR_EXPIRED;
    return now_ms < read_date_ms(claims, "nbf") - rules->leeway_ms ? ERR_EARLY : 0;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

static int token_claims_read_owner(const struct json *claims, struct principal *p)
{
    const char *sub = json_get_string(claims, "sub", "");
    size_t len = strlen(sub);

    if (len == 0 || len >= sizeof p->owner || has_control(sub))
        return ERR_TOKEN;
    memcpy(p->owner, sub, len + 1);
    return 0;
}

/* Calls fn for each word of a claim that is a text or a list of texts; never if it is absent.
 * ERR_TOKEN for other types. */
static int each_word(const struct json *claims, const char *name,
                     void (*fn)(void *arg, const char *word), void *arg)
{
    const struct json *value = json_member(claims, name);
    bool list = json_kind(value) == JSON_ARRAY;

    if (!json_has(claims, name))
        return 0;
    for (size_t i = 0; i < (list ? json_count(value) : 1); i++) {
        const char *word = json_string(list ? json_item(value, i) : value);
        if (word == NULL)
            return ERR_TOKEN;
        fn(arg, word);
    }
    return 0;
}

/* RFC 8693 section 4.2 separates words by blanks; some issuers send a list. */
static void add_scopes(void *arg, const char *words)
{
    struct principal *p = arg;

    while (*(words += strspn(words, " ")) != '\0') {
        size_t len = strcspn(words, " ");
        p->scopes |= access_scope_from_name(words, len);
        words += len;
    }
}

struct audience {
    const char *wanted;
    bool named;
};

static void compare_audience(void *arg, const char *word)
{
    struct audience *a = arg;

    a->named = a->named || strcmp(word, a->wanted) == 0;
}

/* `aud` is a text or a list (RFC 7519 section 4.1.3). */
static int check_audience(const struct token_rules *rules, const struct json *claims)
{
    bool any = rules->audience == NULL || rules->audience[0] == '\0';
    struct audience a = {any ? "" : rules->audience, any};

    int rc = each_word(claims, "aud", compare_audience, &a);
    return rc == 0 && !a.named ? ERR_TOKEN : rc;
}

static int64_t read_size(const struct json *claims, const char *name)
{
    double bytes = json_get_number(claims, name, 0);

    if (json_kind(json_member(claims, name)) == JSON_INT)
        return json_get_int(claims, name, 0);
    return bytes < 0 ? 0 : bytes < LARGEST ? (int64_t)bytes : INT64_MAX;
}

/* Both restrict the token, so null does not count as absent. */
static int read_limits(const struct json *claims, struct principal *p)
{
    const char *id = json_get_string(claims, "upload_id", "");

    if (json_has(claims, "upload_id")) {
        if (!id_valid(id))
            return ERR_TOKEN;
        memcpy(p->upload_id, id, ID_SIZE);
    }
    if (json_has(claims, "max_size")) {
        p->max_size = read_size(claims, "max_size");
        if (p->max_size <= 0)
            return ERR_TOKEN;
    }
    return 0;
}

int token_claims_read(const struct json *claims, const struct token_rules *rules, int64_t now_ms,
                      struct principal *out)
{
    struct principal p = {0};

    *out = p;
    if (json_kind(claims) != JSON_OBJECT)
        return ERR_TOKEN;
    int rc = check_audience(rules, claims);
    if (rc == 0)
        rc = read_dates(rules, claims, now_ms, &p);
    if (rc == 0)
        rc = token_claims_read_owner(claims, &p);
    if (rc == 0)
        rc = read_limits(claims, &p);
    if (rc == 0)
        rc = each_word(claims, "scope", add_scopes, &p);
    if (rc == 0)
        *out = p;
    return rc;
}
