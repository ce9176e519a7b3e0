/* SPDX-License-Identifier: MIT */
/*
 * One folder at a time: the tests of a program run one after the other.
 */
#include "tests/unit/support/pieces_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

int pieces_folder_setup(void **state)
{
    static struct pieces_folder f;

    f.store = spool_begin();
    upload_init(&f.upload);
    assert_int_equal(id_make(f.upload.id), 0);
    f.upload.in_pieces = true;
    f.upload.size = 1000000;
    assert_int_equal(store_create(f.store, &f.upload), 0);
    assert_int_equal(store_open_folder(f.store, f.upload.id, &f.fd), 0);
    *state = &f;
    return 0;
}

int pieces_folder_teardown(void **state)
{
    struct pieces_folder *f = *state;

    close(f->fd);
    upload_free(&f->upload);
    spool_end(&f->store);
    return 0;
}
