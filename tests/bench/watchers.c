/* SPDX-License-Identifier: MIT */
/*
 * Many WebSockets in one process with low overhead. Connects COUNT of them to HOST:PORT. Each
 * watches one of the uploads whose ids are on standard input. After the ids, each line there is
 * answered with the counts so far, as one JSON object.
 *
 *   watchers PORT COUNT PATH WORD
 *
 * In PATH and WORD (the first message; "" for none) "@" stands for the id. Connections come from
 * several loopback addresses, because one has too few ports.
 */
#include "base/clock.h"
#include "base/id.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PER_ADDRESS 5000
#define ADDRESSES 50000 /* from 127.0.0.2 on: each run begins at another */
#define AT_ONCE 200     /* handshakes in progress */
#define FRAME_MAX 16384 /* some servers put several messages into one frame */
#define EVENTS 512
#define LATENCY_MS 4096 /* the histogram's last slot holds all slower updates */

enum { OPCODE_TEXT = 1, OPCODE_PING = 9, OPCODE_PONG = 10 };

struct watcher {
    int fd;
    bool upgraded, ended;
    unsigned events;
    size_t len;
    unsigned char data[FRAME_MAX];
};

static struct watcher *all;
static char (*ids)[ID_SIZE];
static size_t id_count, count, connected, under_way, next_one;
static unsigned long long events, bytes, slow[LATENCY_MS];
static const char *path, *word;
static int port, poller;

static void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void send_all(int fd, const void *text, size_t len)
{
    if (send(fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
        die("send");
}

static void put_id(char *out, size_t size, const char *form, const char *id)
{
    const char *at = strchr(form, '@');

    if (at == NULL)
        (void)snprintf(out, size, "%s", form);
    else
        (void)snprintf(out, size, "%.*s%s%s", (int)(at - form), form, id, at + 1);
}

/* Sends the upgrade request; its key is not checked here. */
static void ask(struct watcher *w)
{
    char request[1024], where[256];
    const char *id = ids[(size_t)(w - all) % id_count];

    put_id(where, sizeof where, path, id);
    int len =
        snprintf(request, sizeof request,
                 "GET %s HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: bG9hZGxpbmUgcHJvYmUgMQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                 where);
    send_all(w->fd, request, (size_t)len);
}

/* Sends one masked frame (RFC 6455 section 5.2) of at most 125 bytes; its mask is zero. */
static void send_frame(struct watcher *w, unsigned opcode, const void *text, size_t len)
{
    unsigned char frame[6 + 125] = {(unsigned char)(0x80 | opcode), (unsigned char)(0x80 | len)};

    memcpy(frame + 6, text, len);
    send_all(w->fd, frame, 6 + len);
}

static void say(struct watcher *w)
{
    char text[120];

    put_id(text, sizeof text, word, ids[(size_t)(w - all) % id_count]);
    if (*text != '\0')
        send_frame(w, OPCODE_TEXT, text, strlen(text));
}

static void begin(struct watcher *w)
{
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = w};
    int on = 1;

    unsigned place = (unsigned)getpid() * 16 + (unsigned)((size_t)(w - all) / PER_ADDRESS);
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + place % ADDRESSES);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)port);
    w->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (w->fd < 0 || bind(w->fd, (struct sockaddr *)&from, sizeof from) != 0 ||
        connect(w->fd, (struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    (void)setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)fcntl(w->fd, F_SETFL, O_NONBLOCK);
    if (epoll_ctl(poller, EPOLL_CTL_ADD, w->fd, &e) != 0)
        die("epoll_ctl");
    under_way++;
    ask(w);
}

static void begin_some(void)
{
    while (under_way < AT_ONCE && next_one < count)
        begin(&all[next_one++]);
}

/* Takes the time of one document, and returns what follows it; NULL: there is none in the text. */
static const char *hear_document(struct watcher *w, const char *text)
{
    static const char name[] = "\"updated_at\":";
    const char *at = strstr(text, name);
    char *end;

    if (at == NULL)
        return NULL;
    long long ms = clock_wall_ms() - strtoll(at + strlen(name), &end, 10);
    slow[ms < 0 ? 0 : ms >= LATENCY_MS ? LATENCY_MS - 1 : ms]++;
    events++;
    w->events++;
    return end;
}

static void hear(struct watcher *w, char *text, size_t len)
{
    char kept = text[len];

    text[len] = '\0';
    for (const char *rest = text; rest != NULL;)
        rest = hear_document(w, rest);
    if (strstr(text, "\"state\":\"done\"") != NULL)
        w->ended = true;
    text[len] = kept;
}

/* Removes one whole frame from the data; false: there is none. */
static bool take_frame(struct watcher *w)
{
    size_t head = 2, len = w->len < 2 ? 0 : w->data[1] & 0x7fU;

    if (w->len < 2)
        return false;
    if (len == 126) {
        head = 4;
        len = w->len < 4 ? FRAME_MAX : (size_t)w->data[2] << 8 | w->data[3];
    }
    if (w->len < head + len)
        return false;
    unsigned opcode = w->data[0] & 0x0fU;
    if (opcode == OPCODE_TEXT && head + len < FRAME_MAX)
        hear(w, (char *)w->data + head, len);
    else if (opcode == OPCODE_PING)
        send_frame(w, OPCODE_PONG, w->data + head, len);
    w->len -= head + len;
    memmove(w->data, w->data + head + len, w->len);
    return true;
}

static void take_answer(struct watcher *w)
{
    unsigned char *end = memmem(w->data, w->len, "\r\n\r\n", 4);

    if (end == NULL)
        return;
    if (memcmp(w->data, "HTTP/1.1 101", 12) != 0) {
        fprintf(stderr, "%.*s\n", 60, w->data);
        exit(EXIT_FAILURE);
    }
    w->len -= (size_t)(end + 4 - w->data);
    memmove(w->data, end + 4, w->len);
    w->upgraded = true;
    connected++;
    under_way--;
    say(w);
}

static void receive(struct watcher *w)
{
    ssize_t n = recv(w->fd, w->data + w->len, sizeof w->data - 1 - w->len, 0);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0)
        die("recv");
    bytes += (size_t)n;
    w->len += (size_t)n;
    if (!w->upgraded)
        take_answer(w);
    while (w->upgraded && take_frame(w))
        ;
}

