/* SPDX-License-Identifier: MIT */
/*
 * Why an upload is refused before its first byte, with the detail that the client reads.
 */
#include "fcgi/intake/admission.h"

#include "base/error.h"
#include "tests/unit/support/intake_host.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&intake_host.app)
#define CONFIG (&intake_host.app.config)
#define OFFER(...) ((struct intake_offer){.exchange = &intake_host.exchange, __VA_ARGS__})
#define LIST(...) ((char *[]){__VA_ARGS__, NULL})

static char exe[] = "exe", pdf[] = "pdf", any_image[] = "image/*", html[] = "text/html";

/* Each question is for another upload. */
static int check(struct intake_offer offer)
{
    char id[ID_SIZE];

    assert_int_equal(id_make(id), 0);
    *intake_host.exchange.detail = '\0';
    intake_host.exchange.retry_after_s = 0;
    return admission_check(APP, &offer, id);
}

static bool says(const char *part)
{
    return strstr(intake_host.exchange.detail, part) != NULL;
}

static void test_too_large(void **state)
{
    struct principal p = {.max_size = 5};

    (void)state;
    assert_int_equal(check(OFFER(.size = INT32_MAX)), 0);
    assert_int_equal(check(OFFER(.size = 6, .by = &p)), ERR_TOO_LARGE);
    assert_int_equal(check(OFFER(.size = 5, .by = &p)), 0);
    CONFIG->max_size = 3;
    assert_int_equal(check(OFFER(.size = 4)), ERR_TOO_LARGE);
    assert_int_equal(check(OFFER(.size = 4, .by = &p)), ERR_TOO_LARGE);
    assert_int_equal(check(OFFER(.size = 3, .by = &p)), 0);
    assert_int_equal(check(OFFER(.size = -1, .by = &p)), 0);
    CONFIG->max_size = 1;
    assert_int_equal(check(OFFER(.size = 2)), ERR_TOO_LARGE);
    CONFIG->max_size = 0;
    p.max_size = 1;
    assert_int_equal(check(OFFER(.size = 2, .by = &p)), ERR_TOO_LARGE);
}

static void test_a_full_disk(void **state)
{
    (void)state;
    intake_host.free_bytes = 5;
    assert_int_equal(check(OFFER(.size = 6)), ERR_NO_SPACE);
    assert_int_equal(check(OFFER(.size = 5)), 0);
    intake_host.free_files = STORE_UPLOAD_FILES - 1;
    assert_int_equal(check(OFFER(.size = 5)), ERR_NO_SPACE);
}

static void test_types(void **state)
{
    (void)state;
    CONFIG->deny_types = LIST(html);
    assert_int_equal(check(OFFER(.type = "text/html")), ERR_TYPE);
    assert_true(says("type"));
    assert_int_equal(check(OFFER(.type = "text/plain")), 0);
    assert_int_equal(check(OFFER(.type = NULL)), 0);
    CONFIG->allow_types = LIST(any_image);
    assert_int_equal(check(OFFER(.type = "text/plain")), ERR_TYPE);
    assert_int_equal(check(OFFER(.type = NULL)), ERR_TYPE);
    assert_int_equal(check(OFFER(.type = "image/png")), 0);
    CONFIG->allow_types = LIST(html);
    assert_int_equal(check(OFFER(.type = "text/html")), ERR_TYPE);
    CONFIG->allow_types = (char *[]){NULL}; /* an empty list allows all */
    assert_int_equal(check(OFFER(.type = "text/plain")), 0);
}

static void test_denied_endings(void **state)
{
    (void)state;
    CONFIG->deny_extensions = LIST(exe);
    assert_int_equal(check(OFFER(.name = "a.exe")), ERR_TYPE);
    assert_true(says("extension"));
    assert_int_equal(check(OFFER(.name = ".exe")), ERR_TYPE);              /* as given */
    assert_int_equal(check(OFFER(.name = "a.e\xe2\x80\x8bxe")), ERR_TYPE); /* as stored */
    assert_int_equal(check(OFFER(.name = "a.pdf")), 0);
    assert_int_equal(check(OFFER(.name = NULL)), 0);
    assert_int_equal(check(OFFER(.name = "a", .other_names = {"b.exe"})), ERR_TYPE);
    assert_int_equal(check(OFFER(.name = "a", .other_names = {NULL, "b.exe"})), ERR_TYPE);
    assert_int_equal(check(OFFER(.name = "a", .other_names = {"b", "c"})), 0);
    assert_int_equal(check((struct intake_offer){.name = "a.exe"}), ERR_TYPE); /* no request */
}

