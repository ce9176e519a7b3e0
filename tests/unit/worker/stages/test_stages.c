/* SPDX-License-Identifier: MIT */
/*
 * The stages digest and identify on known bytes.
 */
#include "tests/unit/support/stage_host.h"

#include "base/error.h"
#include "worker/stages/delivery_name.h"
#include "worker/stages/stage_kinds.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* FIPS 180-4: the digests of "abc" and of nothing. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void test_digest(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_string_equal(buffer_text(&h.said), "100:;sha256=" ABC ";");
    host_close(&h);

    host_open(&h, "", 0);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_string_equal(buffer_text(&h.said), "sha256=" NOTHING ";");
    host_close(&h);
}

static void test_digest_progress_by_bytes(void **state)
{
    size_t size = (size_t)4 << 20;
    char *bytes = calloc(1, size);
    struct stage_host h;
    (void)state;

    assert_non_null(bytes);
    host_open(&h, bytes, size);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_true(h.reports >= 4);
    assert_non_null(strstr(buffer_text(&h.said), "50:;"));
    host_close(&h);
    free(bytes);
}

static void test_digest_of_another_length_fails(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    h.upload.size = 4;
    assert_int_equal(host_run(&h, &stage_digest), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "storage_failed");
    host_close(&h);
}

static void test_digest_is_compared_with_the_declared_one(void **state)
{
    static const char abc512[] =
        "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.expected, "sha256:" ABC), 0);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_string_equal(buffer_text(&h.said), "100:;sha256=" ABC ";");
    host_close(&h);

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.expected, "sha256:" NOTHING), 0);
    assert_int_equal(host_run(&h, &stage_digest), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "digest_mismatch");
    host_close(&h);

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.expected, abc512), 0);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_non_null(strstr(buffer_text(&h.said), abc512 + strlen("sha512:")));
    host_close(&h);

    host_open(&h, "abd", 3);
    assert_int_equal(upload_set(&h.upload.expected, abc512), 0);
    assert_int_equal(host_run(&h, &stage_digest), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "digest_mismatch");
    host_close(&h);
}

static void test_digest_stops(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    h.stop_after_ms = 1;
    assert_int_equal(host_run(&h, &stage_digest), STAGE_STOPPED);
    host_close(&h);
}

static void check_type(const char *bytes, size_t len, const char *said)
{
    struct stage_host h;
    host_open(&h, bytes, len);
    assert_int_equal(host_run(&h, &stage_identify), 0);
    assert_non_null(strstr(buffer_text(&h.said), said));
    host_close(&h);
}

static void test_identify(void **state)
{
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0";
    (void)state;
    check_type(png, sizeof png - 1, "type=image/png;");
    check_type("%PDF-1.7\n", 9, "type=application/pdf;");
    check_type("just words\n", 11, "type=text/plain;");
    check_type("", 0, "/x-empty;");
}

static void check_refused(const char *bytes, size_t len, const char *declared, const char *message)
{
    struct stage_host h;
    host_open(&h, bytes, len);
    assert_int_equal(upload_set(&h.upload.type, declared), 0);
    assert_int_equal(host_run(&h, &stage_identify), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "type_refused");
    assert_string_equal(h.ctx.fail_message, message);
    assert_string_equal(buffer_text(&h.said), "");
    host_close(&h);
}

static void test_identify_finds_what_is_in_disguise(void **state)
{
    static const char script[] = "#!/bin/sh\necho hello\n";
    struct stage_host h;
    (void)state;

    check_refused(script, sizeof script - 1, "image/png",
                  "The declared type is image/png, but the file is a program (text/x-shellscript)");
    host_open(&h, script, sizeof script - 1);
    assert_int_equal(upload_set(&h.upload.type, "application/octet-stream"), 0);
    assert_int_equal(host_run(&h, &stage_identify), 0);
    (void)snprintf(h.mismatch, sizeof h.mismatch, "none");
    assert_int_equal(upload_set(&h.upload.type, "image/png"), 0);
    assert_int_equal(host_run(&h, &stage_identify), 0);
    host_close(&h);
}

static void test_identify_lists(void **state)
{
    char *images[] = {(char[]){"image/*"}, NULL}, *texts[] = {(char[]){"text/plain"}, NULL};
    struct stage_host h;
    (void)state;

    host_open(&h, "hello\n", 6);
    h.settings.identify_deny = texts;
    assert_int_equal(host_run(&h, &stage_identify), ERR_STAGE);
    assert_string_equal(h.ctx.fail_message, "Files of the type text/plain are not accepted");
    h.settings.identify_deny = NULL;
    h.settings.identify_allow = images;
    assert_int_equal(host_run(&h, &stage_identify), ERR_STAGE);
    h.settings.identify_allow = texts;
    assert_int_equal(host_run(&h, &stage_identify), 0);
    host_close(&h);
}

