/* SPDX-License-Identifier: MIT */
/*
 * The stage command: runs a program, which gets the file's path as its last argument and prints
 * lines (command_output.h). Exit status 0 is success, 75 (EX_TEMPFAIL of sysexits.h) requests a
 * later run; the last line on standard error is the reason of a failure.
 */
#include "worker/stages/stage.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/trace_context.h"
#include "worker/stages/command_output.h"
#include "worker/stages/metadata_variables.h"
#include "service/process.h"
#include "worker/stages/orphans.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 64
#define GRACE_MS 400 /* between SIGTERM and SIGKILL; a cancel ends within a second */
#define EXIT_LATER 75
#define RESULT_DEPTH 4
#define NOT_STARTED "stage_not_started"
/* Bytes read after the program's end: other processes may still hold the pipe. */
#define DRAIN_MAX ((size_t)1 << 20)
#define READ_MAX ((size_t)1 << 16) /* bytes read in one turn */
#define PATH_DEFAULT "/usr/local/bin:/usr/bin:/bin"

enum { VAR_PATH, VAR_ID, VAR_NAME, VAR_TYPE, VAR_FOUND, VAR_SIZE, VAR_OUT, VAR_COUNT };

struct command {
    struct stage_context *ctx;
    struct process process;
    struct command_output out, err;
    char last[COMMAND_OUTPUT_MAX + 1]; /* the last line of standard error that was not blank */
    int64_t ends_at_ms;                /* monotonic; 0: no limit */
    char *words, *path; /* storage of argv: the setting, split, and the file's path */
    char *argv[ARGUMENTS_MAX + 2];
    struct metadata_variables metadata;
    char traceparent[sizeof TRACE_PARENT_VARIABLE + TRACE_PARENT_SIZE];
    char *env[VAR_COUNT + CONFIG_METADATA_FIELDS_MAX + 2];
};

static int set_variable(struct command *c, int which, const char *name, const char *value)
{
    size_t size = strlen(name) + 1 + strlen(value) + 1;
    c->env[which] = malloc(size);
    if (!c->env[which])
        return ERR_NOMEM;
    (void)snprintf(c->env[which], size, "%s=%s", name, value);
    return 0;
}

/* Sets the variable with the type that the stage identify found; "" if it did not run. */
static int set_found_type(struct command *c)
{
    const char *text = c->ctx->upload->result;
    struct json *result = NULL;

    if (text != NULL)
        (void)json_parse(text, strlen(text), RESULT_DEPTH, &result);
    int rc = set_variable(c, VAR_FOUND, "LOADLINE_TYPE_FOUND", json_get_string(result, "type", ""));
    json_free(&result);
    return rc;
}

/* The name is the one that OpenTelemetry's tools read. */
static void set_trace(struct command *c, size_t at)
{
    const char *parent = c->ctx->upload->traceparent;

    if (parent[0] == '\0')
        return;
    (void)snprintf(c->traceparent, sizeof c->traceparent, TRACE_PARENT_VARIABLE "%s", parent);
    c->env[at] = c->traceparent;
}

static int make_environment(struct command *c)
{
    const struct upload *u = c->ctx->upload;
    const char *path = getenv("PATH");
    char size[24];

    (void)snprintf(size, sizeof size, "%lld", (long long)u->size);
    if (set_variable(c, VAR_PATH, "PATH", path ? path : PATH_DEFAULT) ||
        set_variable(c, VAR_ID, "LOADLINE_ID", u->id) ||
        set_variable(c, VAR_NAME, "LOADLINE_NAME", u->name ? u->name : "") ||
        set_variable(c, VAR_TYPE, "LOADLINE_TYPE", u->type ? u->type : "") || set_found_type(c) ||
        set_variable(c, VAR_SIZE, "LOADLINE_SIZE", size) ||
        set_variable(c, VAR_OUT, "LOADLINE_OUT", c->ctx->out_path))
        return ERR_NOMEM;
    int rc = metadata_variables_make(c->ctx->config->metadata_fields, u, &c->metadata);
    for (size_t i = 0; rc == 0 && i < c->metadata.count; i++)
        c->env[VAR_COUNT + i] = c->metadata.texts[i];
    set_trace(c, VAR_COUNT + c->metadata.count);
    return rc;
}

static int make_arguments(struct command *c)
{
    size_t n = 0;
    char *rest = NULL;

    c->words = strdup(c->ctx->settings->command);
    c->path = strdup(c->ctx->data_path);
    if (!c->words || !c->path)
        return ERR_NOMEM;
    char *word = strtok_r(c->words, " \t", &rest);
    for (; word && n < ARGUMENTS_MAX; word = strtok_r(NULL, " \t", &rest))
        c->argv[n++] = word;
    if (n == 0 || word)
        return stage_fail(c->ctx, NOT_STARTED, true, "A command must have 1 to %d words",
                          ARGUMENTS_MAX);
    c->argv[n] = c->path;
    return 0;
}

static void free_command(struct command *c)
{
    for (size_t i = 0; i < VAR_COUNT; i++)
        free(c->env[i]);
    metadata_variables_free(&c->metadata);
    free(c->path);
    free(c->words);
}

static void take_out_line(void *arg, const char *text)
{
    struct command *c = arg;
    struct line line;

    line_parse(text, &line);
    if (line.kind == LINE_PROGRESS)
        c->ctx->report(c->ctx, line.progress, *line.text ? line.text : NULL);
    else if (line.kind == LINE_RESULT)
        (void)c->ctx->set_result(c->ctx, line.key, line.text);
}

static void take_err_line(void *arg, const char *text)
{
    struct command *c = arg;
    if (text[strspn(text, " \t")])
        (void)snprintf(c->last, sizeof c->last, "%s", text);
}