static long long quantile(double share)
{
    unsigned long long wanted = (unsigned long long)((double)events * share), sum = 0;

    for (int ms = 0; ms < LATENCY_MS; ms++)
        if ((sum += slow[ms]) > wanted)
            return ms;
    return LATENCY_MS;
}

static void report(void)
{
    size_t ended = 0, heard = 0;

    for (size_t i = 0; i < count; i++) {
        ended += all[i].ended;
        heard += all[i].events > 0;
    }
    printf("{\"connected\":%zu,\"events\":%llu,\"heard\":%zu,\"ended\":%zu,\"bytes\":%llu,"
           "\"p50_ms\":%lld,\"p99_ms\":%lld}\n",
           connected, events, heard, ended, bytes, quantile(0.5), quantile(0.99));
    (void)fflush(stdout);
}

/* Answers a line of standard input; "reset" clears the counts first. */
static void obey(void)
{
    char line[64];

    if (fgets(line, sizeof line, stdin) == NULL)
        exit(EXIT_SUCCESS);
    if (strcmp(line, "reset\n") == 0) {
        events = bytes = 0;
        memset(slow, 0, sizeof slow);
        for (size_t i = 0; i < count; i++)
            all[i].events = 0;
    }
    report();
}

static void read_ids(void)
{
    char line[64];

    ids = calloc(count, sizeof *ids);
    while (ids != NULL && fgets(line, sizeof line, stdin) != NULL && line[0] != '\n' &&
           id_count < count)
        memcpy(ids[id_count++], line, ID_LEN);
    if (id_count == 0)
        die("no ids");
}

int main(int argc, char **argv)
{
    struct epoll_event ready[EVENTS], input = {.events = EPOLLIN};
    struct rlimit limit;

    if (argc != 5)
        return EXIT_FAILURE;
    port = (int)strtol(argv[1], NULL, 10);
    count = strtoul(argv[2], NULL, 10);
    path = argv[3];
    word = argv[4];
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
    (void)setvbuf(stdin, NULL, _IONBF, 0);
    all = calloc(count, sizeof *all);
    poller = epoll_create1(EPOLL_CLOEXEC);
    read_ids();
    if (all == NULL || poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &input) != 0)
        die("start");
    for (;;) {
        begin_some();
        int n = epoll_wait(poller, ready, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (ready[i].data.ptr == NULL)
                obey();
            else
                receive(ready[i].data.ptr);
        }
    }
}