/* Another file has replaced the one that the earlier stages processed. */
static void test_deliver_gives_the_file_that_was_looked_at(void **state)
{
    char folder[] = "/tmp/loadline-deliver-XXXXXX", name[] = "x", mode[] = "0640";
    char path[HOST_PATH_SIZE + 16], text[8] = "";
    struct stage_host h;

    (void)state;
    assert_non_null(mkdtemp(folder));
    host_open(&h, "right", 5);
    h.settings.deliver_to = folder;
    h.settings.deliver_name = name;
    h.settings.deliver_mode = mode;
    (void)snprintf(path, sizeof path, "%s/kept", h.folder);
    assert_int_equal(rename(h.data_path, path), 0);
    int fd = open(h.data_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "wrong", 5), 5);
    close(fd);
    assert_int_equal(host_run(&h, &stage_deliver), 0);
    (void)snprintf(path, sizeof path, "%s/x", folder);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(read(fd, text, sizeof text - 1), 5);
    assert_string_equal(text, "right");
    close(fd);
    assert_int_equal(unlink(path) + rmdir(folder), 0);
    host_close(&h);
}

static void check_name(const char *pattern, const char *name, const char *owner, const char *path)
{
    struct upload u;
    struct buffer out;

    upload_init(&u);
    memset(u.id, 'a', ID_LEN);
    u.created_at = INT64_C(1769817600000); /* 2026-01-31 00:00 UTC */
    assert_int_equal(upload_set(&u.name, name), 0);
    assert_int_equal(upload_set(&u.owner, owner), 0);
    assert_int_equal(upload_set(&u.type, "image/png; x=y"), 0);
    buffer_init(&out, 4096);
    assert_int_equal(delivery_name(pattern, &u, &out), 0);
    assert_string_equal(buffer_text(&out), path);
    buffer_free(&out);
    upload_free(&u);
}

static void test_delivery_names(void **state)
{
    (void)state;
    check_name("{owner}/{date}/{name}", "a b.png", "anna", "anna/2026-01-31/a b.png");
    check_name("{type}/{name}", "../../etc/passwd", NULL, "image-png/_.._etc_passwd");
    check_name("{owner}/x", "n", "../up", "%2E.%2Fup/x");
    check_name("{owner}/x", "n", NULL, "unknown/x");
    check_name("{owner}/x", "n", "azAZ09-_.@+=,", "azAZ09-_.@+=,/x");
    check_name("{owner}/x", "n", "`{[/:", "%60%7B%5B%2F%3A/x");
    check_name("{id}-{name}", NULL, NULL, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-file");
}

/* With its prefix a name is still valid for file systems, and keeps its ending. */
static void test_delivery_names_are_bounded(void **state)
{
    char name[401];
    struct upload u;
    struct buffer out;
    (void)state;

    memset(name, 'n', sizeof name - 1);
    memcpy(name + sizeof name - 5, ".png", 5);
    upload_init(&u);
    memset(u.id, 'a', ID_LEN);
    assert_int_equal(upload_set(&u.name, name), 0);
    buffer_init(&out, 4096);
    assert_int_equal(delivery_name("{id}-{name}.new", &u, &out), 0);
    assert_int_equal(out.len, 255);
    assert_string_equal(buffer_text(&out) + 255 - 9, "n.png.new");
    buffer_reset(&out);
    assert_int_equal(delivery_name("{id}{id}{id}{id}{id}{id}{id}-{name}", &u, &out), ERR_SYNTAX);
    buffer_free(&out);
    upload_free(&u);
}

static void test_find(void **state)
{
    struct config_stage built_in = {.name = (char[]){"sum"}, .kind = (char[]){"digest"}};
    struct config_stage command = {.name = (char[]){"digest"}, .kind = (char[]){"command"}};
    struct config_stage unknown = {.name = (char[]){"other"}, .kind = (char[]){""}};
    (void)state;
    assert_ptr_equal(stage_find(&built_in), &stage_digest);
    assert_ptr_equal(stage_find(&command), &stage_command);
    assert_null(stage_find(&unknown));
}

static void test_each_pause_is_twice_as_long(void **state)
{
    static const int64_t expected_ms[] = {300000, 600000, 1200000, 2400000, 3600000, 3600000};
    const struct config_stage settings = {.retry_after_ms = 300000};
    (void)state;

    for (int tries = 0; tries < (int)(sizeof expected_ms / sizeof *expected_ms); tries++)
        assert_int_equal(stage_pause_ms(&settings, tries), expected_ms[tries]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_progress_by_bytes),
        cmocka_unit_test(test_digest_of_another_length_fails),
        cmocka_unit_test(test_digest_is_compared_with_the_declared_one),
        cmocka_unit_test(test_digest_stops),
        cmocka_unit_test(test_identify),
        cmocka_unit_test(test_identify_finds_what_is_in_disguise),
        cmocka_unit_test(test_identify_lists),
        cmocka_unit_test(test_deliver_gives_the_file_that_was_looked_at),
        cmocka_unit_test(test_delivery_names),
        cmocka_unit_test(test_delivery_names_are_bounded),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_each_pause_is_twice_as_long),
    };
    return cmocka_run_group_tests_name("stages", tests, NULL, NULL);
}
