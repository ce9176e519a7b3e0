/* SPDX-License-Identifier: MIT */
/*
 * What is synced before an answer, so that a power failure loses nothing that was acknowledged:
 * also what another sender has stored, which may have died before it had synced it.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "spool/pieces.h"
#include "tests/unit/support/piece_host.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26

static char chunk[] = "chunk";
static char finish[] = "finish";
static char notes[512]; /* the names of what was synced and removed */

static void note(const char *what, const char *name)
{
    size_t len = strlen(notes);

    (void)snprintf(notes + len, sizeof notes - len, " %s:%s", what, name);
}

/* A new piece has a name at random. */
static void note_fd(int fd)
{
    char link[64], path[512] = "";

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, path, sizeof path - 1) < 0)
        return;
    const char *name = strrchr(path, '/') + 1;
    note("sync", strncmp(name, "new-", 4) == 0 ? "new" : name);
}

int fsync(int fd)
{
    note_fd(fd);
    return (int)syscall(SYS_fsync, fd);
}

static int syncs_left; /* of data, before the one that fails; negative: none does */

int fdatasync(int fd)
{
    note_fd(fd);
    if (syncs_left-- == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, fd);
}

int unlinkat(int dir, const char *name, int flags)
{
    note("unlink", strncmp(name, "new-", 4) == 0 ? "new" : name);
    return (int)syscall(SYS_unlinkat, dir, name, flags);
}

static int setup(void **state)
{
    int rc = piece_host_setup(state);

    APP->config.durability = chunk;
    syncs_left = -1;
    return rc;
}

static struct piece_source create(char id[ID_SIZE])
{
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t offset, int64_t length)
{
    notes[0] = '\0';
    return piece_host_send(s, offset, length, SIZE);
}

/* As a sender does that dies before it syncs. */
static void send_unsynced(const struct piece_source *s, int64_t offset, int64_t length)
{
    APP->config.durability = finish;
    assert_int_equal(send(s, offset, length), 0);
    APP->config.durability = chunk;
}

static bool ask(const char *id, int64_t offset, int64_t length)
{
    const struct piece_claim claim = {.id = id, .offset = offset, .length = length, .total = SIZE};
    bool is_stored = false;
    struct upload u;

    notes[0] = '\0';
    assert_int_equal(intake_piece_ask(APP, &claim, &is_stored, &u), 0);
    upload_free(&u);
    return is_stored;
}

static void test_a_piece_is_synced_before_its_name(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 10, 5), 0);
    assert_string_equal(notes, " sync:new unlink:new sync:pieces");
    assert_int_equal(send(&s, 0, 4), 0);
    assert_string_equal(notes, " sync:data");
}

static void test_a_piece_that_lies_there_is_synced_with_its_name(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    send_unsynced(&s, 10, 5);
    assert_string_equal(notes, " unlink:new");
    assert_int_equal(send(&s, 10, 5), 0);
    assert_string_equal(notes, " sync:10-5 sync:pieces");
}

static void test_the_same_piece_at_once_is_synced_with_its_name(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;
    struct piece_result result;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 10, 5, 5, NULL, &p), 0);
    send_unsynced(&s, 10, 5);
    notes[0] = '\0';
    assert_int_equal(intake_piece_end(&p, &result), 0);
    upload_free(&result.upload);
    assert_string_equal(notes, " sync:new sync:10-5 sync:pieces unlink:new");
}

static void test_bytes_in_the_data_are_synced(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    send_unsynced(&s, 0, 10);
    assert_int_equal(send(&s, 0, 10), 0);
    assert_string_equal(notes, " sync:data");
    assert_int_equal(send(&s, 5, 5), 0);
    assert_string_equal(notes, " sync:data");
}

/* The piece was acknowledged, and the finish may never come. */
static void test_the_last_piece_goes_after_a_sync(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 5, 21), 0);
    assert_int_equal(send(&s, 0, 5), 0);
    assert_non_null(strstr(notes, " sync:data sync:data unlink:pieces/5-21 sync:data"));
    assert_true(piece_host_is_whole(&s));
}

/* The sender's own bytes may be lost, but the piece was synced, and its file is gone. */
static void test_a_failed_sync_keeps_the_pieces_that_joined(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 5, 5), 0);
    syncs_left = 1;
    assert_int_equal(send(&s, 0, 15), ERR_IO);
    assert_non_null(strstr(notes, " sync:data unlink:pieces/5-5 sync:data"));
    assert_int_equal(piece_host_check(&s), 10);
    assert_int_equal(send(&s, 10, 16), 0);
    assert_true(piece_host_is_whole(&s));
}

