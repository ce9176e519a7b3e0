/* SPDX-License-Identifier: MIT */
/*
 * A stream over the socket, and a loop.
 */
#include "tests/unit/support/scripted_redis.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_SIZE 512

/* Reads the number of a line such as "*3" or "$5"; -1 at the end. */
static long read_number(FILE *from)
{
    char line[32];

    return fgets(line, sizeof line, from) != NULL ? strtol(line + 1, NULL, 10) : -1;
}

static bool read_command(FILE *from, char words[COMMAND_SIZE])
{
    long count = read_number(from);
    size_t n = 0;

    for (long i = 0; i < count; i++) {
        long len = read_number(from);
        if (len < 0 || n + (size_t)len + 3 > COMMAND_SIZE ||
            fread(words + n, 1, (size_t)len + 2, from) != (size_t)len + 2)
            return false;
        n += (size_t)len;
        words[n++] = ' ';
    }
    words[n > 0 ? n - 1 : 0] = '\0';
    return count > 0;
}

static const char *answer_to(const struct scripted_answer *answers, const char *words)
{
    for (; answers->command != NULL; answers++)
        if (strcmp(answers->command, words) == 0)
            return answers->reply;
    return "-ERR unknown command\r\n";
}

static void serve_connection(int fd, const struct scripted_answer *answers)
{
    char words[COMMAND_SIZE];
    FILE *from = fdopen(fd, "r");
    const char *reply = "";

    while (from != NULL && reply != NULL && read_command(from, words)) {
        reply = answer_to(answers, words);
        if (reply != NULL && send(fd, reply, strlen(reply), MSG_NOSIGNAL) < 0)
            break;
    }
    if (from != NULL)
        (void)fclose(from);
}

int scripted_redis_start(struct scripted_redis *s, const struct scripted_answer *answers)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr *)&address, &len) != 0)
        return -1;
    s->port = ntohs(address.sin_port);
    s->pid = fork();
    if (s->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            serve_connection(accept(listener, NULL, NULL), answers);
    }
    close(listener);
    return s->pid > 0 ? 0 : -1;
}

void scripted_redis_stop(struct scripted_redis *s)
{
    if (s->pid > 0) {
        (void)kill(s->pid, SIGKILL);
        (void)waitpid(s->pid, NULL, 0);
    }
    s->pid = 0;
}
