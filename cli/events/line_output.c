/* SPDX-License-Identifier: MIT */
/*
 * Uses write(2): stdio would not tell an interrupted write from a failed one.
 */
#include "cli/events/line_output.h"
#include "cli/common/cli.h"
#include "cli/common/interrupt.h"
#include "cli/common/terminal.h"

#include "base/error.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES (1 << 17)
#define WAIT_MS 60000

void line_output_begin(struct line_output *o)
{
    *o = (struct line_output){.is_terminal = isatty(STDOUT_FILENO)};
    (void)signal(SIGPIPE, SIG_IGN);
}

static void line_output_end(struct line_output *o, int number)
{
    o->is_closed = number == EPIPE;
    o->err = o->is_closed ? 0 : ERR_IO;
    if (!o->is_closed)
        cli_complain("standard output: %s", strerror(number));
}

/* Waits here and not in write(2), where a signal that came just before would be lost. A pipe that
 * is ready takes so many bytes at once. */
static ssize_t line_output_write_some(const char *bytes, size_t len)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

    if (interrupt_poll(&out, 1, WAIT_MS) < 0)
        return -1;
    if (out.revents == 0)
        return 0;
    return write(STDOUT_FILENO, bytes, len < PIPE_BUF ? len : PIPE_BUF);
}

static bool line_output_write_all(struct line_output *o, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = line_output_write_some(bytes, len);
        if (n < 0 && errno == EINTR && !interrupt_caught())
            continue;
        if (n < 0 && errno != EINTR)
            line_output_end(o, errno);
        if (n < 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

/* Line breaks between the members of a document of another program become blanks. */
static void line_output_join(struct buffer *line, const char *text, size_t len)
{
    buffer_add(line, text, len);
    for (size_t i = 0; buffer_error(line) == 0 && i < len; i++)
        if (line->data[i] == '\n' || line->data[i] == '\r')
            line->data[i] = ' ';
}

bool line_output_write(struct line_output *o, const char *text, size_t len)
{
    struct buffer line;

    buffer_init(&line, LINE_MAX_BYTES);
    if (o->is_terminal)
        (void)terminal_add(&line, text, LINE_MAX_BYTES);
    else
        line_output_join(&line, text, len);
    buffer_add_char(&line, '\n');
    bool done = buffer_error(&line) != 0 || line_output_write_all(o, line.data, line.len);
    buffer_free(&line);
    return done;
}
