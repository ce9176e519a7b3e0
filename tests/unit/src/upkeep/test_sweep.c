/* SPDX-License-Identifier: MIT */
/*
 * Which uploads are removed and which stay, and which bytes count until then. The tests set times
 * and never wait.
 */
#include "upkeep/sweep.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define LIFE_MS 60000
#define LONG_AGO_S 7200

struct heard {
    int count;
    char id[ID_SIZE];
    enum state state;
};

static void hear(void *arg, struct upload *u, const char *token)
{
    struct heard *h = arg;

    assert_int_equal(strlen(token), LOCK_TOKEN_SIZE - 1);
    h->count++;
    memcpy(h->id, u->id, ID_SIZE);
    h->state = u->state;
}

static struct sweep sweep(struct store *s, struct heard *h)
{
    struct sweep sw = {.store = s, .tell = hear, .arg = h};

    *h = (struct heard){0};
    assert_int_equal(sweep_run(&sw), 0);
    return sw;
}

/* Makes an upload that expires LIFE_MS after its last byte. */
static void make(struct store *s, int64_t size, struct upload *u)
{
    spool_upload(NULL, size, u);
    u->expire_after_ms = LIFE_MS;
    assert_int_equal(store_create(s, u), 0);
}

/* Sets the time of an entry of the upload's folder back; "." is the folder itself. */
static void age(struct store *s, const char *id, const char *name)
{
    const struct timespec times[2] = {{.tv_sec = (time_t)(clock_wall_ms() / 1000 - LONG_AGO_S)},
                                      {.tv_sec = (time_t)(clock_wall_ms() / 1000 - LONG_AGO_S)}};
    int fd;

    assert_int_equal(store_open_folder(s, id, &fd), 0);
    assert_int_equal(utimensat(fd, name, times, 0), 0);
    close(fd);
}

static bool is_there(struct store *s, const char *id)
{
    int fd;

    if (store_open_folder(s, id, &fd) != 0)
        return false;
    close(fd);
    return true;
}

