/* SPDX-License-Identifier: MIT */
/*
 * Settings: defaults, units, environment variables and stage sections. Each mistake gives a message
 * of one line with its place and the valid values.
 */
#include "config/config.h"
#include "base/error.h"
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char path[64];
    struct config config;
    char message[CONFIG_ERROR_MAX];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    (void)snprintf(f->path, sizeof f->path, "/tmp/loadline-config-XXXXXX");
    int fd = mkstemp(f->path);
    if (fd < 0)
        return -1;
    (void)close(fd);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    config_free(&f->config);
    (void)unlink(f->path);
    free(f);
    return 0;
}

static int load(struct fixture *f, const char *text)
{
    FILE *file = fopen(f->path, "we");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) < 0, 0);
    assert_int_equal(fclose(file), 0);
    config_free(&f->config);
    return config_load(f->path, &f->config, f->message);
}

static void assert_refused(struct fixture *f, const char *text, const char *after_path)
{
    char expected[CONFIG_ERROR_MAX];
    assert_int_equal(load(f, text), ERR_CONFIG);
    (void)snprintf(expected, sizeof expected, "%s%s", f->path, after_path);
    assert_string_equal(f->message, expected);
}

static void test_defaults(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, ""), 0);
    const struct config *c = &f->config;
    assert_string_equal(c->redis_url, "redis://127.0.0.1:6379/0");
    assert_null(c->redis_prefix);
    assert_null(c->spool);
    assert_string_equal(c->public_url, "");
    assert_string_equal(c->upload_path, "/uploads/");
    assert_string_equal(c->upload_socket, "");
    assert_int_equal(c->upload_threads, 1024);
    assert_int_equal(c->redis_timeout_ms, 2000);
    assert_int_equal(c->progress_interval_ms, 100);
    assert_int_equal(c->max_size, 0);
    assert_int_equal(c->max_metadata, 8192);
    assert_null(c->cors_origins[0]);
    assert_int_equal(c->stage_count, 2);
    assert_string_equal(c->stages[0].name, "digest");
    assert_string_equal(c->stages[1].label, "File type");
    assert_int_equal(config_log_level(c), LOG_LEVEL_INFO);
}

static void test_units(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "max_size = 2g\nchunk_size = 64k\nmax_metadata = 100\n"
                             "lock_wait = 2m\nclaim_after = 1d\nredis_timeout = 150ms\n"
                             "progress_interval = 0\nlog_level = debug\n"),
                     0);
    assert_int_equal(f->config.max_size, INT64_C(2) << 30);
    assert_int_equal(f->config.chunk_size, 65536);
    assert_int_equal(f->config.max_metadata, 100);
    assert_int_equal(f->config.lock_wait_ms, 120000);
    assert_int_equal(f->config.claim_after_ms, 86400000);
    assert_int_equal(f->config.redis_timeout_ms, 150);
    assert_int_equal(f->config.progress_interval_ms, 0);
    assert_int_equal(config_log_level(&f->config), LOG_LEVEL_DEBUG);
}

static void test_lists(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "cors_origins = https://a.example,\n  http://[::1]:8080 , ,*,\n"), 0);
    assert_string_equal(f->config.cors_origins[0], "https://a.example");
    assert_string_equal(f->config.cors_origins[1], "http://[::1]:8080");
    assert_string_equal(f->config.cors_origins[2], "*");
    assert_null(f->config.cors_origins[3]);
    assert_int_equal(load(f, "stages =\n"), 0);
    assert_int_equal(f->config.stage_count, 0);
}

