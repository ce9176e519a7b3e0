/* SPDX-License-Identifier: MIT */
/*
 * Names, reads and changes the files of the outbox. The due time is part of the name, not the
 * file's own time: only the owner of a file may set that, and the programs of a site may run as
 * several users. A rename keeps the file and its lock.
 */
#include "webhook/outbox_entry.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 0770
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* --- names --- */

void outbox_entry_print(const struct outbox_entry *e, char name_out[OUTBOX_NAME_SIZE])
{
    (void)snprintf(name_out, OUTBOX_NAME_SIZE, "%s%013" PRId64 ".%013" PRId64 ".%d.%s.%s.%d.%s",
                   e->is_draft ? "." : "", e->due_ms, e->at_ms, e->tries, e->id,
                   event_name(e->event), e->attempt, e->stage);
}

/* Cuts the part up to the next dot, or to the end, off text. NULL: there is none. */
static const char *next_part(char **text)
{
    return strsep(text, ".");
}

static bool outbox_entry_read_number(const char *part, int64_t max, int64_t *out)
{
    char *end;

    if (part == NULL || *part < '0' || *part > '9')
        return false;
    errno = 0;
    *out = strtoll(part, &end, 10);
    return errno == 0 && *end == '\0' && *out <= max;
}

bool outbox_entry_parse(const char *name, struct outbox_entry *out)
{
    char copy[OUTBOX_NAME_SIZE], again[OUTBOX_NAME_SIZE], *rest = copy;
    int64_t tries = 0, attempt = 0;

    *out = (struct outbox_entry){.is_draft = *name == '.'};
    if (strlen(name) >= sizeof copy)
        return false;
    (void)snprintf(copy, sizeof copy, "%s", out->is_draft ? name + 1 : name);
    if (!outbox_entry_read_number(next_part(&rest), INT64_MAX, &out->due_ms) ||
        !outbox_entry_read_number(next_part(&rest), INT64_MAX, &out->at_ms) ||
        !outbox_entry_read_number(next_part(&rest), INT_MAX, &tries))
        return false;
    const char *id = next_part(&rest), *event = next_part(&rest);
    if (id == NULL || !id_valid(id) || event == NULL || event_from_name(event) < 0 ||
        !outbox_entry_read_number(next_part(&rest), INT_MAX, &attempt) || rest == NULL ||
        *rest == '\0' || strlen(rest) >= sizeof out->stage)
        return false;
    memcpy(out->id, id, ID_SIZE);
    out->event = (enum event)event_from_name(event);
    out->tries = (int)tries;
    out->attempt = (int)attempt;
    (void)snprintf(out->stage, sizeof out->stage, "%s", rest);
    outbox_entry_print(out, again);
    return strcmp(name, again) == 0;
}

/* --- the folder --- */

