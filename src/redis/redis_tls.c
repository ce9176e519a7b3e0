/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL over a BIO of our own, because the library's writes with write(2), which raises SIGPIPE.
 * All connections of a process share one context, which is made again when a file changes: a
 * renewed certificate takes effect with the next connection.
 */
#include "redis/redis_tls.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

struct redis_tls {
    SSL *ssl;
};

/* The version of a file. */
struct stamp {
    ino_t inode;
    off_t size;
    struct timespec modified;
};

/* The shared context, and what it was made from. */
static struct {
    pthread_mutex_t mutex;
    SSL_CTX *context;
    struct redis_tls_settings settings;
    struct stamp stamps[3];
} shared = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* --- sockets without SIGPIPE --- */

static int bio_settle(BIO *bio, ssize_t n, int retry)
{
    BIO_clear_retry_flags(bio);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
    return (int)n;
}

static int redis_tls_bio_fd(BIO *bio)
{
    return (int)(intptr_t)BIO_get_data(bio);
}

static int bio_send(BIO *bio, const char *data, int len)
{
    return bio_settle(bio, send(redis_tls_bio_fd(bio), data, (size_t)len, MSG_NOSIGNAL),
                      BIO_FLAGS_WRITE);
}

static int bio_receive(BIO *bio, char *buf, int size)
{
    return bio_settle(bio, recv(redis_tls_bio_fd(bio), buf, (size_t)size, 0), BIO_FLAGS_READ);
}

static long bio_control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *bio_method;

static void make_bio_method(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "redis socket");

    if (m == NULL || BIO_meth_set_write(m, bio_send) != 1 ||
        BIO_meth_set_read(m, bio_receive) != 1 || BIO_meth_set_ctrl(m, bio_control) != 1) {
        BIO_meth_free(m);
        return;
    }
    bio_method = m;
}

static BIO *bio_open(int fd)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    BIO *bio;

    (void)pthread_once(&once, make_bio_method);
    bio = bio_method != NULL ? BIO_new(bio_method) : NULL;
    if (bio == NULL)
        return NULL;
    BIO_set_data(bio, (void *)(intptr_t)fd);
    BIO_set_init(bio, 1);
    return bio;
}

/* --- the context --- */

/* Writes what failed, and OpenSSL's reason. */
static int redis_tls_complain(char why_out[REDIS_WHY_SIZE], const char *what, const char *name)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;

    (void)snprintf(why_out, REDIS_WHY_SIZE, "%s %.100s: %s", what, name,
                   reason != NULL ? reason : "it cannot be used");
    ERR_clear_error();
    return ERR_REDIS;
}

static int trust(SSL_CTX *c, const char *file, char why_out[REDIS_WHY_SIZE])
{
    if (file[0] == '\0')
        return SSL_CTX_set_default_verify_paths(c) == 1
                   ? 0
                   : redis_tls_complain(why_out, "the system's certificates", "");
    return SSL_CTX_load_verify_locations(c, file, NULL) == 1
               ? 0
               : redis_tls_complain(why_out, "redis_tls_ca_file", file);
}

static int present(SSL_CTX *c, const struct redis_tls_settings *s, char why_out[REDIS_WHY_SIZE])
{
    if (s->cert_file[0] == '\0')
        return 0;
    if (SSL_CTX_use_certificate_chain_file(c, s->cert_file) != 1)
        return redis_tls_complain(why_out, "redis_tls_cert_file", s->cert_file);
    if (SSL_CTX_use_PrivateKey_file(c, s->key_file, SSL_FILETYPE_PEM) != 1)
        return redis_tls_complain(why_out, "redis_tls_key_file", s->key_file);
    return 0;
}

static int make_context(const struct redis_tls_settings *s, SSL_CTX **out,
                        char why_out[REDIS_WHY_SIZE])
{
    SSL_CTX *c = SSL_CTX_new(TLS_client_method());
    int err = c != NULL && SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION) == 1 ? 0 : ERR_NOMEM;

    if (err == 0) {
        (void)SSL_CTX_set_mode(c,
                               SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        SSL_CTX_set_verify(c, SSL_VERIFY_PEER, NULL);
        err = trust(c, s->ca_file, why_out);
    }
    if (err == 0)
        err = present(c, s, why_out);
    if (err != 0) {
        SSL_CTX_free(c);
        c = NULL;
    }
    *out = c;
    return err;
}

/* A missing file counts as a version too. */
static struct stamp stamp_of(const char *file)
{
    struct stat st = {0};

    if (file[0] != '\0')
        (void)stat(file, &st);
    return (struct stamp){st.st_ino, st.st_size, st.st_mtim};
}

static bool stamp_equals(struct stamp a, struct stamp b)
{
    return a.inode == b.inode && a.size == b.size && a.modified.tv_sec == b.modified.tv_sec &&
           a.modified.tv_nsec == b.modified.tv_nsec;
}

static bool files_equal(const struct redis_tls_settings *a, const struct redis_tls_settings *b)
{
    return strcmp(a->ca_file, b->ca_file) == 0 && strcmp(a->cert_file, b->cert_file) == 0 &&
           strcmp(a->key_file, b->key_file) == 0;
}