static void test_allowed_endings(void **state)
{
    (void)state;
    CONFIG->allow_extensions = LIST(pdf);
    assert_int_equal(check(OFFER(.name = "a.pdf")), 0);
    assert_int_equal(check(OFFER(.name = "a.exe")), ERR_TYPE);
    assert_int_equal(check(OFFER(.name = NULL)), ERR_TYPE);
    assert_int_equal(check(OFFER(.name = ".pdf")), ERR_TYPE); /* stored as "pdf" */
    assert_int_equal(check(OFFER(.name = "a.p\xe2\x80\x8b"
                                         "df")),
                     ERR_TYPE);
    assert_int_equal(check(OFFER(.name = "a.pdf", .other_names = {"b.exe"})), ERR_TYPE);
}

static void test_the_pace_of_creations(void **state)
{
    (void)state;
    CONFIG->creations_per_client = 1;
    intake_host_renew_limits();
    assert_int_equal(check(OFFER(.size = 1)), 0);
    assert_int_equal(check(OFFER(.size = 1)), ERR_CREATIONS);
    assert_true(says("At most 1 a minute (creations_per_client)"));
    assert_true(intake_host.exchange.retry_after_s > 30);
    assert_true(intake_host.exchange.retry_after_s <= 60);
    assert_int_equal(check(OFFER(.size = 1, .by = &intake_host.principal)), 0);
    intake_host.request.address = "192.0.2.2";
    assert_int_equal(check(OFFER(.size = 1)), 0);
    assert_int_equal(check((struct intake_offer){.size = 1}), 0); /* no client */
    assert_int_equal(check((struct intake_offer){.size = 1}), 0);
}

static void test_uploads_without_a_byte(void **state)
{
    (void)state;
    CONFIG->empty_uploads_per_client = 2;
    CONFIG->max_size = 10;
    intake_host_renew_limits();
    assert_int_equal(check(OFFER(.size = 1)), 0);
    assert_int_equal(check(OFFER(.size = 11)), ERR_TOO_LARGE); /* takes no place */
    assert_int_equal(check(OFFER(.size = 11)), ERR_TOO_LARGE);
    assert_int_equal(check(OFFER(.size = 1)), 0);
    assert_int_equal(check(OFFER(.size = 1)), ERR_CREATIONS);
    assert_true(says("At most 2 uploads without a byte (empty_uploads_per_client)"));
    assert_int_equal(intake_host.exchange.retry_after_s, 5);
    assert_int_equal(check((struct intake_offer){.size = 1}), 0);
}

static void test_places_for_senders(void **state)
{
    struct request other = {.body = "", .address = "192.0.2.2"};
    struct exchange sender;

    (void)state;
    CONFIG->uploads_active = 1;
    intake_host_renew_limits();
    sender = (struct exchange){.request = &other, .places = APP->places};
    assert_int_equal(check(OFFER(.size = 1)), 0);
    assert_int_equal(sender_limits_take(&sender), 0);
    assert_int_equal(check(OFFER(.size = 1)), ERR_BUSY);
    assert_true(says("uploads_active = 1"));
    assert_int_equal(check((struct intake_offer){.size = 1}), 0);
    sender_limits_leave(&sender);
    CONFIG->uploads_active = 2;
    intake_host_renew_limits();
    sender.places = APP->places;
    other.address = intake_host.request.address;
    assert_int_equal(sender_limits_take(&sender), 0);
    assert_int_equal(check(OFFER(.size = 1)), ERR_CROWDED);
    assert_true(says("uploads_per_client = 1"));
    sender_limits_leave(&sender);
}

