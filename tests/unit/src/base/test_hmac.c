/* SPDX-License-Identifier: MIT */
/*
 * HMAC-SHA-256 against the test cases of RFC 4231, also from several threads.
 */
#include "base/hmac.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define REPEATS 200
#define THREADS 4

/* RFC 4231 section 4.3. */
static const char jefe_text[] = "what do ya want for nothing?";
static const unsigned char jefe_hmac[HMAC_SIZE] = {
    0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7,
    0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};

static bool jefe_fits(void)
{
    unsigned char mac[HMAC_SIZE];

    return hmac_sha256("Jefe", 4, jefe_text, strlen(jefe_text), mac) &&
           memcmp(mac, jefe_hmac, HMAC_SIZE) == 0;
}

static void test_short_key(void **state)
{
    (void)state;
    assert_true(jefe_fits());
}

/* Section 4.7: a key of 131 bytes, longer than a block. */
static void test_key_longer_than_a_block(void **state)
{
    static const char text[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    static const unsigned char right[HMAC_SIZE] = {0x60, 0xe4, 0x31, 0x59, 0x1e, 0xe0, 0xb6, 0x7f,
                                                   0x0d, 0x8a, 0x26, 0xaa, 0xcb, 0xf5, 0xb7, 0x7f,
                                                   0x8e, 0x0b, 0xc6, 0x21, 0x37, 0x28, 0xc5, 0x14,
                                                   0x05, 0x46, 0x04, 0x0f, 0x0e, 0xe3, 0x7f, 0x54};
    unsigned char key[131], mac[HMAC_SIZE];

    (void)state;
    memset(key, 0xaa, sizeof key);
    assert_true(hmac_sha256(key, sizeof key, text, strlen(text), mac));
    assert_memory_equal(mac, right, HMAC_SIZE);
    assert_true(jefe_fits()); /* nothing of the last key remains */
}

static void *repeat(void *arg)
{
    (void)arg;
    for (int i = 0; i < REPEATS; i++)
        if (!jefe_fits())
            return NULL;
    return (void *)(intptr_t)1;
}

static void test_threads(void **state)
{
    pthread_t threads[THREADS];
    void *result;

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, repeat, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_non_null(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads), /* first: the threads meet at the first look-up */
        cmocka_unit_test(test_short_key),
        cmocka_unit_test(test_key_longer_than_a_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