/* Reads the available bytes, at most max; false at the end of the stream. */
static bool stage_command_take(struct command *c, int fd, size_t max)
{
    bool is_out = fd == c->process.out_fd;
    char bytes[4096];

    while (max > 0) {
        ssize_t n = read(fd, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 && errno == EAGAIN;
        command_output_push(is_out ? &c->out : &c->err, bytes, (size_t)n,
                            is_out ? take_out_line : take_err_line, c);
        max -= (size_t)n < max ? (size_t)n : max;
    }
    return true;
}

static void take_from(struct command *c, int *fd, size_t max)
{
    if (*fd >= 0 && !stage_command_take(c, *fd, max)) {
        close(*fd);
        *fd = -1;
    }
}

static void take_rest(struct command *c)
{
    take_from(c, &c->process.out_fd, DRAIN_MAX);
    take_from(c, &c->process.err_fd, DRAIN_MAX);
    command_output_end(&c->out, take_out_line, c);
    command_output_end(&c->err, take_err_line, c);
}

static void wait_for_something(struct command *c)
{
    struct pollfd fds[] = {{c->ctx->wake_fd, POLLIN, 0},
                           {c->process.out_fd, POLLIN, 0},
                           {c->process.err_fd, POLLIN, 0}};
    char woken[8];

    (void)poll(fds, sizeof fds / sizeof *fds, STAGE_TICK_MS);
    if (fds[0].revents)
        (void)!read(c->ctx->wake_fd, woken, sizeof woken);
}

static int evaluate_signal(struct command *c, int number)
{
    if (number == SIGXCPU)
        return stage_fail(c->ctx, "stage_timeout", true,
                          "The program used more processor time than allowed");
    if (number == SIGXFSZ)
        return stage_fail(c->ctx, "stage_limit", false,
                          "The program wrote a larger file than allowed");
    return stage_fail(c->ctx, "stage_crashed", true, "The program was ended by signal %d (%s)",
                      number, strsignal(number));
}

static int stage_command_evaluate(struct command *c, int status)
{
    if (WIFSIGNALED(status))
        return evaluate_signal(c, WTERMSIG(status));
    int code = WEXITSTATUS(status);
    if (code == 0)
        return 0;
    if (code == EXIT_LATER)
        return stage_later(c->ctx, "stage_later", "The program asked for a later run%s%s",
                           *c->last ? ": " : "", c->last);
    if (*c->last)
        return stage_fail(c->ctx, error_code(ERR_STAGE), false, "%s", c->last);
    return stage_fail(c->ctx, error_code(ERR_STAGE), false, "The program ended with status %d",
                      code);
}

/* Attends to the program until it ends, in any way. */
static int stage_command_attend(struct command *c)
{
    int status = 0;
    for (;;) {
        wait_for_something(c);
        take_from(c, &c->process.out_fd, READ_MAX);
        take_from(c, &c->process.err_fd, READ_MAX);
        if (c->ctx->stopped(c->ctx))
            return STAGE_STOPPED;
        if (process_ended(&c->process, &status)) {
            take_rest(c);
            return stage_command_evaluate(c, status);
        }
        if (c->ends_at_ms && clock_mono_ms() >= c->ends_at_ms)
            return stage_time_out(c->ctx);
    }
}

/* A program with many threads may use all processors for the whole time. */
static int64_t processor_time_ms(int64_t time_limit_ms)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return time_limit_ms * (processors > 0 ? processors : 1);
}

/* Finds the user to run the program as, and gives the folder to that user. */
static int take_user(struct command *c, struct process_user *user)
{
    const char *name = c->ctx->settings->user;

    if (process_find_user(name, user) != 0)
        return stage_fail(c->ctx, NOT_STARTED, true, "There is no user %.64s", name);
    if (fchown(c->ctx->out_fd, user->uid, (gid_t)-1) != 0)
        return stage_fail(c->ctx, NOT_STARTED, true,
                          "The worker cannot start the program as %.64s: it does not run as root",
                          name);
    return 0;
}

static int stage_command_start(struct command *c)
{
    const struct config_stage *settings = c->ctx->settings;
    struct process_spec spec = {
        .argv = c->argv,
        .env = c->env,
        .folder_fd = c->ctx->out_fd,
        .cpu_ms = processor_time_ms(settings->time_limit_ms),
        .memory_bytes = settings->memory_limit,
        .file_bytes = settings->file_limit,
    };
    struct process_user user;
    if (settings->user != NULL) {
        int rc = take_user(c, &user);
        if (rc != 0)
            return rc;
        spec.user = &user;
    }
    int err = process_start(&spec, &c->process);
    if (err) {
        stage_log_reason(c->ctx, NOT_STARTED, c->argv[0]);
        return stage_fail(c->ctx, NOT_STARTED, true, "The program could not be started: %s",
                          strerror(err));
    }
    if (settings->time_limit_ms)
        c->ends_at_ms = clock_mono_ms() + settings->time_limit_ms;
    return 0;
}

static int stage_command_run(struct stage_context *ctx)
{
    struct command c = {.ctx = ctx, .process = {0, -1, -1}};

    command_output_init(&c.out);
    command_output_init(&c.err);
    int rc = make_arguments(&c);
    if (rc == 0)
        rc = make_environment(&c);
    if (rc == 0)
        rc = stage_command_start(&c);
    if (rc == 0)
        rc = stage_command_attend(&c);
    process_end(&c.process, GRACE_MS);
    orphans_kill();
    free_command(&c);
    return rc;
}

const struct stage_ops stage_command = {
    .name = "command", .writes_files = true, .run = stage_command_run};
