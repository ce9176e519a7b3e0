/* SPDX-License-Identifier: MIT */
/*
 * Touches the file of the setting worker_alive_file.
 */
#include "worker/alive_file.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool set_time(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

    if (fd < 0)
        return false;
    bool done = futimens(fd, NULL) == 0;
    int reason = errno;
    (void)close(fd);
    errno = reason;
    return done;
}

void alive_file_touch(struct alive_file *f, int64_t now_ms)
{
    if (f->path[0] == '\0' || now_ms < f->due_ms)
        return;
    f->due_ms = now_ms + ALIVE_FILE_MS;
    bool failed = !set_time(f->path);
    if (failed && !f->failed)
        log_warn("alive_file_failed", "file", f->path, "error", strerror(errno), NULL);
    f->failed = failed;
}