/* The sync of the piece concerned them too: the next one would say yes, and save none of them. */
static void test_a_piece_that_fails_to_join_keeps_no_unsynced_byte(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 10, 5), 0);
    syncs_left = 0;
    assert_int_equal(send(&s, 0, 12), ERR_IO);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.received, 0);
    upload_free(&u);
    assert_int_equal(piece_host_check(&s), 5);
    assert_int_equal(piece_host.told, 5);
    assert_int_equal(send(&s, 0, 12), 0);
    assert_int_equal(piece_host_check(&s), 15);
    assert_int_equal(send(&s, 15, 11), 0);
    assert_true(piece_host_is_whole(&s));
}

/* Also if it joins before the first byte of the request, and after the sync at its end. */
static void test_a_piece_that_fails_to_join_keeps_what_was_acknowledged(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 0, 4), 0);
    assert_int_equal(send(&s, 10, 5), 0);
    syncs_left = 1;
    assert_int_equal(send(&s, 4, 6), ERR_IO);
    assert_non_null(strstr(notes, " sync:data sync:data"));
    assert_int_equal(piece_host_check(&s), 15);
    syncs_left = 0;
    assert_int_equal(send(&s, 15, 5), ERR_IO);
    assert_int_equal(piece_host_check(&s), 15);
    assert_int_equal(send(&s, 15, 11), 0);
    assert_true(piece_host_is_whole(&s));
}

/* As many bytes of the file before were synced, but they are gone. */
static void test_a_failed_sync_keeps_no_byte_of_another_file(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_claim renewal = {.id = id, .length = 15, .total = SIZE, .is_renewal = true};
    struct piece_result result;

    (void)state;
    assert_int_equal(send(&s, 0, 10), 0);
    syncs_left = 0;
    assert_int_equal(piece_host_send_claim(&renewal, "abCDEFGHIJKLMNO", 15, &result), ERR_IO);
    assert_int_equal(piece_host_check(&s), 2);
}

/* --- questions --- */

static void test_a_yes_is_as_safe_as_an_answer_to_the_piece(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    send_unsynced(&s, 10, 5);
    send_unsynced(&s, 0, 4);
    assert_true(ask(id, 10, 5));
    assert_string_equal(notes, " sync:10-5 sync:pieces");
    assert_true(ask(id, 1, 3));
    assert_string_equal(notes, " sync:data");
    assert_false(ask(id, 4, 2));
    assert_string_equal(notes, "");
    APP->config.durability = finish;
    assert_true(ask(id, 10, 5));
    assert_true(ask(id, 1, 3));
    assert_string_equal(notes, "");
}

/* The client sends them once more, and then they are synced. */
static void test_what_several_pieces_hold_is_no_yes(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    send_unsynced(&s, 10, 5);
    send_unsynced(&s, 15, 5);
    assert_false(ask(id, 10, 10));
    assert_false(ask(id, 11, 2));
    APP->config.durability = finish;
    assert_true(ask(id, 10, 10));
    assert_true(ask(id, 11, 2));
    assert_false(ask(id, 10, 11));
}

static void test_a_complete_upload_needs_no_sync(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 0, SIZE), 0);
    assert_true(ask(id, 5, 21));
    assert_false(ask(id, 5, 22));
    assert_false(ask(id, 5, INT64_MAX));
    assert_string_equal(notes, "");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_a_piece_is_synced_before_its_name),
        CASE(test_a_piece_that_lies_there_is_synced_with_its_name),
        CASE(test_the_same_piece_at_once_is_synced_with_its_name),
        CASE(test_bytes_in_the_data_are_synced),
        CASE(test_the_last_piece_goes_after_a_sync),
        CASE(test_a_failed_sync_keeps_the_pieces_that_joined),
        CASE(test_a_piece_that_fails_to_join_keeps_no_unsynced_byte),
        CASE(test_a_piece_that_fails_to_join_keeps_what_was_acknowledged),
        CASE(test_a_failed_sync_keeps_no_byte_of_another_file),
        CASE(test_a_yes_is_as_safe_as_an_answer_to_the_piece),
        CASE(test_what_several_pieces_hold_is_no_yes),
        CASE(test_a_complete_upload_needs_no_sync),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
