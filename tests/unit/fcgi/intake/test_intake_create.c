/* SPDX-License-Identifier: MIT */
/*
 * The record of a new upload, what watchers and webhooks learn of it, and what a failed creation
 * leaves.
 */
#include "fcgi/intake/intake.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/store_parts.h"
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
#define LIFE_MS 60000
#define EMPTY_LIFE_MS 5000

static struct upload create(struct intake_offer offer)
{
    struct upload u;

    assert_int_equal(intake_create(APP, &offer, &u), 0);
    return u;
}

static void test_the_record_has_what_the_client_declared(void **state)
{
    int64_t before = clock_wall_ms();
    struct intake_offer offer = {.size = 5,
                                 .name = "a.txt",
                                 .type = "text/plain",
                                 .metadata = "filename YS50eHQ=",
                                 .fields = "{\"a\":\"b\"}",
                                 .concat = "partial",
                                 .expected = "sha-256=:x:",
                                 .by = &intake_host.principal};

    (void)state;
    CONFIG->expire_after_ms = LIFE_MS;
    CONFIG->expire_empty_after_ms = EMPTY_LIFE_MS;
    intake_host.principal.max_size = 77;
    struct upload made = create(offer);
    struct upload u = intake_host_load(made.id);
    assert_int_equal(u.size, 5);
    assert_int_equal(u.received, 0);
    assert_int_equal(u.state, STATE_CREATED);
    assert_int_equal(u.kind, KIND_UPLOAD);
    assert_false(u.complete);
    assert_string_equal(u.name, "a.txt");
    assert_string_equal(u.type, "text/plain");
    assert_string_equal(u.metadata, "filename YS50eHQ=");
    assert_non_null(strstr(u.fields, "\"b\""));
    assert_string_equal(u.concat, "partial");
    assert_string_equal(u.expected, "sha-256=:x:");
    assert_string_equal(u.owner, HOST_OWNER);
    assert_int_equal(u.max_size, 77);
    assert_int_equal(u.stage_count, 0);
    assert_int_equal(u.expire_after_ms, LIFE_MS);
    assert_int_equal(u.expire_empty_after_ms, EMPTY_LIFE_MS);
    assert_true(made.created_at >= before && made.created_at <= clock_wall_ms());
    assert_true(made.updated_at == made.created_at);
    assert_true(made.expires_at == made.created_at + EMPTY_LIFE_MS);
    assert_true(intake_host_told("post created 0;"));
    upload_free(&made);
    upload_free(&u);
}

static void test_a_bare_offer_declares_nothing(void **state)
{
    struct upload u = create((struct intake_offer){.size = -1});

    (void)state;
    assert_null(u.name);
    assert_null(u.type);
    assert_null(u.owner);
    assert_null(u.address);
    assert_null(u.concat);
    assert_int_equal(u.size, -1);
    assert_int_equal(u.expires_at, 0);
    upload_free(&u);
    *intake_host.principal.owner = '\0';
    u = create((struct intake_offer){.size = -1, .by = &intake_host.principal});
    assert_null(u.owner);
    upload_free(&u);
}

/* Watchers and files on disk never see a key of an upload. */
static void test_keys_are_masked(void **state)
{
    char capability[ID_SIZE + KEY_SIZE], id[ID_SIZE], key[KEY_SIZE], fields[128];

    (void)state;
    assert_int_equal(id_make(id), 0);
    assert_int_equal(key_make(&APP->secret, id, key), 0);
    (void)snprintf(capability, sizeof capability, "%s.%s", id, key);
    (void)snprintf(fields, sizeof fields, "{\"a\":\"%s\"}", capability);
    struct upload u = create((struct intake_offer){.size = 1,
                                                   .name = capability,
                                                   .type = capability,
                                                   .metadata = capability,
                                                   .fields = fields});
    assert_null(strstr(u.name, key));
    assert_null(strstr(u.type, key));
    assert_null(strstr(u.metadata, key));
    assert_null(strstr(u.fields, key));
    assert_non_null(strstr(u.fields, id));
    upload_free(&u);
}

static void test_long_names_are_cut_before_their_ending(void **state)
{
    char name[INTAKE_NAME_MAX + 10], type[INTAKE_TYPE_MAX + 10];

    (void)state;
    memset(name, 'n', sizeof name);
    memcpy(name + sizeof name - 5, ".pdf", 5);
    memset(type, 't', sizeof type);
    type[sizeof type - 1] = '\0';
    struct upload u = create((struct intake_offer){.size = 1, .name = name, .type = type});
    assert_int_equal(strlen(u.name), INTAKE_NAME_MAX);
    assert_string_equal(u.name + INTAKE_NAME_MAX - 5, "n.pdf");
    assert_int_equal(strlen(u.type), INTAKE_TYPE_MAX);
    upload_free(&u);
}