static void test_the_quota(void **state)
{
    (void)state;
    CONFIG->quota_bytes = 10;
    CONFIG->quota_uploads = 3;
    CONFIG->deny_types = LIST(html);
    intake_host_renew_limits();
    /* The quota is asked last: a refused upload takes none of it. */
    assert_int_equal(check(OFFER(.size = 6, .type = "text/html")), ERR_TYPE);
    assert_int_equal(check(OFFER(.size = 6)), 0);
    assert_int_equal(check(OFFER(.size = 5)), ERR_QUOTA);
    assert_int_equal(check(OFFER(.size = -1)), 0);
    assert_int_equal(check(OFFER(.size = 4)), 0);
    assert_int_equal(check(OFFER(.size = 0)), ERR_QUOTA);
    assert_int_equal(check(OFFER(.size = 10, .by = &intake_host.principal)), 0);
    assert_int_equal(check((struct intake_offer){.size = 1, .by = &intake_host.principal}),
                     ERR_QUOTA);
    assert_int_equal(check((struct intake_offer){.size = 100}), 0); /* no client */
}

/* --- the site's program --- */

/* Writes a script to path and makes it the setting, with the path for its question. */
static void set_program(const char *text, char path[32], char command[96])
{
    (void)snprintf(path, 32, "/tmp/loadline-unit-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    (void)snprintf(command, 96, "/bin/sh %s %s.q", path, path);
    CONFIG->pre_create = command;
    CONFIG->pre_create_timeout_ms = 20000;
}

static bool was_asked(const char *path, const char *question)
{
    char name[40], text[512] = "";

    (void)snprintf(name, sizeof name, "%s.q", path);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(read(fd, text, sizeof text - 1) >= 0);
    close(fd);
    unlink(name);
    if (strcmp(text, question) != 0)
        print_message("asked: %s\n", text);
    return strcmp(text, question) == 0;
}

static void test_the_program_is_asked(void **state)
{
    char path[32], command[96];

    (void)state;
    set_program("cat >$1; echo No; exit 1", path, command);
    assert_int_equal(check(OFFER(.size = 7, .name = "a\"b", .type = "t/x",
                                 .metadata = "k dg==", .by = &intake_host.principal)),
                     ERR_REFUSED);
    assert_string_equal(intake_host.exchange.detail, "No");
    assert_true(was_asked(path, "{\"name\":\"a\\\"b\",\"type\":\"t/x\",\"owner\":\"" HOST_OWNER
                                "\",\"metadata\":{\"k\":\"v\"},\"size\":7}\n"));
    assert_int_equal(check((struct intake_offer){.size = -1}), ERR_REFUSED);
    assert_true(was_asked(
        path, "{\"name\":null,\"type\":null,\"owner\":null,\"metadata\":null,\"size\":null}\n"));
    assert_int_equal(check(OFFER(.size = 0, .fields = "{\"f\":\"w\"}")), ERR_REFUSED);
    assert_true(was_asked(path, "{\"name\":null,\"type\":null,\"owner\":null,"
                                "\"metadata\":{\"f\":\"w\"},\"size\":0}\n"));
    (void)snprintf(intake_host.principal.owner, OWNER_SIZE, "a");
    assert_int_equal(check(OFFER(.size = 0, .by = &intake_host.principal)), ERR_REFUSED);
    assert_true(was_asked(
        path, "{\"name\":null,\"type\":null,\"owner\":\"a\",\"metadata\":null,\"size\":0}\n"));
    unlink(path);
}

static void test_the_program_may_accept_or_break(void **state)
{
    char path[32], command[96];

    (void)state;
    set_program("exit 0", path, command);
    assert_int_equal(check(OFFER(.size = 7)), 0);
    unlink(path);
    set_program("kill -9 $$", path, command);
    assert_int_equal(check(OFFER(.size = 7)), ERR_ADMISSION);
    unlink(path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_too_large),
        TEST(test_a_full_disk),
        TEST(test_types),
        TEST(test_denied_endings),
        TEST(test_allowed_endings),
        TEST(test_the_pace_of_creations),
        TEST(test_uploads_without_a_byte),
        TEST(test_places_for_senders),
        TEST(test_the_quota),
        TEST(test_the_program_is_asked),
        TEST(test_the_program_may_accept_or_break),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