static void test_uploaders(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, ""), 0);
    assert_string_equal(f->config.uploaders[0], "dropzone");
    assert_string_equal(f->config.uploaders[7], "simple-uploader");
    assert_null(f->config.uploaders[8]);
    assert_int_equal(f->config.uploader_repeat_ms, 600000);
    assert_int_equal(load(f, "uploaders = flow\nuploader_repeat = 0\n"), 0);
    assert_string_equal(f->config.uploaders[0], "flow");
    assert_null(f->config.uploaders[1]);
    assert_int_equal(f->config.uploader_repeat_ms, 0);
    assert_int_equal(load(f, "uploaders =\n"), 0);
    assert_null(f->config.uploaders[0]);
    assert_refused(
        f, "uploaders = flow, tus\n",
        ":1: uploaders = flow, tus: must be a list of dropzone, filepond, fine-uploader, "
        "flow, jquery, plupload, resumable, simple-uploader");
}

static void test_stages(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f,
                          "stages = preview, digest\n[stage digest]\nweight = 7\n"
                          "[stage unused]\ncommand = /bin/false\n"
                          "[stage preview]\nlabel = Small picture\ncommand = /bin/convert -size\n"
                          "  200x200\ntime_limit = 30s\nmemory_limit = 512m\n"),
                     0);
    assert_int_equal(f->config.stage_count, 2);
    const struct config_stage *preview = &f->config.stages[0];
    assert_string_equal(preview->name, "preview");
    assert_string_equal(preview->label, "Small picture");
    assert_string_equal(preview->command, "/bin/convert -size 200x200");
    assert_int_equal(preview->weight, 20);
    assert_int_equal(preview->time_limit_ms, 30000);
    assert_int_equal(preview->memory_limit, INT64_C(512) << 20);
    assert_int_equal(f->config.stages[1].weight, 7);
    assert_null(f->config.stages[1].command);
}

static void test_unknown_names(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, "\nredis_ulr = x\n",
                   ":2: there is no setting redis_ulr; did you mean redis_url?");
    assert_refused(f, "zebra = x\n",
                   ":1: there is no setting zebra; \"loadline config --dump\" lists them all");
    assert_refused(
        f, "[redis]\nurl = x\n",
        ":2: there is no section [redis]; sections are [stage NAME] and [pipeline TYPE]");
    assert_refused(f, "[stage digest]\nworkers = 3\n", ":2: workers belongs above all sections");
    assert_refused(f, "weight = 3\n", ":1: weight belongs in a section [stage NAME]");
    assert_refused(f, "[stage Big]\nweight = 3\n",
                   ":2: a stage's name must be 1 to 32 of a-z, 0-9, \"_\" and \"-\", not Big");
}

static void test_bad_values(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, "workers = 0\n", ":1: workers = 0: must be a number from 1 to 256");
    assert_refused(f, "workers = 99999999999999999999\n",
                   ":1: workers = 99999999999999999999: must be a number from 1 to 256");
    assert_refused(f, "workers = 2x\n", ":1: workers = 2x: must be a number from 1 to 256");
    assert_refused(f, "lock_wait = 5\n",
                   ":1: lock_wait = 5: must be a time such as 100ms, 20s, 5m or 7d, from 0 to 5m");
    assert_refused(f, "spool = data\n", ":1: spool = data: must be an absolute path");
    assert_refused(f, "log_level = loud\n",
                   ":1: log_level = loud: must be error, warn, info or debug");
    assert_refused(f, "upload_path = /up\n",
                   ":1: upload_path = /up: must be a path that begins and ends with a slash");
    assert_refused(f, "relay_listen = here\n",
                   ":1: relay_listen = here: must be unix:/path or host:port");
    assert_refused(f, "redis_prefix = my site\n",
                   ":1: redis_prefix = my site: must be 1 to 64 letters, digits, \".\", \"_\", "
                   "\"-\" and \":\", for instance \"mysite:\"");
}

/* A mistake elsewhere in the URL must not bring the password into a log. */
static void test_bad_url_is_not_repeated(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "redis_url = http://me:hidden@host\n"), ERR_CONFIG);
    assert_null(strstr(f->message, "hidden"));
}