int outbox_open(const struct store *s, bool create, int *fd_out)
{
    struct stat st;
    int spool = open(store_path(s), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    *fd_out = -1;
    if (spool < 0)
        return error_from_errno(errno);
    bool made = create && mkdirat(spool, OUTBOX_FOLDER, FOLDER_MODE) == 0;
    *fd_out = openat(spool, OUTBOX_FOLDER, FOLDER_FLAGS);
    int rc = *fd_out < 0 ? error_from_errno(errno) : 0;
    /* Like all files of the spool, it belongs to the spool's owner, even if root creates it. */
    if (rc == 0 && made && geteuid() == 0 &&
        (fstat(spool, &st) != 0 || fchown(*fd_out, st.st_uid, st.st_gid) != 0))
        rc = error_io(errno);
    if (rc == 0 && made && fsync(spool) != 0)
        rc = error_io(errno);
    if (rc != 0 && *fd_out >= 0) {
        close(*fd_out);
        *fd_out = -1;
    }
    close(spool);
    return rc;
}

/* Calls fn for each name in the folder until it returns non-zero. Returns that result. */
static int each_name(int folder, int (*fn)(void *arg, const char *name), void *arg)
{
    int fd = openat(folder, ".", FOLDER_FLAGS), rc = 0;
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *e;

    if (d == NULL) {
        rc = error_io(errno);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    while (rc == 0 && (e = readdir(d)) != NULL)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            rc = fn(arg, e->d_name);
    closedir(d);
    return rc;
}

static int count_name(void *arg, const char *name)
{
    (void)name;
    ++*(int64_t *)arg;
    return 0;
}

int outbox_count(int folder, int64_t *count_out)
{
    *count_out = 0;
    return each_name(folder, count_name, count_out);
}

struct listing {
    struct outbox_entry *list;
    size_t count, room;
};

static int note_name(void *arg, const char *name)
{
    struct listing *l = arg;
    struct outbox_entry entry;

    if (!outbox_entry_parse(name, &entry))
        return 0;
    if (l->count == l->room) {
        size_t room = l->room > 0 ? 2 * l->room : 64;
        struct outbox_entry *list = realloc(l->list, room * sizeof *list);
        if (list == NULL)
            return ERR_NOMEM;
        l->list = list;
        l->room = room;
    }
    l->list[l->count++] = entry;
    return 0;
}

static int compare_due(const void *a, const void *b)
{
    const struct outbox_entry *x = a, *y = b;

    if (x->due_ms != y->due_ms)
        return x->due_ms < y->due_ms ? -1 : 1;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

int outbox_list(int folder, struct outbox_entry **list_out, size_t *count_out)
{
    struct listing l = {NULL, 0, 0};
    int rc = each_name(folder, note_name, &l);

    if (rc != 0) {
        free(l.list);
        l = (struct listing){NULL, 0, 0};
    }
    if (l.count > 0)
        qsort(l.list, l.count, sizeof *l.list, compare_due);
    *list_out = l.list;
    *count_out = l.count;
    return rc;
}

/* --- entries --- */

/* Whether the open file still has this name: another process may have delivered or postponed it
 * before we got the lock. */
static bool outbox_entry_is_there(int folder, const char *name, int fd)
{
    struct stat held, there;

    return fstat(fd, &held) == 0 && fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

int outbox_take(int folder, const struct outbox_entry *e, int *fd_out)
{
    char name[OUTBOX_NAME_SIZE];
    int rc = 0;

    outbox_entry_print(e, name);
    *fd_out = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (*fd_out < 0)
        return error_from_errno(errno);
    if (flock(*fd_out, LOCK_EX | LOCK_NB) != 0)
        rc = errno == EWOULDBLOCK ? ERR_LOCKED : error_io(errno);
    else if (!outbox_entry_is_there(folder, name, *fd_out))
        rc = ERR_NOT_FOUND;
    if (rc != 0) {
        close(*fd_out);
        *fd_out = -1;
    }
    return rc;
}

static int outbox_entry_read_text(int fd, char *text, size_t size, size_t *len_out)
{
    *len_out = 0;
    while (*len_out < size) {
        ssize_t n = pread(fd, text + *len_out, size - *len_out, (off_t)*len_out);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_io(errno);
        if (n == 0)
            return 0;
        *len_out += (size_t)n;
    }
    return ERR_BOUND;
}

int outbox_load(int fd, struct upload *out)
{
    char *text = malloc(UPLOAD_INFO_MAX);
    size_t len = 0;

    upload_init(out);
    if (text == NULL)
        return ERR_NOMEM;
    int rc = outbox_entry_read_text(fd, text, UPLOAD_INFO_MAX, &len);
    if (rc == 0)
        rc = upload_from_json(text, len, out);
    free(text);
    return rc;
}

static int rename_to(int folder, const struct outbox_entry *from, const struct outbox_entry *to)
{
    char old[OUTBOX_NAME_SIZE], name[OUTBOX_NAME_SIZE];

    outbox_entry_print(from, old);
    outbox_entry_print(to, name);
    return renameat(folder, old, folder, name) == 0 ? 0 : error_from_errno(errno);
}

int outbox_put_off(int folder, const struct outbox_entry *e, int64_t due_ms, int tries)
{
    struct outbox_entry later = *e;

    later.due_ms = due_ms;
    later.tries = tries;
    return rename_to(folder, e, &later);
}

int outbox_remove(int folder, const struct outbox_entry *e)
{
    char name[OUTBOX_NAME_SIZE];

    outbox_entry_print(e, name);
    /* Not synced: after a power cut a delivered event may be sent again. */
    return unlinkat(folder, name, 0) == 0 || errno == ENOENT ? 0 : error_from_errno(errno);
}

/* --- drafts --- */

/* Whether the disk confirms the draft. On an error such as ERR_IO the answer is unknown. */
static int became_true(struct store *s, const struct outbox_entry *e, bool *is_true_out)
{
    struct upload u;
    int rc = store_load(s, e->id, &u);
    bool is_true = false;

    if (rc != 0 && rc != ERR_NOT_FOUND)
        return rc;
    switch (e->event) {
    case EVENT_CREATED:
        is_true = rc == 0;
        break;
    case EVENT_FAILED:
        is_true = rc == 0 && u.state == STATE_FAILED && u.attempts_before == e->attempt;
        break;
    case EVENT_CANCELLED:
    case EVENT_EXPIRED:
        is_true = rc == ERR_NOT_FOUND;
        break;
    case EVENT_PROCESSED:
        break;
    }
    if (rc == 0)
        upload_free(&u);
    *is_true_out = is_true;
    return 0;
}

int outbox_recover(struct store *s, int folder, const struct outbox_entry *e, bool *was_true_out)
{
    struct outbox_entry settled = *e;

    settled.is_draft = false;
    int rc = became_true(s, e, was_true_out);
    if (rc != 0)
        return rc;
    return *was_true_out ? rename_to(folder, e, &settled) : outbox_remove(folder, e);
}
