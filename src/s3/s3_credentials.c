/* SPDX-License-Identifier: MIT */
/*
 * Reads the credentials. The file's form is that of the AWS command line.
 */
#include "s3/s3_credentials.h"

#include "base/error.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int s3_credentials_set(char *to, size_t size, const char *text, size_t len)
{
    if (len >= size)
        return ERR_CONFIG;
    for (size_t i = 0; i < len; i++)
        if (!isgraph((unsigned char)text[i]))
            return ERR_CONFIG;
    memcpy(to, text, len);
    to[len] = '\0';
    return 0;
}

/* Sets the member that this name in the file, or in the environment, stands for. */
static int s3_credentials_take(struct s3_credentials *c, const char *name, size_t name_len,
                               const char *value, size_t len)
{
    static const char *const names[] = {"aws_access_key_id", "aws_secret_access_key",
                                        "aws_session_token"};
    char *const members[] = {c->id, c->secret, c->token};
    const size_t sizes[] = {sizeof c->id, sizeof c->secret, sizeof c->token};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == name_len && memcmp(names[i], name, name_len) == 0)
            return s3_credentials_set(members[i], sizes[i], value, len);
    return 0;
}

static size_t s3_credentials_trim(const char **at, size_t len)
{
    while (len > 0 && isspace((unsigned char)**at)) {
        (*at)++;
        len--;
    }
    while (len > 0 && isspace((unsigned char)(*at)[len - 1]))
        len--;
    return len;
}

/* Reads one line: NAME = VALUE, a comment, or a section, of which only [default] counts. */
static int s3_credentials_line(struct s3_credentials *c, const char *line, size_t len, bool *ours)
{
    len = s3_credentials_trim(&line, len);
    if (len == 0 || *line == '#' || *line == ';')
        return 0;
    if (*line == '[') {
        *ours = len == strlen("[default]") && memcmp(line, "[default]", len) == 0;
        return 0;
    }
    const char *equals = memchr(line, '=', len);
    if (!*ours || equals == NULL)
        return 0;
    const char *value = equals + 1;
    size_t value_len = s3_credentials_trim(&value, (size_t)(line + len - value));
    size_t name_len = s3_credentials_trim(&line, (size_t)(equals - line));
    return s3_credentials_take(c, line, name_len, value, value_len);
}

static int s3_credentials_parse(struct s3_credentials *c, const char *text)
{
    bool ours = true;
    int rc = 0;

    while (rc == 0 && *text != '\0') {
        size_t len = strcspn(text, "\n");
        rc = s3_credentials_line(c, text, len, &ours);
        text += len + (text[len] == '\n');
    }
    return rc;
}

static int s3_credentials_read_text(int fd, char *text, struct stat *seen_out)
{
    size_t len = 0;

    if (fstat(fd, seen_out) != 0)
        return error_from_errno(errno);
    for (ssize_t n = 1; n > 0; len += (size_t)n) {
        n = read(fd, text + len, S3_FILE_MAX - len);
        if (n < 0)
            return error_from_errno(errno);
    }
    if (len == S3_FILE_MAX)
        return ERR_CONFIG;
    text[len] = '\0';
    return 0;
}

static int s3_credentials_read_file(struct s3_credentials *c)
{
    char *text = malloc(S3_FILE_MAX + 1);
    int fd = open(c->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int rc = text == NULL ? ERR_NOMEM : 0;

    if (rc == 0 && fd < 0)
        rc = error_from_errno(errno);
    if (rc == 0)
        rc = s3_credentials_read_text(fd, text, &c->seen);
    if (rc == 0)
        rc = s3_credentials_parse(c, text);
    if (fd >= 0)
        close(fd);
    if (text != NULL)
        explicit_bzero(text, S3_FILE_MAX + 1);
    free(text);
    return rc;
}

static int s3_credentials_read_environment(struct s3_credentials *c)
{
    static const char *const names[][2] = {{"AWS_ACCESS_KEY_ID", "aws_access_key_id"},
                                           {"AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"},
                                           {"AWS_SESSION_TOKEN", "aws_session_token"}};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i][0]);
        if (value != NULL)
            rc = s3_credentials_take(c, names[i][1], strlen(names[i][1]), value, strlen(value));
    }
    return rc;
}

int s3_credentials_open(struct s3_credentials *c, const char *path)
{
    *c = (struct s3_credentials){.path = path};
    int rc = path != NULL ? s3_credentials_read_file(c) : s3_credentials_read_environment(c);
    return rc == 0 && (*c->id == '\0' || *c->secret == '\0') ? ERR_CONFIG : rc;
}

static bool s3_credentials_changed(const struct s3_credentials *c)
{
    struct stat now;

    return stat(c->path, &now) == 0 &&
           (now.st_ino != c->seen.st_ino || now.st_size != c->seen.st_size ||
            now.st_mtim.tv_sec != c->seen.st_mtim.tv_sec ||
            now.st_mtim.tv_nsec != c->seen.st_mtim.tv_nsec);
}

void s3_credentials_look(struct s3_credentials *c, bool again)
{
    struct s3_credentials fresh;

    if (c->path == NULL || (!again && !s3_credentials_changed(c)) ||
        s3_credentials_open(&fresh, c->path) != 0)
        return;
    bool same = strcmp(fresh.id, c->id) == 0 && strcmp(fresh.secret, c->secret) == 0 &&
                strcmp(fresh.token, c->token) == 0;
    fresh.generation = c->generation + (same ? 0 : 1);
    *c = fresh;
}

static void s3_credentials_mask_word(const char *word, char *text)
{
    size_t len = strlen(word);

    for (char *at = text; len > 0 && (at = strstr(at, word)) != NULL; at += len)
        memset(at, '*', len);
}

void s3_credentials_mask(const struct s3_credentials *c, char *text)
{
    s3_credentials_mask_word(c->secret, text);
    s3_credentials_mask_word(c->token, text);
}