static void test_lines(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, "; good\nworkers 3\n",
                   ":2: neither \"name = value\" nor a section [stage NAME] or [pipeline TYPE]");
    assert_refused(f, "workers = 3\nworkers = 4\n", ":2: workers is set already in line 1");
    assert_refused(f, "workers = 3\n  attempts = 4\n",
                   ":2: attempts begins with a blank, which continues the line before; remove the "
                   "blank");
    char text[600] = "spool = /";
    memset(text + strlen(text), 'x', 500);
    assert_int_equal(load(f, text), ERR_CONFIG);
    assert_non_null(strstr(f->message, ":1: a line must not be longer than "));
}

static void test_together(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "stages = shrink\n"), ERR_CONFIG);
    assert_string_equal(f->message, "stages names shrink, which is not built in: it must have a "
                                    "section [stage shrink] with a command or a kind");
    assert_int_equal(load(f, "stages = deliver\n"), ERR_CONFIG);
    assert_string_equal(f->message,
                        "deliver_to must be set in [stage deliver], which is of the kind deliver");
    assert_int_equal(load(f, "stages = digest, digest\n"), ERR_CONFIG);
    assert_string_equal(f->message, "stages names digest twice");
    assert_int_equal(load(f, "upload_threads = 2\nupload_reserved_threads = 2\n"), ERR_CONFIG);
}

static void test_pipelines(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        load(f, "stages = digest\n[pipeline image/*]\nstages = digest, small, scan\n"
                "[stage small]\ncommand = /bin/convert\n[pipeline text/plain]\nstages =\n"),
        0);
    assert_int_equal(f->config.stage_count, 3);
    assert_string_equal(f->config.stages[1].name, "small");
    assert_string_equal(f->config.stages[1].kind, "command");
    assert_string_equal(f->config.stages[2].kind, "scan");
    assert_string_equal(f->config.stages[2].label, "Virus scan");
    assert_int_equal(f->config.pipeline_count, 2);
    assert_string_equal(f->config.pipelines[0].type, "image/*");
    assert_string_equal(f->config.pipelines[0].stages[2], "scan");
    assert_null(f->config.pipelines[1].stages[0]);
    assert_refused(f, "[pipeline images]\nstages = digest\n",
                   ":2: a pipeline is for a type such as application/pdf or image/*, not images");
    assert_int_equal(load(f, "[pipeline image/*]\nstages = shrink\n"), ERR_CONFIG);
    assert_int_equal(load(f, "[pipeline image/*]\nstages = digest, digest\n"), ERR_CONFIG);
}

static void test_kinds(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f,
                          "stages = away, keep, tell\n[stage away]\nkind = external\n"
                          "[stage keep]\nkind = deliver\ndeliver_to = /srv\n"
                          "[stage tell]\nkind = notify\nnotify_url = https://example.org/hook\n"),
                     0);
    assert_string_equal(f->config.stages[0].kind, "external");
    assert_string_equal(f->config.stages[0].label, "Away");
    assert_string_equal(f->config.stages[1].deliver_name, "{date}/{id}-{name}");
    assert_refused(f, "[stage x]\nkind = magic\n",
                   ":2: kind = magic: must be digest, identify, scan, command, external, deliver "
                   "or notify");
    assert_refused(f, "[stage x]\ndeliver_name = ../{name}\n",
                   ":2: deliver_name = ../{name}: must be a relative path, with {id}, {name}, "
                   "{owner}, {date}, {type}");
    assert_refused(f, "[stage x]\nnotify_url = file:///etc/passwd\n",
                   ":2: notify_url = file:///etc/passwd: must be an http:// or https:// URL");
}

static void test_missing_file(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(config_load("/nonexistent/x.conf", &f->config, f->message), ERR_CONFIG);
    assert_string_equal(f->message,
                        "/nonexistent/x.conf: cannot be opened: No such file or directory");
}

