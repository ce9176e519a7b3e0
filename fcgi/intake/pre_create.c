/* SPDX-License-Identifier: MIT */
/*
 * Starts one child process per question. The question is a file in memory, so this process never
 * blocks on a child that does not read.
 */
#include "fcgi/intake/pre_create.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/trace_context.h"
#include "service/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 64
#define LOOK_MS 5
#define PATH_VARIABLE "PATH=/usr/local/bin:/usr/bin:/bin"

/* The child's output, stdout and stderr together. */
struct said {
    char text[PRE_CREATE_REASON_SIZE];
    size_t len;
};

static int put_question(const char *question, size_t len, int *fd_out)
{
    *fd_out = memfd_create("question", MFD_CLOEXEC);
    if (*fd_out < 0)
        return ERR_ADMISSION;
    while (len > 0) {
        ssize_t n = write(*fd_out, question, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_ADMISSION;
        question += n;
        len -= (size_t)n;
    }
    return lseek(*fd_out, 0, SEEK_SET) == 0 ? 0 : ERR_ADMISSION;
}

/* Reads available output and drops what does not fit. False at the end of the stream. */
static bool hear(struct said *s, int fd)
{
    char bytes[1024];
    ssize_t n = read(fd, bytes, sizeof bytes);

    if (n <= 0)
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    size_t room = sizeof s->text - 1 - s->len;
    size_t taken = (size_t)n < room ? (size_t)n : room;
    memcpy(s->text + s->len, bytes, taken);
    s->len += taken;
    return true;
}

/* Reduces the text to its first line that is not blank. */
static void trim(struct said *s)
{
    s->text[s->len] = '\0';
    char *begin = s->text + strspn(s->text, " \t\r\n");
    size_t len = strcspn(begin, "\r\n");

    while (len > 0 && strchr(" \t", begin[len - 1]) != NULL)
        len--;
    memmove(s->text, begin, len);
    s->text[len] = '\0';
    for (char *at = s->text; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = ' ';
}

static void listen_to(struct process *p, struct said *s, int wait_ms)
{
    struct pollfd fds[] = {{p->out_fd, POLLIN, 0}, {p->err_fd, POLLIN, 0}};
    int *const ends[] = {&p->out_fd, &p->err_fd};

    if (poll(fds, 2, wait_ms) <= 0)
        return;
    for (size_t i = 0; i < 2; i++)
        if (fds[i].revents != 0 && !hear(s, fds[i].fd)) {
            close(*ends[i]);
            *ends[i] = -1;
        }
}

/* Collects output until the child ends or times out. */
static int pre_create_attend(struct process *p, int64_t timeout_ms, struct said *s)
{
    int64_t end = clock_mono_ms() + timeout_ms;
    int status = 0;

    while (!process_ended(p, &status)) {
        if (clock_mono_ms() >= end)
            return ERR_ADMISSION;
        listen_to(p, s, LOOK_MS);
    }
    listen_to(p, s, 0);
    if (!WIFEXITED(status))
        return ERR_ADMISSION;
    return WEXITSTATUS(status) == 0 ? 0 : ERR_REFUSED;
}

static int pre_create_run(char **argv, int in_fd, const char *traceparent, int64_t timeout_ms,
                          struct said *s)
{
    static char path[] = PATH_VARIABLE;
    char trace[sizeof TRACE_PARENT_VARIABLE + TRACE_PARENT_SIZE];
    bool has_trace = traceparent != NULL && traceparent[0] != '\0';
    char *const env[] = {path, has_trace ? trace : NULL, NULL};
    struct process p = {0, -1, -1};
    int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct process_spec spec = {.argv = argv, .env = env, .folder_fd = root, .in_fd = in_fd};

    (void)snprintf(trace, sizeof trace, TRACE_PARENT_VARIABLE "%s", has_trace ? traceparent : "");
    int err = root < 0 ? errno : process_start(&spec, &p);
    int rc = err != 0 ? ERR_ADMISSION : pre_create_attend(&p, timeout_ms, s);
    process_end(&p, 0);
    if (root >= 0)
        close(root);
    if (rc == ERR_ADMISSION)
        log_error("pre_create_failed", "program", argv[0], "reason",
                  err != 0 ? strerror(err) : "it took too long or was ended by a signal", NULL);
    return rc;
}

int pre_create_ask(const char *command, const struct pre_create_question *q, int64_t timeout_ms,
                   char reason_out[PRE_CREATE_REASON_SIZE])
{
    char *argv[WORDS_MAX + 1];
    char *words = strdup(command), *rest = NULL;
    struct said said = {.len = 0};
    size_t n = 0;
    int fd = -1;

    int rc = words == NULL ? ERR_NOMEM : put_question(q->text, q->len, &fd);
    for (char *word = rc == 0 ? strtok_r(words, " \t", &rest) : NULL; word != NULL && n < WORDS_MAX;
         word = strtok_r(NULL, " \t", &rest))
        argv[n++] = word;
    argv[n] = NULL;
    if (rc == 0)
        rc = n == 0 ? ERR_ADMISSION : pre_create_run(argv, fd, q->traceparent, timeout_ms, &said);
    trim(&said);
    memcpy(reason_out, said.text, sizeof said.text);
    if (fd >= 0)
        close(fd);
    free(words);
    return rc;
}
