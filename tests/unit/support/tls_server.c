/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL as a server, in a child process.
 */
#include "tests/unit/support/tls_server.h"

#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY_S (24L * 60 * 60)
#define READ_SIZE 512

static int add_extension(X509 *cert, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    int rc = -1;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, cert, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (extension != NULL && X509_add_ext(cert, extension, -1) == 1)
        rc = 0;
    X509_EXTENSION_free(extension);
    return rc;
}

static int fill_certificate(X509 *cert, EVP_PKEY *key, const char *names)
{
    X509_NAME *name = X509_get_subject_name(cert);

    if (X509_set_version(cert, 2) != 1 ||
        ASN1_INTEGER_set(X509_get_serialNumber(cert), getpid()) != 1 ||
        X509_gmtime_adj(X509_getm_notBefore(cert), -DAY_S) == NULL ||
        X509_gmtime_adj(X509_getm_notAfter(cert), DAY_S) == NULL ||
        X509_set_pubkey(cert, key) != 1 ||
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1,
                                   0) != 1 ||
        X509_set_issuer_name(cert, name) != 1)
        return -1;
    if (add_extension(cert, NID_subject_alt_name, names) != 0 ||
        add_extension(cert, NID_basic_constraints, "CA:TRUE") != 0)
        return -1;
    return X509_sign(cert, key, EVP_sha256()) > 0 ? 0 : -1;
}

static int write_files(const struct tls_server *s, X509 *cert, EVP_PKEY *key)
{
    FILE *to = fopen(s->cert_file, "we");
    int good = to != NULL && PEM_write_X509(to, cert) == 1;

    if (to != NULL && fclose(to) != 0)
        good = 0;
    to = fopen(s->key_file, "we");
    good = good && to != NULL && PEM_write_PrivateKey(to, key, NULL, NULL, 0, NULL, NULL) == 1;
    if (to != NULL && fclose(to) != 0)
        good = 0;
    return good ? 0 : -1;
}

static EVP_PKEY *make_key(void)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    EVP_PKEY *key = NULL;

    if (context == NULL || EVP_PKEY_keygen_init(context) != 1 ||
        EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) != 1 ||
        EVP_PKEY_keygen(context, &key) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

int tls_server_prepare(struct tls_server *s, const char *names)
{
    EVP_PKEY *key = make_key();
    X509 *cert = X509_new();
    int rc = -1;

    memset(s, 0, sizeof *s);
    (void)snprintf(s->folder, sizeof s->folder, "/tmp/loadline-tls-XXXXXX");
    if (key != NULL && cert != NULL && mkdtemp(s->folder) != NULL) {
        (void)snprintf(s->cert_file, sizeof s->cert_file, "%s/cert.pem", s->folder);
        (void)snprintf(s->key_file, sizeof s->key_file, "%s/key.pem", s->folder);
        rc = fill_certificate(cert, key, names) == 0 ? write_files(s, cert, key) : -1;
    }
    X509_free(cert);
    EVP_PKEY_free(key);
    return rc;
}

static void serve_client(SSL_CTX *context, int fd, int answers)
{
    char bytes[READ_SIZE];
    SSL *ssl = SSL_new(context);

    if (ssl != NULL && SSL_set_fd(ssl, fd) == 1 && SSL_accept(ssl) == 1) {
        while (answers-- > 0 && SSL_read(ssl, bytes, sizeof bytes) > 0 &&
               SSL_write(ssl, "+PONG\r\n", 7) == 7)
            continue;
        (void)SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    close(fd);
}

static void tls_server_run(const struct tls_server *s, int listener, bool asks, int answers)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGPIPE, SIG_IGN);
    if (context == NULL ||
        SSL_CTX_use_certificate_file(context, s->cert_file, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, s->key_file, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_load_verify_locations(context, s->cert_file, NULL) != 1)
        _exit(1);
    if (asks)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    for (;;)
        serve_client(context, accept(listener, NULL, NULL), answers);
}

int tls_server_start(struct tls_server *s, bool asks, int answers)
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
    if (s->pid == 0)
        tls_server_run(s, listener, asks, answers);
    close(listener);
    return s->pid > 0 ? 0 : -1;
}

void tls_server_stop(struct tls_server *s)
{
    if (s->pid > 0) {
        (void)kill(s->pid, SIGKILL);
        (void)waitpid(s->pid, NULL, 0);
    }
    s->pid = 0;
    (void)unlink(s->cert_file);
    (void)unlink(s->key_file);
    (void)rmdir(s->folder);
}