static void test_environment(void **state)
{
    struct fixture *f = *state;
    setenv("LOADLINE_WORKERS", "7", 1);
    setenv("LOADLINE_STAGES", "identify", 1);
    int err = load(f, "workers = 3\n[stage digest]\nweight = 1\n");
    setenv("LOADLINE_WORKERS", "many", 1);
    assert_int_equal(err, 0);
    assert_int_equal(f->config.workers, 7);
    assert_int_equal(f->config.stage_count, 1);
    err = load(f, "");
    unsetenv("LOADLINE_WORKERS");
    unsetenv("LOADLINE_STAGES");
    assert_int_equal(err, ERR_CONFIG);
    assert_string_equal(f->message, "LOADLINE_WORKERS = many: must be a number from 1 to 256");
}

static void test_require(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "spool = /srv/spool\n"), 0);
    assert_int_equal(config_require(&f->config, CONFIG_NEEDS_SPOOL, f->message), 0);
    assert_int_equal(config_require(&f->config, CONFIG_NEEDS_REDIS, f->message), ERR_CONFIG);
    assert_string_equal(f->message, "redis_prefix must be set, for instance \"mysite:\"");
    assert_int_equal(config_require(&f->config, CONFIG_NEEDS_SECRET, f->message), ERR_CONFIG);
}

static void test_files_that_were_looked_for_are_named(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(load(f, "spool = /srv/spool\n"), 0);
    f->config.has_file = false;
    assert_int_equal(config_require(&f->config, CONFIG_NEEDS_REDIS, f->message), ERR_CONFIG);
    assert_non_null(strstr(f->message, "redis_prefix must be set"));
    assert_non_null(strstr(f->message, "LOADLINE_CONFIG"));
    assert_non_null(strstr(f->message, "/.config/loadline/loadline.conf and " CONFIG_SYSTEM_FILE));
}

/* A dump can be loaded, and then dumps the same text. */
static void test_dump(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "redis_prefix = t:\nmax_size = 3m\nclaim_after = 90s\n"
                             "stages = digest, x\n[stage x]\ncommand = /bin/x -y\n"),
                     0);
    struct buffer first, second;
    buffer_init(&first, 65536);
    buffer_init(&second, 65536);
    config_dump(&f->config, &first);
    assert_non_null(strstr(buffer_text(&first), "\nmax_size = 3m\n"));
    assert_non_null(strstr(buffer_text(&first), "\nclaim_after = 90s\n"));
    assert_non_null(strstr(buffer_text(&first), "\n;spool = \n"));
    assert_int_equal(load(f, buffer_text(&first)), 0);
    config_dump(&f->config, &second);
    assert_string_equal(buffer_text(&first), buffer_text(&second));
    buffer_free(&first);
    buffer_free(&second);
}

static void test_dump_masks_passwords(void **state)
{
    static const struct {
        const char *line, *shown;
    } cases[] = {
        {"redis_url = redis://me:hid:d@en@host/1\n", "\nredis_url = redis://me:***@host/1\n"},
        {"redis_url = redis://:hidden@host\n", "\nredis_url = redis://:***@host\n"},
        {"redis_url = unix:/s?password=hidden&db=1\n", "\nredis_url = unix:/s?password=***&db=1\n"},
        {"sentinel_password = hidden\n", "\nsentinel_password = ***\n"},
        {"redis_url = redis://host:6380/0\n", "\nredis_url = redis://host:6380/0\n"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out;
        buffer_init(&out, 65536);
        assert_int_equal(load(f, cases[i].line), 0);
        config_dump(&f->config, &out);
        assert_non_null(strstr(buffer_text(&out), cases[i].shown));
        buffer_free(&out);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_defaults),     TEST(test_units),
        TEST(test_lists),        TEST(test_uploaders),
        TEST(test_stages),       TEST(test_pipelines),
        TEST(test_kinds),        TEST(test_unknown_names),
        TEST(test_bad_values),   TEST(test_bad_url_is_not_repeated),
        TEST(test_lines),        TEST(test_together),
        TEST(test_missing_file), TEST(test_environment),
        TEST(test_require),      TEST(test_files_that_were_looked_for_are_named),
        TEST(test_dump),         TEST(test_dump_masks_passwords),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
