/* SPDX-License-Identifier: MIT */
/*
 * The part of the worker that stages use; they need no Redis and no spool.
 */
#include "tests/unit/support/stage_host.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static int wake_fd = -1;

static void on_child(int number)
{
    uint64_t one = 1;
    (void)number;
    (void)!write(wake_fd, &one, sizeof one);
}

static void report(struct stage_context *ctx, int progress, const char *message)
{
    struct stage_host *h = ctx->host;
    h->reports++;
    buffer_addf(&h->said, "%d:%s;", progress, message ? message : "");
}

static int set_result(struct stage_context *ctx, const char *key, const char *value)
{
    struct stage_host *h = ctx->host;
    buffer_addf(&h->said, "%s=%s;", key, value);
    return 0;
}

static bool stopped(struct stage_context *ctx)
{
    const struct stage_host *h = ctx->host;
    return h->stop_after_ms != 0 && clock_mono_ms() >= h->stop_after_ms;
}

static void write_data(struct stage_host *h, const void *bytes, size_t len)
{
    int fd = open(h->data_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
}

void host_open(struct stage_host *h, const void *bytes, size_t len)
{
    struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_RESTART};

    memset(h, 0, sizeof *h);
    (void)snprintf(h->folder, sizeof h->folder, "/tmp/loadline-stage-XXXXXX");
    assert_non_null(mkdtemp(h->folder));
    (void)snprintf(h->data_path, sizeof h->data_path, "%s/data", h->folder);
    (void)snprintf(h->out_path, sizeof h->out_path, "%s/out", h->folder);
    assert_int_equal(mkdir(h->out_path, 0700), 0);
    write_data(h, bytes, len);
    upload_init(&h->upload);
    assert_int_equal(id_make(h->upload.id), 0);
    h->upload.size = h->upload.received = (int64_t)len;
    h->upload.complete = true;
    buffer_init(&h->said, 1 << 20);
    (void)snprintf(h->mismatch, sizeof h->mismatch, "programs");
    (void)snprintf(h->required, sizeof h->required, "yes");
    h->settings.identify_mismatch = h->mismatch;
    h->settings.required = h->required;
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assert_int_equal(sigaction(SIGCHLD, &action, NULL), 0);
    h->ctx = (struct stage_context){.upload = &h->upload,
                                    .settings = &h->settings,
                                    .config = &h->site,
                                    .data_fd = open(h->data_path, O_RDONLY | O_CLOEXEC),
                                    .data_path = h->data_path,
                                    .out_fd = open(h->out_path, O_RDONLY | O_CLOEXEC),
                                    .out_path = h->out_path,
                                    .wake_fd = wake_fd,
                                    .host = h,
                                    .report = report,
                                    .set_result = set_result,
                                    .stopped = stopped};
}

int host_run(struct stage_host *h, const struct stage_ops *ops)
{
    return ops->run(&h->ctx);
}

int host_run_script(struct stage_host *h, const char *script)
{
    char path[HOST_PATH_SIZE + 16], command[HOST_PATH_SIZE + 32];

    (void)snprintf(path, sizeof path, "%s/script", h->folder);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_true(fputs(script, f) >= 0);
    assert_int_equal(fclose(f), 0);
    (void)snprintf(command, sizeof command, "/bin/sh  %s\tsecond", path);
    h->settings.command = command;
    int rc = host_run(h, &stage_command);
    h->settings.command = NULL;
    return rc;
}

static void remove_files(const char *folder)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    assert_non_null(d);
    while ((e = readdir(d)))
        (void)unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
    assert_int_equal(rmdir(folder), 0);
}

void host_close(struct stage_host *h)
{
    (void)signal(SIGCHLD, SIG_DFL);
    close(wake_fd);
    close(h->ctx.data_fd);
    close(h->ctx.out_fd);
    remove_files(h->out_path);
    remove_files(h->folder);
    upload_free(&h->upload);
    buffer_free(&h->said);
}
