/* SPDX-License-Identifier: MIT */
/*
 * The stage deliver: puts the file into a bucket (deliver_s3.h), or into its target folder, as a
 * link if both are on one file system, else as a copy. It never overwrites a file; an existing file
 * with the same content counts as delivered by an earlier attempt. The spool's own copy is removed
 * when the upload is done (worker/job.c).
 */
#include "worker/stages/stage.h"

#include "base/buffer.h"
#include "base/copy.h"
#include "base/error.h"
#include "spool/spool_mode.h"
#include "worker/stages/deliver_s3.h"
#include "worker/stages/delivery_name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define FOLDER_MODE 0770
#define DEFAULT_MODE 0640
#define PATH_MAX_BYTES 4096
#define COMPARED 65536 /* bytes per step */
#define NOT_DELIVERED "not_delivered"

struct delivery {
    struct stage_context *ctx;
    int folder_fd;    /* the target folder */
    const char *name; /* within it */
    char draft[48];   /* the temporary name of a copy */
    mode_t mode;
};

static int stage_deliver_fail(struct stage_context *ctx, const char *what)
{
    return stage_fail(ctx, NOT_DELIVERED, true, "The file could not be delivered: %s: %s", what,
                      strerror(errno));
}

/* The target folder itself cannot be opened. */
static int stage_deliver_fail_at(struct stage_context *ctx, const char *folder)
{
    char reason[PATH_MAX_BYTES];
    int saved = errno;

    (void)snprintf(reason, sizeof reason, "%s: %s", folder, strerror(saved));
    stage_log_reason(ctx, NOT_DELIVERED, reason);
    errno = saved;
    return stage_deliver_fail(ctx, "the folder");
}

/* --- the folder --- */

/* Creates the folder and opens it. If mode is "", the umask decides its permissions. */
static int stage_deliver_make_folder(int parent_fd, const char *name, const char *mode)
{
    if (mkdirat(parent_fd, name, FOLDER_MODE) != 0)
        return errno == EEXIST ? openat(parent_fd, name, FOLDER_FLAGS) : -1;
    int fd = openat(parent_fd, name, FOLDER_FLAGS);
    if (fd < 0)
        return -1;
    if ((*mode == '\0' || fchmod(fd, (mode_t)strtoul(mode, NULL, 8)) == 0) && fsync(parent_fd) == 0)
        return fd;
    int failed = errno;
    close(fd);
    errno = failed;
    return -1;
}

/* Opens the folder of a path below base and creates missing ones; follows no link. Modifies path.
 */
static int open_folders(int base_fd, char *path, const char *mode, char **name_out)
{
    int fd = base_fd;

    for (char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
        *slash = '\0';
        int next = openat(fd, path, FOLDER_FLAGS);
        if (next < 0 && errno == ENOENT)
            next = stage_deliver_make_folder(fd, path, mode);
        int failed = errno;
        close(fd);
        errno = failed;
        fd = next;
        if (fd < 0)
            return -1;
    }
    *name_out = path;
    return fd;
}

/* --- the file --- */

static int stage_deliver_compare(struct delivery *d, int there_fd, char *a, char *b, bool *same)
{
    for (off_t at = 0;;) {
        ssize_t n = pread(d->ctx->data_fd, a, COMPARED, at);
        ssize_t m = pread(there_fd, b, COMPARED, at);
        if (n < 0 || m < 0)
            return stage_deliver_fail(d->ctx, d->name);
        *same = n == m && memcmp(a, b, (size_t)n) == 0;
        if (!*same || n == 0)
            return 0;
        at += n;
        if (d->ctx->stopped(d->ctx))
            return STAGE_STOPPED;
    }
}

/* Returns 0 if the existing file has the content to be delivered. */
static int check_existing(struct delivery *d)
{
    char *bytes = malloc((size_t)2 * COMPARED);
    bool same = false;
    int fd = openat(d->folder_fd, d->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int rc = bytes == NULL ? ERR_NOMEM : 0;

    if (rc == 0 && fd >= 0)
        rc = stage_deliver_compare(d, fd, bytes, bytes + COMPARED, &same);
    if (rc == 0 && !same)
        rc = stage_fail(d->ctx, NOT_DELIVERED, true,
                        "The file could not be delivered: another file has that name");
    if (fd >= 0)
        close(fd);
    free(bytes);
    return rc;
}

static int copy_bytes(struct delivery *d, int fd)
{
    int64_t done = 0, size = d->ctx->upload->size;

    while (done < size) {
        ssize_t n = copy_step(d->ctx->data_fd, done, fd, done, size - done);
        if (n < 0)
            return stage_deliver_fail(d->ctx, d->name);
        if (n == 0)
            return stage_fail(d->ctx, error_code(ERR_IO), false,
                              "The file is shorter than its record says");
        done += n;
        d->ctx->report(d->ctx, stage_percent(done, size), NULL);
        if (d->ctx->stopped(d->ctx))
            return STAGE_STOPPED;
    }
    return fchmod(fd, d->mode) == 0 && fsync(fd) == 0 ? 0 : stage_deliver_fail(d->ctx, d->name);
}

/* Links the open file under its name in the folder: by descriptor, so that it is this file even if
 * its path was replaced meanwhile. Without the privilege for that, by its path in /proc. Returns as
 * linkat(). */
static int link_open(const struct delivery *d, int fd)
{
    char path[64];

    if (linkat(fd, "", d->folder_fd, d->name, AT_EMPTY_PATH) == 0)
        return 0;
    if (errno == EEXIST)
        return -1;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, d->folder_fd, d->name, AT_SYMLINK_FOLLOW);
}