/* The address is private: it is stored only where a quota counts by it. */
static void test_the_address_is_stored_for_a_quota(void **state)
{
    struct intake_offer offer = {.size = 1, .exchange = &intake_host.exchange};
    struct upload u = create(offer);

    (void)state;
    assert_null(u.address);
    upload_free(&u);
    CONFIG->quota_bytes = 10;
    u = create(offer);
    assert_string_equal(u.address, "192.0.2.1");
    upload_free(&u);
    CONFIG->quota_bytes = 0;
    CONFIG->quota_uploads = 10;
    u = create(offer);
    assert_string_equal(u.address, "192.0.2.1");
    upload_free(&u);
    offer.by = &intake_host.principal;
    u = create(offer);
    assert_null(u.address);
    upload_free(&u);
    u = create((struct intake_offer){.size = 1});
    assert_null(u.address);
    upload_free(&u);
}

static void test_stages_are_for_whole_uploads_only(void **state)
{
    (void)state;
    intake_host_add_stage();
    struct upload u = create((struct intake_offer){.size = 1});
    assert_int_equal(u.stage_count, 1);
    assert_string_equal(u.stages[0].name, "tell");
    upload_free(&u);
    assert_string_equal(intake_host_events(), "created;");
    u = create((struct intake_offer){.size = 1, .kind = KIND_PARTIAL});
    assert_int_equal(u.stage_count, 0);
    assert_int_equal(u.kind, KIND_PARTIAL);
    upload_free(&u);
    assert_string_equal(intake_host_events(), "created;");
    u = create((struct intake_offer){.size = 1, .in_parts = true});
    assert_int_equal(u.stage_count, 2);
    assert_string_equal(u.stages[0].name, ASSEMBLY_STAGE);
    assert_int_equal(u.stages[0].weight, STORE_PARTS_WEIGHT);
    upload_free(&u);
}

static void test_an_empty_upload_is_complete_at_once(void **state)
{
    struct upload u = create((struct intake_offer){.size = 0});

    (void)state;
    assert_true(u.complete);
    assert_int_equal(u.state, STATE_DONE);
    struct upload stored = intake_host_load(u.id);
    assert_true(stored.complete);
    assert_int_equal(stored.state, STATE_DONE);
    assert_true(intake_host_told("post created 0;post! done 0;"));
    upload_free(&u);
    upload_free(&stored);
    intake_host_add_stage();
    u = create((struct intake_offer){.size = 0});
    assert_int_equal(u.state, STATE_QUEUED);
    assert_true(intake_host_told("post created 0;post! queued 0;"));
    upload_free(&u);
}

static void test_only_the_client_ends_an_open_upload(void **state)
{
    struct upload u = create((struct intake_offer){.size = 0, .open_end = true});

    (void)state;
    assert_false(u.complete);
    assert_int_equal(u.state, STATE_CREATED);
    assert_true(intake_host_told("post created 0;"));
    upload_free(&u);
}

/* An offer whose five bytes have arrived. */
static struct intake_offer brief_offer(void)
{
    intake_host.request.body = "01234";
    intake_host.request.length = 5;
    intake_host.request.is_here = true;
    return (struct intake_offer){
        .size = 5, .body = &intake_host.request, .exchange = &intake_host.exchange};
}

static void test_a_brief_file_is_recorded_once(void **state)
{
    (void)state;
    CONFIG->empty_uploads_per_client = 1;
    intake_host_renew_limits();
    struct upload u = create(brief_offer());
    assert_true(u.complete);
    assert_int_equal(u.state, STATE_DONE);
    struct upload stored = intake_host_load(u.id);
    assert_true(stored.complete);
    assert_int_equal(stored.received, 5);
    assert_int_equal(store_data_length(APP->store, u.id), 5);
    assert_true(intake_host_told("post! done 5;"));
    upload_free(&u);
    upload_free(&stored);
    intake_host_add_stage();
    u = create(brief_offer()); /* the first one does not count as empty */
    assert_int_equal(u.state, STATE_QUEUED);
    assert_true(intake_host_told("post! queued 5;"));
    assert_string_equal(intake_host_events(), "created;");
    upload_free(&u);
}