/* Makes the shared context current; the caller holds the mutex. */
static int renew_context(const struct redis_tls_settings *s, char why_out[REDIS_WHY_SIZE])
{
    const struct stamp stamps[] = {stamp_of(s->ca_file), stamp_of(s->cert_file),
                                   stamp_of(s->key_file)};
    SSL_CTX *fresh = NULL;
    bool same = shared.context != NULL && files_equal(s, &shared.settings);

    for (size_t i = 0; i < 3; i++)
        same = same && stamp_equals(stamps[i], shared.stamps[i]);
    if (same)
        return 0;
    int err = make_context(s, &fresh, why_out);
    if (err != 0)
        return err;
    SSL_CTX_free(shared.context);
    shared.context = fresh;
    shared.settings = *s;
    memcpy(shared.stamps, stamps, sizeof stamps);
    return 0;
}

static int new_session(const struct redis_tls_settings *s, SSL **out, char why_out[REDIS_WHY_SIZE])
{
    (void)pthread_mutex_lock(&shared.mutex);
    int err = renew_context(s, why_out);
    *out = err == 0 ? SSL_new(shared.context) : NULL;
    (void)pthread_mutex_unlock(&shared.mutex);
    return err == 0 && *out == NULL ? ERR_NOMEM : err;
}

/* --- one connection --- */

/* Names the server: an IP address has no SNI (RFC 6066 section 3). */
static bool expect_name(SSL *ssl, const char *name)
{
    unsigned char address[sizeof(struct in6_addr)];

    if (inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1;
    return SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
}

int redis_tls_open(const struct redis_tls_settings *settings, const char *host, int fd,
                   struct redis_tls **out, char why_out[REDIS_WHY_SIZE])
{
    struct redis_tls *t = calloc(1, sizeof *t);
    BIO *bio;
    int err;

    *out = NULL;
    if (t == NULL)
        return ERR_NOMEM;
    ERR_clear_error();
    err = new_session(settings, &t->ssl, why_out);
    if (err == 0 && !expect_name(t->ssl, settings->name[0] != '\0' ? settings->name : host))
        err = redis_tls_complain(why_out, "the name", host);
    bio = err == 0 ? bio_open(fd) : NULL;
    if (err == 0 && bio == NULL)
        err = ERR_NOMEM;
    if (err != 0) {
        redis_tls_free(&t);
        return err;
    }
    SSL_set_bio(t->ssl, bio, bio);
    SSL_set_connect_state(t->ssl);
    *out = t;
    return 0;
}

void redis_tls_free(struct redis_tls **t)
{
    if (*t == NULL)
        return;
    SSL_free((*t)->ssl);
    free(*t);
    *t = NULL;
}

static int redis_tls_fail(const struct redis_tls *t, int kind, int error,
                          char why_out[REDIS_WHY_SIZE])
{
    long verdict = SSL_get_verify_result(t->ssl);
    unsigned long code = ERR_peek_last_error();
    const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;

    if (verdict != X509_V_OK)
        (void)snprintf(why_out, REDIS_WHY_SIZE, "TLS: the server's certificate is refused: %s",
                       X509_verify_cert_error_string(verdict));
    else if (kind == SSL_ERROR_ZERO_RETURN || (kind == SSL_ERROR_SYSCALL && error == 0))
        (void)snprintf(why_out, REDIS_WHY_SIZE, "Server closed the connection");
    else if (kind == SSL_ERROR_SYSCALL && reason == NULL)
        (void)snprintf(why_out, REDIS_WHY_SIZE, "%s", strerror(error));
    else
        (void)snprintf(why_out, REDIS_WHY_SIZE, "TLS: %s",
                       reason != NULL ? reason : "the connection failed");
    ERR_clear_error();
    return ERR_REDIS;
}

static ssize_t redis_tls_settle(struct redis_tls *t, int n, enum redis_tls_wait *wait_out,
                                char why_out[REDIS_WHY_SIZE])
{
    int error = errno, kind;

    if (n > 0)
        return n;
    kind = SSL_get_error(t->ssl, n);
    if (kind != SSL_ERROR_WANT_READ && kind != SSL_ERROR_WANT_WRITE)
        return redis_tls_fail(t, kind, error, why_out);
    *wait_out = kind == SSL_ERROR_WANT_READ ? REDIS_TLS_READS : REDIS_TLS_WRITES;
    return 0;
}

static int capped(size_t n)
{
    return n < INT32_MAX ? (int)n : INT32_MAX;
}

ssize_t redis_tls_handshake(struct redis_tls *t, enum redis_tls_wait *wait_out,
                            char why_out[REDIS_WHY_SIZE])
{
    ERR_clear_error();
    errno = 0;
    return redis_tls_settle(t, SSL_do_handshake(t->ssl), wait_out, why_out);
}

ssize_t redis_tls_read(struct redis_tls *t, void *buf, size_t size, enum redis_tls_wait *wait_out,
                       char why_out[REDIS_WHY_SIZE])
{
    ERR_clear_error();
    errno = 0;
    return redis_tls_settle(t, SSL_read(t->ssl, buf, capped(size)), wait_out, why_out);
}

ssize_t redis_tls_write(struct redis_tls *t, const void *data, size_t len,
                        enum redis_tls_wait *wait_out, char why_out[REDIS_WHY_SIZE])
{
    ERR_clear_error();
    errno = 0;
    return redis_tls_settle(t, SSL_write(t->ssl, data, capped(len)), wait_out, why_out);
}

bool redis_tls_pending(const struct redis_tls *t)
{
    return SSL_pending(t->ssl) > 0;
}
