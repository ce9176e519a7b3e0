/* SPDX-License-Identifier: MIT */
/*
 * The file has a line of fixed length for each id. A new id replaces one line, so that readers need
 * no lock: a reader that meets a write sees no id there, and the writer looks at the part
 * afterwards. Reading skips malformed lines, which a crash during a write leaves behind.
 */
#include "spool/finals.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/spool_file.h"
#include "spool/store_folder.h"
#include "upload/concat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES (ID_LEN + 1)
#define POLL_MS 10

struct finals {
    struct store *store;
    int fd;
};

/* Reads a line. False: it holds no id. */
static bool finals_parse_line(const char *line, char id_out[ID_SIZE])
{
    memcpy(id_out, line, ID_LEN);
    id_out[ID_LEN] = '\0';
    return line[ID_LEN] == '\n' && id_valid(id_out);
}

/* Returns the number of lines, and their text. */
static size_t finals_read_lines(int fd, char text[FINALS_MAX * LINE_BYTES])
{
    ssize_t len = pread(fd, text, FINALS_MAX * LINE_BYTES, 0);

    return len > 0 ? (size_t)len / LINE_BYTES : 0;
}

static size_t finals_read_fd(int fd, char ids_out[FINALS_MAX][ID_SIZE])
{
    char text[FINALS_MAX * LINE_BYTES];
    size_t lines = finals_read_lines(fd, text), count = 0;

    for (size_t i = 0; i < lines; i++)
        if (finals_parse_line(text + i * LINE_BYTES, ids_out[count]))
            count++;
    return count;
}

size_t finals_read(struct store *s, const char *part_id, char ids_out[FINALS_MAX][ID_SIZE])
{
    int fd;

    if (store_open_file(s, part_id, FINALS_FILE, O_RDONLY, &fd) != 0)
        return 0;
    size_t count = finals_read_fd(fd, ids_out);
    close(fd);
    return count;
}

/* --- the locked list --- */

static int finals_open_file(struct store *s, const char *part_id, int *fd_out)
{
    int folder;
    int rc = store_open_folder(s, part_id, &folder);

    if (rc != 0)
        return rc;
    *fd_out = spool_file_open(folder, FINALS_FILE, O_RDWR | O_CREAT);
    rc = *fd_out < 0 ? error_from_errno(errno) : 0;
    close(folder);
    return rc;
}

static int finals_lock(int fd, int wait_ms)
{
    int64_t until = clock_mono_ms() + wait_ms;

    for (;;) {
        struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        if (fcntl(fd, F_OFD_SETLK, &range) == 0)
            return 0;
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return error_io(errno);
        if (clock_mono_ms() >= until)
            return ERR_LOCKED;
        clock_pause_ms(POLL_MS);
    }
}

int finals_open(struct store *s, const char *part_id, int wait_ms, struct finals **out)
{
    struct finals *f = calloc(1, sizeof *f);

    *out = f;
    if (f == NULL)
        return ERR_NOMEM;
    f->store = s;
    f->fd = -1;
    int rc = finals_open_file(s, part_id, &f->fd);
    if (rc == 0)
        rc = finals_lock(f->fd, wait_ms);
    if (rc != 0)
        finals_close(out);
    return rc;
}

void finals_close(struct finals **f)
{
    if (*f == NULL)
        return;
    if ((*f)->fd >= 0)
        close((*f)->fd);
    free(*f);
    *f = NULL;
}

/* What the list needs to know of a final upload. */
struct finals_state {
    bool is_open;
    int64_t created_at; /* 0: it is gone */
    int64_t expires_at; /* INT64_MAX: never */
};

/* A final upload that cannot be read counts as open. */
static struct finals_state finals_examine(struct store *s, const char *id)
{
    struct finals_state state = {.created_at = 0};
    struct upload u;
    int rc = store_load(s, id, &u);

    state.is_open = rc == 0 ? concat_is_open(&u) && !upload_has_expired(&u, clock_wall_ms())
                            : rc != ERR_NOT_FOUND;
    if (rc == 0) {
        state.created_at = u.created_at;
        state.expires_at = u.expires_at == 0 ? INT64_MAX : u.expires_at;
    }
    upload_free(&u);
    return state;
}

/* Finds the line of a full list that may be replaced: of the oldest final upload that is not open.
 */
static int finals_find_old(struct store *s, const char *text, size_t *line_out)
{
    int64_t oldest = INT64_MAX;
    char id[ID_SIZE];

    for (size_t i = 0; i < FINALS_MAX; i++) {
        (void)finals_parse_line(text + i * LINE_BYTES, id);
        struct finals_state state = finals_examine(s, id);
        if (state.is_open || state.created_at >= oldest)
            continue;
        oldest = state.created_at;
        *line_out = i;
    }
    return oldest == INT64_MAX ? ERR_TOO_MANY : 0;
}

/* Finds the line for the id: its own, a free one, or one that may be replaced. */
static int finals_find_line(struct finals *f, const char *final_id, size_t *line_out)
{
    char text[FINALS_MAX * LINE_BYTES], id[ID_SIZE];
    size_t lines = finals_read_lines(f->fd, text), spare = lines;

    for (size_t i = 0; i < lines; i++) {
        bool is_id = finals_parse_line(text + i * LINE_BYTES, id);
        if (is_id && strcmp(id, final_id) == 0) {
            *line_out = i;
            return 0;
        }
        if (!is_id && i < spare)
            spare = i;
    }
    *line_out = spare;
    return spare < FINALS_MAX ? 0 : finals_find_old(f->store, text, line_out);
}

int finals_add(struct finals *f, const char *final_id)
{
    char line[LINE_BYTES];
    size_t at = 0;
    int rc = finals_find_line(f, final_id, &at);

    if (rc != 0)
        return rc;
    memcpy(line, final_id, ID_LEN);
    line[ID_LEN] = '\n';
    ssize_t n = pwrite(f->fd, line, sizeof line, (off_t)(at * sizeof line));
    if (n < 0)
        return error_from_errno(errno);
    return n == (ssize_t)sizeof line ? 0 : ERR_NO_SPACE;
}

int finals_sync(struct finals *f)
{
    return store_sync(f->store, f->fd);
}

/* --- the part --- */

int finals_remove_part(struct store *s, const char *part_id, char ids_out[FINALS_MAX][ID_SIZE],
                       size_t *count_out)
{
    int rc = store_forget(s, part_id);

    *count_out = rc == 0 ? finals_read(s, part_id, ids_out) : 0;
    if (rc == 0)
        rc = store_remove(s, part_id);
    if (rc != 0)
        *count_out = 0;
    return rc;
}

int64_t finals_expires_at(struct store *s, const struct upload *u)
{
    char ids[FINALS_MAX][ID_SIZE];
    int64_t expires_at = u->expires_at;

    if (expires_at == 0 || u->kind != KIND_PARTIAL)
        return expires_at;
    size_t count = finals_read(s, u->id, ids);
    for (size_t i = 0; i < count; i++) {
        struct finals_state state = finals_examine(s, ids[i]);
        if (state.is_open && state.expires_at > expires_at)
            expires_at = state.expires_at;
    }
    return expires_at == INT64_MAX ? 0 : expires_at;
}

bool finals_has_expired(struct store *s, const struct upload *u, int64_t wall_ms)
{
    if (!upload_has_expired(u, wall_ms))
        return false;
    int64_t expires_at = finals_expires_at(s, u);
    return expires_at != 0 && expires_at <= wall_ms;
}
