/* SPDX-License-Identifier: MIT */
/*
 * Each way in which an upload's files may differ from its record.
 */
#include "cli/verify/verify_upload.h"

#include "spool/lock.h"
#include "tests/unit/support/pieces_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define OLD_S 7200
/* of "abc" */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static bool goes_on = true;

static bool go_on(void *arg, size_t bytes)
{
    (void)arg;
    (void)bytes;
    return goes_on;
}

static enum verify_outcome look(struct store *s, const char *id, bool is_quick, struct findings *f)
{
    const struct verify_job job = {.store = s, .is_quick = is_quick, .go_on = go_on};

    return verify_upload(&job, id, f);
}

/* Looks, and expects this one difference; kind -1: none. */
static void expect(struct store *s, const char *id, int kind, const char *file)
{
    struct findings f;
    enum verify_outcome outcome = look(s, id, false, &f);

    if (kind < 0) {
        assert_int_equal(f.count, 0);
        assert_int_equal(outcome, VERIFY_FINE);
        return;
    }
    assert_int_equal(outcome, VERIFY_DIFFERS);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.list[0].kind, (enum finding_kind)kind);
    assert_string_equal(f.list[0].file, file);
    assert_true(strlen(f.list[0].text) > 0);
}

/* Makes a complete upload of "abc", and opens its folder. */
static struct store *begin(struct upload *u, int *folder_out)
{
    struct store *s = spool_begin();

    spool_upload(s, 3, u);
    spool_append(s, u, "abc");
    assert_int_equal(upload_set_result(u, "sha256", ABC), 0);
    spool_finish(s, u);
    assert_int_equal(store_open_folder(s, u->id, folder_out), 0);
    return s;
}

static void end(struct store *s, struct upload *u, int folder)
{
    (void)close(folder);
    upload_free(u);
    spool_end(&s);
}

static void write_file(int folder, const char *name, const char *text)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    (void)close(fd);
}

static void make_old(int folder, const char *name)
{
    struct timespec times[2];

    assert_int_equal(clock_gettime(CLOCK_REALTIME, &times[0]), 0);
    times[0].tv_sec -= OLD_S;
    times[1] = times[0];
    assert_int_equal(utimensat(folder, name, times, 0), 0);
}

static void test_bytes_that_differ(void **state)
{
    struct upload u;
    struct findings f;
    int folder;
    struct store *s = begin(&u, &folder);

    (void)state;
    expect(s, u.id, -1, "");
    write_file(folder, "data", "abd");
    expect(s, u.id, FINDING_DIGEST, "data");
    assert_int_equal(look(s, u.id, true, &f), VERIFY_FINE);
    write_file(folder, "data", "ab");
    assert_int_equal(look(s, u.id, true, &f), VERIFY_DIFFERS);
    assert_int_equal(f.list[0].kind, FINDING_LENGTH);
    assert_int_equal(unlinkat(folder, "data", 0), 0);
    expect(s, u.id, FINDING_MISSING, "data");
    end(s, &u, folder);
}

static void test_a_delivered_file_is_gone(void **state)
{
    struct upload u;
    int folder;
    struct store *s = begin(&u, &folder);

    (void)state;
    assert_int_equal(upload_set(&u.location, UPLOAD_DELIVERED), 0);
    assert_int_equal(store_save(s, &u), 0);
    expect(s, u.id, FINDING_STRAY, "data");
    assert_int_equal(store_drop_data(s, u.id), 0);
    expect(s, u.id, -1, "");
    end(s, &u, folder);
}

static void test_records_that_are_none(void **state)
{
    struct upload u;
    int folder;
    struct store *s = begin(&u, &folder);

    (void)state;
    write_file(folder, "info.json", "{\"schema\":1");
    expect(s, u.id, FINDING_RECORD, "info.json");
    assert_int_equal(unlinkat(folder, "info.json", 0), 0);
    make_old(folder, ".");
    expect(s, u.id, FINDING_MISSING, "info.json");
    end(s, &u, folder);
}

static void test_files_that_do_not_belong_there(void **state)
{
    struct upload u;
    int folder;
    struct store *s = begin(&u, &folder);

    (void)state;
    write_file(folder, "turn-000000000001", "");
    write_file(folder, "finals", "");
    write_file(folder, "info.json.new", ""); /* a program may write it now */
    write_file(folder, ".nfs0001", "");
    assert_int_equal(mkdirat(folder, "out", 0700), 0);
    expect(s, u.id, -1, "");
    make_old(folder, "info.json.new");
    expect(s, u.id, FINDING_STRAY, "info.json.new");
    assert_int_equal(unlinkat(folder, "info.json.new", 0), 0);
    assert_int_equal(symlinkat("/etc/passwd", folder, "info.json.old"), 0);
    expect(s, u.id, FINDING_STRAY, "info.json.old");
    assert_int_equal(unlinkat(folder, "info.json.old", 0), 0);
    assert_int_equal(unlinkat(folder, "lock", 0), 0);
    assert_int_equal(mkdirat(folder, "lock", 0700), 0);
    struct findings f;
    assert_int_equal(look(s, u.id, false, &f), VERIFY_DIFFERS);
    assert_int_equal(f.list[0].kind, FINDING_STRAY);
    end(s, &u, folder);
}

