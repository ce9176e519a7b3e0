/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the check of tokens on a stack smaller than a request thread's. The first byte selects the
 * meaning of the others: a whole token; header and claims, which the harness signs, so that the
 * code after a valid signature is reached too; or header, claims and signature, separated by line
 * ends.
 */
#include "base/base64.h"
#include "base/error.h"
#include "access/token.h"
#include "access/token_scan.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#define SECRET "a secret that only this harness signs with"
#define NOW_MS INT64_C(1700000000000)
#define STACK_BYTES ((size_t)256 * 1024)
#define PART_MAX 4096 /* bytes of a part */
#define MAC_SIZE 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct token_keys *load_keys(void)
{
    char path[] = "/tmp/fuzz-token-XXXXXX";
    char *files[] = {path, NULL};
    const struct token_settings settings = {
        .algorithm = "HS256", .key_files = files, .leeway_ms = 0, .audience = ""};
    const char *wrong;
    struct token_keys *keys = NULL;
    int fd = mkstemp(path);

    assert(fd >= 0 && write(fd, SECRET, strlen(SECRET)) == (ssize_t)strlen(SECRET));
    close(fd);
    int rc = token_keys_load(&settings, &keys, &wrong);
    (void)unlink(path);
    assert(rc == 0);
    return keys;
}

/* --- the token --- */

static size_t take_line(const char **text, size_t *len, size_t max)
{
    const char *end = memchr(*text, '\n', *len);
    size_t line = end != NULL ? (size_t)(end - *text) : *len, used = line + (end != NULL);

    *text += used;
    *len -= used;
    return line < max ? line : max;
}

static void add_part(char *token, const void *bytes, size_t len)
{
    size_t at = strlen(token);

    if (at > 0)
        token[at++] = '.';
    base64url_encode(bytes, len, token + at);
}

static void sign(char *token)
{
    unsigned char mac[MAC_SIZE];
    unsigned n = MAC_SIZE;

    assert(HMAC(EVP_sha256(), SECRET, (int)strlen(SECRET), (const unsigned char *)token,
                strlen(token), mac, &n) != NULL);
    add_part(token, mac, n);
}

static char *build(const char *text, size_t len, bool signs)
{
    char *token = calloc(1, 3 * BASE64_SIZE(PART_MAX) + 3);

    assert(token != NULL);
    for (int i = 0; i < (signs ? 2 : 3); i++) {
        const char *line = text;
        add_part(token, line, take_line(&text, &len, PART_MAX));
    }
    if (signs)
        sign(token);
    return token;
}

/* --- assertions --- */

static void check_scan(const char *token, size_t cut)
{
    struct token_scan whole, split;
    size_t len = strlen(token);

    cut = len > 0 ? cut % len : 0;
    token_scan_begin(&whole);
    token_scan_begin(&split);
    (void)token_scan_push(&whole, token, len);
    (void)token_scan_push(&split, token, cut);
    (void)token_scan_push(&split, token + cut, len - cut);
    assert(token_scan_end(&whole) == token_scan_end(&split));
    assert(whole.depth == split.depth && whole.failed == split.failed);
}

static void check_token(const struct token_keys *keys, const char *token)
{
    const struct principal nobody = {0};
    struct principal p;

    int rc = token_verify(keys, token, NOW_MS, &p);
    if (rc != 0) {
        assert(rc == ERR_TOKEN || rc == ERR_EXPIRED || rc == ERR_EARLY);
        assert(memcmp(&p, &nobody, sizeof p) == 0);
        return;
    }
    assert(strlen(token) <= TOKEN_MAX);
    assert(p.owner[0] != '\0' && p.expires_at > NOW_MS && p.max_size >= 0 && !p.ambient);
    assert((p.scopes & ~(unsigned)(SCOPE_UPLOAD | SCOPE_WATCH | SCOPE_ADMIN)) == 0);
    assert(p.upload_id[0] == '\0' || id_valid(p.upload_id));
    for (const char *c = p.owner; *c != '\0'; c++)
        assert((unsigned char)*c >= 0x20 && *c != 0x7f);
}

/* --- the small stack --- */

/* One thread for all rounds: creating a thread costs more than a round. */
struct stage {
    struct token_keys *keys;
    sem_t asked, answered;
    const char *token;
    size_t len;
};

static void *run_rounds(void *arg)
{
    struct stage *s = arg;

    for (;;) {
        while (sem_wait(&s->asked) != 0) {
        }
        check_scan(s->token, s->len);
        check_token(s->keys, s->token);
        (void)sem_post(&s->answered);
    }
    return NULL;
}

static void set_stage(struct stage *s)
{
    pthread_attr_t attr;
    pthread_t thread;

    s->keys = load_keys();
    assert(sem_init(&s->asked, 0, 0) == 0 && sem_init(&s->answered, 0, 0) == 0);
    assert(pthread_attr_init(&attr) == 0 && pthread_attr_setstacksize(&attr, STACK_BYTES) == 0);
    assert(pthread_create(&thread, &attr, run_rounds, s) == 0);
    (void)pthread_attr_destroy(&attr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct stage stage;
    const char *text = (const char *)data + 1;

    if (stage.keys == NULL)
        set_stage(&stage);
    if (size == 0)
        return 0;
    char *token = data[0] == 'r' ? strndup(text, size - 1) : build(text, size - 1, data[0] != 'x');
    assert(token != NULL);
    stage.token = token;
    stage.len = size;
    (void)sem_post(&stage.asked);
    while (sem_wait(&stage.answered) != 0) {
    }
    free(token);
    return 0;
}
