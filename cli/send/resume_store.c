/* SPDX-License-Identifier: MIT */
/*
 * Stores URLs in small files that are named by a digest and replaced by renaming.
 */
#include "cli/send/resume_store.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ALGORITHM "sha256:"
#define KEPT_S (90 * 24 * 3600)
#define URL_MAX_BYTES 4096
#define TEXT_MAX_BYTES (PATH_MAX + URL_MAX_BYTES + 128)

static const char *find_home(void)
{
    const char *home = getenv("HOME");

    if (home != NULL && *home == '/')
        return home;
    const struct passwd *entry = getpwuid(getuid());
    return entry != NULL ? entry->pw_dir : NULL;
}

/* XDG Base Directory Specification: a relative path counts as unset. */
static void add_folder(struct buffer *out)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = find_home();

    if (state != NULL && *state == '/')
        buffer_addf(out, "%s/loadline/", state);
    else if (home != NULL)
        buffer_addf(out, "%s/.local/state/loadline/", home);
}

static int add_digest(struct buffer *out, const struct buffer *text)
{
    char hex[DIGEST_TEXT_SIZE];
    struct digest *d = NULL;

    int err = digest_new(ALGORITHM, &d);
    if (err == 0)
        err = digest_add(d, buffer_text(text), text->len);
    if (err == 0)
        err = digest_end(d, hex);
    if (err == 0)
        buffer_add_string(out, hex + strlen(ALGORITHM));
    digest_free(&d);
    return err;
}

char *resume_store_path(const char *path, const struct stat *st, const char *endpoint)
{
    struct buffer out, what;
    char *whole = realpath(path, NULL);

    buffer_init(&out, PATH_MAX);
    buffer_init(&what, TEXT_MAX_BYTES);
    add_folder(&out);
    buffer_addf(&what, "%s\n%" PRId64 "\n%" PRId64 ".%09ld\n%s\n", whole != NULL ? whole : path,
                (int64_t)st->st_size, (int64_t)st->st_mtim.tv_sec, st->st_mtim.tv_nsec, endpoint);
    bool good = out.len > 0 && buffer_error(&what) == 0 && add_digest(&out, &what) == 0;
    char *memory = good ? buffer_take(&out) : NULL;
    buffer_free(&out);
    buffer_free(&what);
    free(whole);
    return memory;
}

char *resume_store_load(const char *memory)
{
    char text[URL_MAX_BYTES];
    int fd = open(memory, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return NULL;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0)
        return NULL;
    text[n] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return strdup(text);
}

/* Creates the folders above the file, for this user only. */
static int make_folders(const char *memory)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s", memory);
    for (char *p = strchr(path + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return ERR_IO;
        *p = '/';
    }
    return 0;
}

static int write_line(const char *path, const char *url)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return ERR_IO;
    int err = dprintf(fd, "%s\n", url) < 0 ? ERR_IO : 0;
    if (close(fd) != 0)
        err = ERR_IO;
    return err;
}

/* Removes expired files. */
static void drop_old(const char *memory)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(memory, '/');

    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - memory), memory);
    DIR *all = opendir(folder);
    for (struct dirent *e = NULL; all != NULL && (e = readdir(all)) != NULL;) {
        struct stat st;
        if (fstatat(dirfd(all), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            time(NULL) - st.st_mtim.tv_sec > KEPT_S)
            (void)unlinkat(dirfd(all), e->d_name, 0);
    }
    if (all != NULL)
        (void)closedir(all);
}

int resume_store_save(const char *memory, const char *url)
{
    char draft[PATH_MAX];

    int len = snprintf(draft, sizeof draft, "%s.%ld", memory, (long)getpid());
    if (len < 0 || (size_t)len >= sizeof draft) {
        errno = ENAMETOOLONG;
        return ERR_IO;
    }
    int err = make_folders(memory);
    if (err == 0)
        err = write_line(draft, url);
    if (err == 0 && rename(draft, memory) != 0)
        err = ERR_IO;
    int why = errno;
    if (err != 0)
        (void)unlink(draft);
    else
        drop_old(memory);
    errno = why;
    return err;
}

void resume_store_forget(const char *memory)
{
    (void)unlink(memory);
}