/* A FIFO would keep its reader waiting. */
static void test_fifos_are_strays(void **state)
{
    static const char *const names[] = {"info.json", "data", "lock"};
    struct findings f;
    struct upload u;
    int folder;
    struct store *s = begin(&u, &folder);

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(renameat(folder, names[i], folder, "turn-kept"), 0);
        assert_int_equal(mkfifoat(folder, names[i], 0600), 0);
        make_old(folder, ".");
        assert_int_equal(look(s, u.id, false, &f), VERIFY_DIFFERS);
        assert_int_equal(f.list[0].kind, FINDING_STRAY);
        assert_string_equal(f.list[0].file, names[i]);
        assert_int_equal(renameat(folder, "turn-kept", folder, names[i]), 0);
    }
    expect(s, u.id, -1, "");
    end(s, &u, folder);
}

static void test_rights(void **state)
{
    struct upload u;
    int folder;
    struct store *s = begin(&u, &folder);

    (void)state;
    assert_int_equal(fchmodat(folder, "data", 0604, 0), 0);
    expect(s, u.id, FINDING_MODE, "data");
    assert_int_equal(fchmodat(folder, "data", 0200, 0), 0);
    struct findings f;
    assert_int_equal(look(s, u.id, true, &f), VERIFY_DIFFERS);
    assert_int_equal(f.list[0].kind, FINDING_MODE);
    assert_int_equal(fchmodat(folder, "data", 0660, 0), 0); /* the spool may be closed */
    expect(s, u.id, -1, "");
    assert_int_equal(fchmod(folder, 0701), 0);
    expect(s, u.id, FINDING_MODE, "");
    end(s, &u, folder);
}

static void test_an_upload_in_use_is_not_judged(void **state)
{
    struct upload u;
    struct findings f;
    struct lock *lock = NULL;
    int folder;
    struct store *s = begin(&u, &folder);

    (void)state;
    write_file(folder, "stray", "");
    assert_int_equal(lock_try(s, u.id, &lock), 0);
    assert_int_equal(look(s, u.id, false, &f), VERIFY_IN_USE);
    assert_int_equal(f.count, 0);
    lock_release(&lock);
    expect(s, u.id, FINDING_STRAY, "stray");
    goes_on = false;
    assert_int_equal(look(s, u.id, false, &f), VERIFY_IN_USE);
    goes_on = true;
    assert_int_equal(look(s, "00112233445566778899aabbccddeeff", false, &f), VERIFY_GONE);
    end(s, &u, folder);
}

static void test_an_unfinished_upload(void **state)
{
    struct store *s = spool_begin();
    struct upload u;

    (void)state;
    spool_upload(s, 5, &u);
    expect(s, u.id, -1, "");
    spool_append(s, &u, "abc");
    expect(s, u.id, -1, "");
    spool_append(s, &u, "def");
    expect(s, u.id, FINDING_LENGTH, "data");
    upload_free(&u);
    spool_end(&s);
}

static void test_pieces(void **state)
{
    const struct pieces_folder *p = *state;
    const char *id = p->upload.id;

    write_file(p->fd, "pieces/100-3", "abc");
    write_file(p->fd, "pieces/new-0123456789abcdef", "a");
    expect(p->store, id, -1, "");
    write_file(p->fd, "pieces/100-3", "ab");
    expect(p->store, id, FINDING_LENGTH, "pieces/100-3");
    write_file(p->fd, "pieces/100-3", "abc");
    write_file(p->fd, "pieces/999999-2", "ab");
    expect(p->store, id, FINDING_LENGTH, "pieces/999999-2");
    assert_int_equal(unlinkat(p->fd, "pieces/999999-2", 0), 0);
    make_old(p->fd, "pieces/new-0123456789abcdef");
    expect(p->store, id, FINDING_STRAY, "pieces/new-0123456789abcdef");
    assert_int_equal(unlinkat(p->fd, "pieces/new-0123456789abcdef", 0), 0);
    write_file(p->fd, "pieces/x", "");
    expect(p->store, id, FINDING_STRAY, "pieces/x");
    assert_int_equal(unlinkat(p->fd, "pieces/x", 0), 0);
}

static void test_many_findings_are_counted(void **state)
{
    struct findings f = {.count = 0};

    (void)state;
    for (int i = 0; i < FINDINGS_MAX + 5; i++)
        findings_add(&f, FINDING_STRAY, "x", "%d", i);
    assert_int_equal(f.count, FINDINGS_MAX + 5);
    assert_string_equal(f.list[FINDINGS_MAX - 1].text, "15");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_that_differ),
        cmocka_unit_test(test_a_delivered_file_is_gone),
        cmocka_unit_test(test_records_that_are_none),
        cmocka_unit_test(test_files_that_do_not_belong_there),
        cmocka_unit_test(test_fifos_are_strays),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_an_upload_in_use_is_not_judged),
        cmocka_unit_test(test_an_unfinished_upload),
        cmocka_unit_test_setup_teardown(test_pieces, pieces_folder_setup, pieces_folder_teardown),
        cmocka_unit_test(test_many_findings_are_counted),
    };

    (void)umask(0077);
    return cmocka_run_group_tests_name("verify_upload", tests, NULL, NULL);
}
