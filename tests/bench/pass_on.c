/* SPDX-License-Identifier: MIT */
/*
 * The least cost of forwarding an update: a process waits, reads the update from a UNIX socket and
 * sends it by TCP, and does nothing else.
 *
 *   pass_on RATE SECONDS BYTES
 *
 * Prints that process's microseconds of CPU per update.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BYTES_MAX 65536

static char bytes[BYTES_MAX];

static void check(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    exit(EXIT_FAILURE);
}

static pid_t part(void)
{
    pid_t pid = fork();

    check(pid >= 0, "fork");
    return pid;
}

/* Makes the two ends of a TCP connection over the loopback interface. */
static void connect_pair(int ends[2])
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;

    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    check(bind(listener, (struct sockaddr *)&a, sizeof a) == 0 && listen(listener, 1) == 0 &&
              getsockname(listener, (struct sockaddr *)&a, &len) == 0 &&
              connect(ends[0], (struct sockaddr *)&a, sizeof a) == 0,
          "connecting");
    ends[1] = accept(listener, NULL, NULL);
    check(setsockopt(ends[1], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0, "TCP_NODELAY");
    close(listener);
}

static void watch(int in)
{
    while (read(in, bytes, sizeof bytes) > 0)
        ;
}

static void pass_on(int in, int out)
{
    struct epoll_event event = {.events = EPOLLIN};
    struct timespec used;
    int epoll = epoll_create1(0), count = 0;
    ssize_t n;

    check(epoll_ctl(epoll, EPOLL_CTL_ADD, in, &event) == 0, "epoll_ctl");
    while (epoll_wait(epoll, &event, 1, -1) == 1 && (n = read(in, bytes, sizeof bytes)) > 0) {
        check(send(out, bytes, (size_t)n, 0) == n, "send");
        count++;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    printf("%.1f\n",
           ((double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3) / (count > 0 ? count : 1));
}

static void change(int out, long rate, long seconds, size_t len)
{
    struct timespec rest = {.tv_nsec = 1000000000 / rate};

    for (long i = 0; i < rate * seconds; i++) {
        check(write(out, bytes, len) == (ssize_t)len, "write");
        nanosleep(&rest, NULL);
    }
}

int main(int argc, char **argv)
{
    int from[2], to[2];
    long rate = argc == 4 ? strtol(argv[1], NULL, 10) : 0;
    size_t len = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;

    if (rate < 2 || len == 0 || len > sizeof bytes) {
        fprintf(stderr, "usage: pass_on RATE SECONDS BYTES\n");
        return EXIT_FAILURE;
    }
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, from) == 0, "socketpair");
    connect_pair(to);
    if (part() == 0) {
        close(from[0]);
        close(from[1]);
        close(to[1]);
        watch(to[0]);
        return EXIT_SUCCESS;
    }
    close(to[0]);
    if (part() == 0) {
        close(from[0]);
        pass_on(from[1], to[1]);
        return EXIT_SUCCESS;
    }
    close(from[1]);
    close(to[1]);
    change(from[0], rate, strtol(argv[2], NULL, 10), len);
    close(from[0]);
    while (wait(NULL) > 0)
        ;
    return EXIT_SUCCESS;
}
