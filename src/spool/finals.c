/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes the file of final uploads, one line per id. Reading skips malformed lines, which
 * a crash during a write leaves behind.
 */
#include "spool/finals.h"

#include "base/error.h"
#include "spool/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_MODE 0660
#define LINE_BYTES (ID_LEN + 1)

size_t finals_read(struct store *s, const char *part_id, char ids_out[FINALS_MAX][ID_SIZE])
{
    char text[FINALS_MAX * LINE_BYTES];
    size_t count = 0;
    int fd;

    if (store_open_file(s, part_id, FINALS_FILE, O_RDONLY, &fd) != 0)
        return 0;
    ssize_t len = pread(fd, text, sizeof text, 0);
    close(fd);
    for (ssize_t at = 0; at + LINE_BYTES <= len; at += LINE_BYTES) {
        memcpy(ids_out[count], text + at, ID_LEN);
        ids_out[count][ID_LEN] = '\0';
        if (id_valid(ids_out[count]))
            count++;
    }
    return count;
}

static int finals_write_all(const struct store *s, int fd, const char *text, size_t len)
{
    ssize_t n = pwrite(fd, text, len, 0);

    if (n < 0 || (size_t)n != len)
        return n < 0 ? error_from_errno(errno) : ERR_NO_SPACE;
    return store_sync(s, fd);
}

int finals_add(struct store *s, const char *part_id, const char *final_id)
{
    char before[FINALS_MAX][ID_SIZE], text[FINALS_MAX * LINE_BYTES];
    size_t count = finals_read(s, part_id, before), len = 0;
    int folder;
    int rc = store_open_folder(s, part_id, &folder);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i <= count && i < FINALS_MAX; i++, len += LINE_BYTES) {
        memcpy(text + len, i == 0 ? final_id : before[i - 1], ID_LEN);
        text[len + ID_LEN] = '\n';
    }
    int fd = openat(folder, FINALS_FILE, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    close(folder);
    if (fd < 0)
        return error_from_errno(errno);
    rc = finals_write_all(s, fd, text, len);
    close(fd);
    return rc;
}