/* Creates the temporary file. A leftover of an earlier attempt is removed: nothing that has the
 * name is opened or followed. */
static int open_draft(struct delivery *d)
{
    (void)snprintf(d->draft, sizeof d->draft, ".loadline-%s", d->ctx->upload->id);
    (void)unlinkat(d->folder_fd, d->draft, 0);
    return openat(d->folder_fd, d->draft, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static int deliver_copy(struct delivery *d)
{
    int fd = open_draft(d);

    if (fd < 0)
        return stage_deliver_fail(d->ctx, d->name);
    int rc = copy_bytes(d, fd);
    if (rc == 0 && link_open(d, fd) != 0)
        rc = errno == EEXIST ? check_existing(d) : stage_deliver_fail(d->ctx, d->name);
    (void)unlinkat(d->folder_fd, d->draft, 0);
    if (close(fd) != 0 && rc == 0)
        rc = stage_deliver_fail(d->ctx, d->name);
    return rc;
}

static int stage_deliver_deliver(struct delivery *d)
{
    int rc;

    if (link_open(d, d->ctx->data_fd) == 0)
        rc = fchmod(d->ctx->data_fd, d->mode) == 0 ? 0 : stage_deliver_fail(d->ctx, d->name);
    else if (errno == EEXIST)
        rc = check_existing(d);
    else if (errno == EXDEV || errno == EPERM || errno == EMLINK || errno == EOPNOTSUPP ||
             errno == ENOENT) /* ENOENT: no /proc, or the open file has no name left */
        rc = deliver_copy(d);
    else
        rc = stage_deliver_fail(d->ctx, d->name);
    if (rc == 0 && fsync(d->folder_fd) != 0)
        rc = stage_deliver_fail(d->ctx, d->name);
    return rc;
}

static mode_t stage_deliver_mode_of(const struct config_stage *c)
{
    if (*c->deliver_mode == '\0')
        return DEFAULT_MODE & ~spool_mode_mask();
    return (mode_t)strtoul(c->deliver_mode, NULL, 8);
}

static int deliver_as(struct stage_context *ctx, const char *path)
{
    const struct config_stage *c = ctx->settings;
    char cut[PATH_MAX_BYTES], *name = NULL;
    int base = open(c->deliver_to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (base < 0)
        return stage_deliver_fail_at(ctx, c->deliver_to);
    (void)snprintf(cut, sizeof cut, "%s", path);
    int folder = open_folders(base, cut, c->deliver_folder_mode, &name);
    if (folder < 0)
        return stage_deliver_fail(ctx, path);
    struct delivery d = {
        .ctx = ctx, .folder_fd = folder, .name = name, .mode = stage_deliver_mode_of(c)};
    int rc = stage_deliver_deliver(&d);
    close(folder);
    return rc;
}

static bool stage_deliver_is_s3(const struct stage_context *ctx)
{
    return strncmp(ctx->settings->deliver_to, DELIVER_S3, strlen(DELIVER_S3)) == 0;
}

static int stage_deliver_run(struct stage_context *ctx)
{
    struct buffer path;

    if (stage_deliver_is_s3(ctx))
        return deliver_s3_run(ctx);
    buffer_init(&path, PATH_MAX_BYTES);
    int rc = delivery_name(ctx->settings->deliver_name, ctx->upload, &path);
    if (rc != 0)
        rc = stage_fail(ctx, NOT_DELIVERED, false, "The name for the delivery is too long");
    if (rc == 0)
        rc = deliver_as(ctx, buffer_text(&path));
    if (rc == 0)
        rc = ctx->set_result(ctx, UPLOAD_DELIVERED, buffer_text(&path));
    buffer_free(&path);
    return rc;
}

static void stage_deliver_abandon(struct stage_context *ctx)
{
    if (stage_deliver_is_s3(ctx))
        deliver_s3_abandon(ctx);
}

const struct stage_ops stage_deliver = {
    .name = "deliver", .run = stage_deliver_run, .abandon = stage_deliver_abandon};
