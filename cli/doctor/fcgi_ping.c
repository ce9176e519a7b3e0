/* SPDX-License-Identifier: MIT */
/*
 * A minimal FastCGI client: one request, and the first record of the answer.
 */
#include "cli/doctor/fcgi_ping.h"

#include "base/buffer.h"
#include "service/listen.h"

#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE_S 5
#define MESSAGE_MAX 2048
#define ANSWER_MAX 8192 /* bytes of the head that are read */
#define SHORT_MAX 127   /* the largest length that one byte encodes */

enum record { BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5, STDOUT = 6 };

static int fcgi_ping_connect_to(int family, int type, const struct sockaddr *address, socklen_t len)
{
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    int fd = socket(family, type | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, address, len) == 0)
        return fd;
    int saved = errno;
    (void)close(fd);
    errno = saved;
    return -1;
}

static int fcgi_ping_connect_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return fcgi_ping_connect_to(AF_UNIX, SOCK_STREAM, (const struct sockaddr *)&address,
                                sizeof address);
}

static int connect_port(const char *address)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    const char *port;
    char host[LISTEN_HOST_SIZE];

    if (!listen_split(address, host, &port) || getaddrinfo(host, port, &hints, &found) != 0) {
        errno = EADDRNOTAVAIL; /* getaddrinfo() does not set errno */
        return -1;
    }
    int fd = fcgi_ping_connect_to(found->ai_family, SOCK_STREAM, found->ai_addr, found->ai_addrlen);
    int saved = errno;
    freeaddrinfo(found);
    errno = saved;
    return fd;
}

int fcgi_ping_connect(const char *address)
{
    return strncmp(address, "unix:", 5) == 0 ? fcgi_ping_connect_unix(address + 5)
                                             : connect_port(address);
}

static void fcgi_ping_add_record(struct buffer *b, enum record type, const void *content,
                                 size_t len)
{
    const unsigned char head[8] = {
        1, (unsigned char)type, 0, 1, (unsigned char)(len >> 8), (unsigned char)(len & 0xff), 0, 0};

    buffer_add(b, head, sizeof head);
    buffer_add(b, content, len);
}

static void add_param(struct buffer *b, const char *name, const char *value)
{
    buffer_add_char(b, (char)strnlen(name, SHORT_MAX));
    buffer_add_char(b, (char)strnlen(value, SHORT_MAX));
    buffer_add(b, name, strnlen(name, SHORT_MAX));
    buffer_add(b, value, strnlen(value, SHORT_MAX));
}

/* Appends the variable of a request's field (RFC 3875 section 4.1.18). */
static void fcgi_ping_add_field(struct buffer *b, const char *field)
{
    char name[SHORT_MAX + 1];
    int len = snprintf(name, sizeof name, "HTTP_%s", field);

    for (int i = 0; i < len && i < SHORT_MAX; i++)
        name[i] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
    add_param(b, name, "?");
}

static void write_request(struct buffer *b, const char *path, const char *field)
{
    static const unsigned char responder[8] = {0, 1};
    struct buffer params;

    buffer_init(&params, MESSAGE_MAX);
    add_param(&params, "REQUEST_METHOD", "OPTIONS");
    add_param(&params, "REQUEST_URI", path);
    add_param(&params, "SERVER_PROTOCOL", "HTTP/1.1");
    add_param(&params, "HTTP_HOST", "localhost");
    fcgi_ping_add_field(&params, field);
    fcgi_ping_add_record(b, BEGIN_REQUEST, responder, sizeof responder);
    fcgi_ping_add_record(b, PARAMS, buffer_text(&params), params.len);
    fcgi_ping_add_record(b, PARAMS, "", 0);
    fcgi_ping_add_record(b, STDIN, "", 0);
    buffer_free(&params);
}

/* Reads the field from the first record, which holds the head of the answer. */
static void read_word(int fd, size_t len, const char *field, char word[FCGI_PING_WORD_SIZE])
{
    char text[ANSWER_MAX + 1], label[SHORT_MAX + 1];
    ssize_t n = recv(fd, text, len < ANSWER_MAX ? len : ANSWER_MAX, MSG_WAITALL);

    text[n > 0 ? n : 0] = '\0';
    (void)snprintf(label, sizeof label, "\r\n%s: ", field);
    const char *found = strstr(text, label);
    if (found == NULL)
        return;
    found += strlen(label);
    (void)snprintf(word, FCGI_PING_WORD_SIZE, "%.*s", (int)strcspn(found, "\r\n"), found);
}

bool fcgi_ping(int fd, const char *path, const char *field, char word_out[FCGI_PING_WORD_SIZE])
{
    unsigned char head[8] = {0};
    struct buffer request;

    word_out[0] = '\0';
    buffer_init(&request, MESSAGE_MAX);
    write_request(&request, path, field);
    bool answered = buffer_error(&request) == 0 &&
                    send(fd, request.data, request.len, MSG_NOSIGNAL) == (ssize_t)request.len &&
                    recv(fd, head, sizeof head, MSG_WAITALL) == (ssize_t)sizeof head &&
                    head[1] == STDOUT;
    buffer_free(&request);
    if (answered)
        read_word(fd, (size_t)head[4] << 8 | head[5], field, word_out);
    return answered;
}

static bool fcgi_ping_is_named(pid_t pid, const char *name)
{
    char path[64], found[64] = "";
    FILE *f;

    (void)snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
    if ((f = fopen(path, "re")) == NULL)
        return false;
    if (fgets(found, sizeof found, f) != NULL)
        found[strcspn(found, "\n")] = '\0';
    (void)fclose(f);
    return strcmp(found, name) == 0;
}

pid_t fcgi_ping_process(const char *address, const char *name)
{
    struct ucred peer = {0};
    socklen_t len = sizeof peer;

    int fd = strncmp(address, "unix:", 5) == 0 ? fcgi_ping_connect(address) : -1;
    if (fd < 0)
        return 0;
    /* The peer is the process that called listen(). */
    bool known = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0;
    (void)close(fd);
    return known && fcgi_ping_is_named(peer.pid, name) ? peer.pid : 0;
}