/* More is awaited than the bytes of this request. */
static void test_what_is_not_whole_with_its_body_is_not_brief(void **state)
{
    (void)state;
    for (int i = 0; i < 7; i++) {
        struct intake_offer offer = brief_offer();
        offer.size += i == 0;
        offer.kind = i == 1 ? KIND_PARTIAL : KIND_UPLOAD;
        offer.open_end = i == 2;
        offer.awaits_name = i == 3;
        offer.in_pieces = i == 4;
        offer.in_parts = i == 5;
        offer.expected = i == 6 ? "sha-256=:x:" : NULL;
        struct upload u = create(offer);
        assert_false(u.complete);
        assert_int_equal(u.received, 0);
        upload_free(&u);
    }
}

static int refuse_any(struct intake_offer offer)
{
    struct upload u;
    int rc = intake_create(APP, &offer, &u);

    assert_null(u.name);
    assert_string_equal(buffer_text(&intake_host.told), "");
    upload_free(&u);
    return rc;
}

static int count_one(void *arg, const char *id)
{
    (void)id;
    ++*(int *)arg;
    return 0;
}

static void test_a_refused_upload_leaves_nothing(void **state)
{
    int count = 0;

    (void)state;
    intake_host_add_stage();
    CONFIG->max_size = 10;
    assert_int_equal(refuse_any((struct intake_offer){.size = 11, .name = "n"}), ERR_TOO_LARGE);
    assert_int_equal(store_each(APP->store, count_one, &count), 0);
    assert_int_equal(count, 0);
    assert_string_equal(intake_host_events(), "");
}

/* Puts a file where the folders of uploads would be. */
static void block_spool(void)
{
    char path[128];

    for (int i = 0; i < 256; i++) {
        (void)snprintf(path, sizeof path, "%s/%02x", store_path(APP->store), i);
        close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }
}

static void test_a_failed_creation_is_not_announced(void **state)
{
    struct intake_offer offer = {.size = 1, .name = "n", .exchange = &intake_host.exchange};

    (void)state;
    intake_host_add_stage();
    CONFIG->empty_uploads_per_client = 1;
    intake_host_renew_limits();
    block_spool();
    assert_int_equal(refuse_any(offer), ERR_IO);
    assert_string_equal(intake_host_events(), "");
    assert_int_equal(refuse_any(offer), ERR_IO); /* the first one no longer counts as empty */
}

static void test_a_brief_file_with_another_checksum_is_not_made(void **state)
{
    struct intake_offer offer = brief_offer();
    int count = 0;

    (void)state;
    offer.name = "n";
    assert_int_equal(checksum_parse("sha1 AAAA", &offer.checksum), 0);
    assert_int_equal(refuse_any(offer), ERR_CHECKSUM);
    checksum_free(&offer.checksum);
    assert_int_equal(store_each(APP->store, count_one, &count), 0);
    assert_int_equal(count, 0);
}

/* Another try, with another id, has them again. */
static void test_the_bytes_of_a_failed_creation_are_given_back(void **state)
{
    struct intake_offer offer = brief_offer();

    (void)state;
    offer.name = "n";
    block_spool();
    assert_int_equal(refuse_any(offer), ERR_IO);
    assert_int_equal(intake_host.request.unread, 1);
}

/* Checks empty_uploads_per_client: an upload counts until it is complete or has a byte. */
static void test_empty_uploads_are_counted(void **state)
{
    struct intake_offer offer = {.size = 0, .exchange = &intake_host.exchange};
    struct upload u;

    (void)state;
    CONFIG->empty_uploads_per_client = 1;
    intake_host_renew_limits();
    u = create(offer);
    upload_free(&u);
    offer.size = 1;
    u = create(offer);
    upload_free(&u);
    buffer_reset(&intake_host.told);
    assert_int_equal(refuse_any(offer), ERR_CREATIONS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_the_record_has_what_the_client_declared),
        TEST(test_a_bare_offer_declares_nothing),
        TEST(test_keys_are_masked),
        TEST(test_long_names_are_cut_before_their_ending),
        TEST(test_the_address_is_stored_for_a_quota),
        TEST(test_stages_are_for_whole_uploads_only),
        TEST(test_an_empty_upload_is_complete_at_once),
        TEST(test_a_brief_file_is_recorded_once),
        TEST(test_what_is_not_whole_with_its_body_is_not_brief),
        TEST(test_a_brief_file_with_another_checksum_is_not_made),
        TEST(test_the_bytes_of_a_failed_creation_are_given_back),
        TEST(test_only_the_client_ends_an_open_upload),
        TEST(test_a_refused_upload_leaves_nothing),
        TEST(test_a_failed_creation_is_not_announced),
        TEST(test_empty_uploads_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
