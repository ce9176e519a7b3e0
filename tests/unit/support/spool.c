/* SPDX-License-Identifier: MIT */
/*
 * The temporary spool of the unit tests.
 */
#include "tests/unit/support/spool.h"

#include "base/clock.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[64];

struct store *spool_begin(void)
{
    struct store *s = NULL;

    (void)snprintf(folder, sizeof folder, "%s", "/tmp/loadline-unit-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(store_open(folder, true, &s), 0);
    return s;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void spool_end(struct store **s)
{
    store_close(s);
    assert_int_equal(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void spool_upload(struct store *s, int64_t size, struct upload *out)
{
    upload_init(out);
    assert_int_equal(id_make(out->id), 0);
    out->size = size;
    out->created_at = out->updated_at = clock_wall_ms();
    assert_int_equal(upload_set(&out->name, "r\xc3\xa9sum\xc3\xa9 \"1\".pdf"), 0);
    assert_int_equal(upload_add_stage(out, "digest", "Checksum", 20), 0);
    assert_int_equal(upload_add_stage(out, "identify", "File type", 10), 0);
    if (s == NULL)
        return;
    store_identity(s, out->spool);
    assert_int_equal(store_create(s, out), 0);
}

void spool_append(struct store *s, const struct upload *u, const char *text)
{
    int fd;

    assert_int_equal(store_open_data(s, u->id, true, &fd), 0);
    assert_true(lseek(fd, 0, SEEK_END) >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

void spool_finish(struct store *s, struct upload *u)
{
    int fd;

    assert_int_equal(store_open_data(s, u->id, true, &fd), 0);
    u->state = STATE_DONE;
    assert_int_equal(store_finish(s, u, fd), 0);
    close(fd);
}