static void write_data(struct store *s, const char *id, const char *text)
{
    int fd;

    assert_int_equal(store_open_data(s, id, true, &fd), 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void test_unfinished_goes_after_its_time(void **state)
{
    struct store *s = *state;
    struct heard h;
    struct upload young, old;

    make(s, 10, &young);
    make(s, 10, &old);
    write_data(s, old.id, "hello");
    age(s, old.id, "data");
    struct sweep sw = sweep(s, &h);
    assert_int_equal(sw.uploads, 1);
    assert_int_equal(sw.bytes, 5);
    assert_int_equal(h.count, 1);
    assert_string_equal(h.id, old.id);
    assert_int_equal(h.state, STATE_EXPIRED);
    assert_false(is_there(s, old.id));
    assert_true(is_there(s, young.id));
    upload_free(&young);
    upload_free(&old);
}

static void hear_without_token(void *arg, struct upload *u, const char *token)
{
    struct heard *h = arg;

    assert_null(token);
    h->count++;
    memcpy(h->id, u->id, ID_SIZE);
}

static void test_a_dry_run_only_tells(void **state)
{
    struct store *s = *state;
    struct heard h = {0};
    struct upload old;
    struct sweep sw = {.store = s, .dry_run = true, .tell = hear_without_token, .arg = &h};

    make(s, 10, &old);
    write_data(s, old.id, "hello");
    age(s, old.id, "data");
    assert_int_equal(sweep_run(&sw), 0);
    assert_int_equal(sw.uploads, 1);
    assert_int_equal(sw.bytes, 5);
    assert_int_equal(h.count, 1);
    assert_string_equal(h.id, old.id);
    assert_true(is_there(s, old.id));
    assert_int_equal(sweep(s, &h).uploads, 1);
    upload_free(&old);
}

static void test_a_byte_gives_new_time(void **state)
{
    struct store *s = *state;
    struct upload u, read;
    struct heard h;

    make(s, 10, &u);
    age(s, u.id, "data");
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_true(upload_has_expired(&read, clock_wall_ms()));
    upload_free(&read);
    write_data(s, u.id, "h");
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_false(upload_has_expired(&read, clock_wall_ms()));
    assert_true(upload_has_expired(&read, clock_wall_ms() + LIFE_MS + 1000));
    upload_free(&read);
    assert_int_equal(sweep(s, &h).uploads, 0);
    upload_free(&u);
}

static void finish(struct store *s, struct upload *u)
{
    int fd;

    assert_int_equal(store_open_data(s, u->id, true, &fd), 0);
    u->state = STATE_DONE;
    assert_int_equal(store_finish(s, u, fd), 0);
    close(fd);
}

static void test_complete_stays_unless_it_is_a_part(void **state)
{
    struct store *s = *state;
    struct upload whole, part;
    struct heard h;

    make(s, 0, &whole);
    finish(s, &whole);
    age(s, whole.id, "data");
    spool_upload(NULL, 0, &part);
    part.kind = KIND_PARTIAL;
    part.expire_after_ms = LIFE_MS;
    assert_int_equal(store_create(s, &part), 0);
    finish(s, &part);
    assert_int_equal(sweep(s, &h).uploads, 0);
    part.expires_at = clock_wall_ms() - 1;
    assert_int_equal(store_save(s, &part), 0);
    assert_int_equal(sweep(s, &h).uploads, 1);
    assert_int_equal(h.state, STATE_DELETED); /* it was done */
    assert_true(is_there(s, whole.id));
    upload_free(&whole);
    upload_free(&part);
}

static void test_without_a_time_it_stays(void **state)
{
    struct store *s = *state;
    struct upload u;
    struct heard h;

    spool_upload(s, 10, &u);
    age(s, u.id, "data");
    assert_int_equal(sweep(s, &h).uploads, 0);
    upload_free(&u);
}

static void test_what_is_held_stays(void **state)
{
    struct store *s = *state;
    struct lock *lock = NULL;
    struct upload u;
    struct heard h;

    make(s, 10, &u);
    age(s, u.id, "data");
    assert_int_equal(
        lock_take_over(s, u.id, &(struct lock_claim){.verb = LOCK_PATCH, .wait_ms = 1000}, &lock),
        0);
    assert_int_equal(sweep(s, &h).uploads, 0);
    lock_release(&lock);
    assert_int_equal(sweep(s, &h).uploads, 1);
    upload_free(&u);
}

static void test_remnants_go(void **state)
{
    struct store *s = *state;
    struct upload u;
    struct heard h;
    int fd;

    make(s, 10, &u);
    assert_int_equal(store_open_folder(s, u.id, &fd), 0);
    assert_int_equal(unlinkat(fd, "info.json", 0), 0);
    assert_int_equal(sweep(s, &h).uploads, 0);
    assert_true(is_there(s, u.id)); /* a process may be creating it now */
    age(s, u.id, ".");
    assert_int_equal(sweep(s, &h).uploads, 0);
    assert_false(is_there(s, u.id));
    assert_int_equal(h.count, 0);
    close(fd);
    upload_free(&u);
}

static void test_one_caller_is_told_to_sweep(void **state)
{
    struct store *s = *state;
    char path[256];

    assert_false(sweep_claim(s, 3600000)); /* a new spool needs no walk */
    (void)snprintf(path, sizeof path, "%s/.swept", store_path(s));
    const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_true(sweep_claim(s, 3600000));
    assert_false(sweep_claim(s, 3600000));
}

static void test_unverified_bytes_do_not_count(void **state)
{
    struct store *s = *state;
    struct upload u, read;

    make(s, 10, &u);
    write_data(s, u.id, "hello");
    u.pending_from = 2;
    assert_int_equal(store_save(s, &u), 0);
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_int_equal(read.received, 2);
    upload_free(&read);
    u.pending_from = -1;
    assert_int_equal(store_save(s, &u), 0);
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_int_equal(read.received, 5);
    upload_free(&read);
    upload_free(&u);
}

static int begin(void **state)
{
    *state = spool_begin();
    return 0;
}

static int end(void **state)
{
    struct store *s = *state;

    spool_end(&s);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* Before its first byte an upload expires sooner. If the record has no time for that, the usual one
 * applies. */
static void test_without_a_byte_it_goes_sooner(void **state)
{
    struct store *s = spool_begin();
    struct upload empty, begun, old;
    struct heard h;

    (void)state;
    for (struct upload *u = &empty;; u = u == &empty ? &begun : &old) {
        spool_upload(NULL, 10, u);
        u->expire_after_ms = 24 * 3600 * 1000;
        u->expire_empty_after_ms = u == &old ? 0 : 3600 * 1000;
        assert_int_equal(store_create(s, u), 0);
        if (u == &begun)
            write_data(s, u->id, "x");
        age(s, u->id, "data");
        if (u == &old)
            break;
    }
    (void)sweep(s, &h);
    assert_int_equal(h.count, 1);
    assert_string_equal(h.id, empty.id);
    assert_true(is_there(s, begun.id) && is_there(s, old.id));
    upload_free(&empty);
    upload_free(&begun);
    upload_free(&old);
    spool_end(&s);
}

static void test_how_long_an_upload_lives(void **state)
{
    struct upload u;

    (void)state;
    upload_init(&u);
    u.expire_after_ms = 100;
    u.expire_empty_after_ms = 10;
    upload_renew_expiry(&u, 1000);
    assert_int_equal(u.expires_at, 1010);
    u.expire_empty_after_ms = 200; /* never longer than one with bytes */
    upload_renew_expiry(&u, 1000);
    assert_int_equal(u.expires_at, 1100);
    u.expire_after_ms = 0;
    upload_renew_expiry(&u, 1000);
    assert_int_equal(u.expires_at, 1200);
    u.received = 1;
    upload_renew_expiry(&u, 1000);
    assert_int_equal(u.expires_at, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_unfinished_goes_after_its_time),
        TEST(test_a_dry_run_only_tells),
        TEST(test_a_byte_gives_new_time),
        TEST(test_complete_stays_unless_it_is_a_part),
        TEST(test_without_a_time_it_stays),
        TEST(test_what_is_held_stays),
        TEST(test_remnants_go),
        TEST(test_one_caller_is_told_to_sweep),
        TEST(test_unverified_bytes_do_not_count),
        cmocka_unit_test(test_without_a_byte_it_goes_sooner),
        cmocka_unit_test(test_how_long_an_upload_lives),
    };

    return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
