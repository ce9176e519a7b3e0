/* SPDX-License-Identifier: MIT */
/*
 * A sender that is killed before or after any of its changes to the disk leaves no piece or a whole
 * one, and loses nothing that it has acknowledged. The next one completes the file, or the walk
 * through the spool, if all bytes are stored.
 *
 * The calls that change the disk are this file's own. They count, and kill the process at one of
 * them.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "base/log.h"
#include "spool/pieces.h"
#include "tests/unit/support/piece_host.h"
#include "tests/unit/support/spool.h"
#include "upkeep/finishing.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define STEP 3
#define COPY_MAX 4 /* bytes of one copy, so that it has several steps */
#define STEPS_MAX 2000
#define SHORT_STRIDE 5 /* of five runs each step has its turn */
#define RANDOM_KILLS 15

/* --- calls that change the disk --- */

static long kill_at = -1; /* steps until the end; negative: it never comes */

static void step(void)
{
    if (kill_at > 0 && --kill_at == 0)
        (void)kill(getpid(), SIGKILL);
}

static long counted(long result)
{
    step();
    return result;
}

#define CHANGE(call) (step(), counted(call))

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    return CHANGE(syscall(SYS_pwrite64, fd, bytes, len, offset));
}

ssize_t copy_file_range(int from_fd, off64_t *from, int to_fd, off64_t *to, size_t len,
                        unsigned flags)
{
    size_t n = len < COPY_MAX ? len : COPY_MAX;

    return CHANGE(syscall(SYS_copy_file_range, from_fd, from, to_fd, to, n, flags));
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
    return (int)CHANGE(syscall(SYS_linkat, from_dir, from, to_dir, to, flags));
}

int unlinkat(int dir, const char *name, int flags)
{
    return (int)CHANGE(syscall(SYS_unlinkat, dir, name, flags));
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return (int)CHANGE(syscall(SYS_renameat2, from_dir, from, to_dir, to, 0));
}

int mkdirat(int dir, const char *name, mode_t mode)
{
    return (int)CHANGE(syscall(SYS_mkdirat, dir, name, mode));
}

int fsync(int fd)
{
    (void)fd; /* a process that is killed loses nothing that it has written */
    return (int)CHANGE(0);
}

int fdatasync(int fd)
{
    (void)fd; /* a process that is killed loses nothing that it has written */
    return (int)CHANGE(0);
}

/* --- what a sender does --- */

/* Shared with the processes. */
struct shared {
    bool acknowledged[SIZE]; /* each byte */
};

struct scene {
    struct store *store;
    struct shared *shared;
    char id[ID_SIZE];
    const char *durability;
};

struct order {
    int64_t offset, length;
    int64_t sent; /* bytes before the connection breaks; 0: it does not */
};

/* Aside, appended, broken off in both ways, joined, repeated, overlapping; then the end. */
static const struct order whole_order[] = {
    {10, 5, 0}, {20, 6, 0}, {0, 4, 0}, {4, 6, 3},  {20, 6, 0}, {16, 4, 2},
    {13, 4, 0}, {4, 6, 0},  {2, 8, 0}, {17, 3, 0}, {0, 26, 0},
};
#define WHOLE_COUNT (sizeof whole_order / sizeof *whole_order)

static int scene_send(const struct scene *c, const struct order *o)
{
    const struct piece_source s = {.id = c->id, .bytes = TEXT, .size = SIZE};
    struct intake_piece *p = NULL;

    int rc = o->sent == 0 ? piece_host_send(&s, o->offset, o->length, STEP)
                          : piece_host_send_some(&s, o->offset, o->length, o->sent, NULL, &p);
    intake_piece_leave(&p);
    if (rc == 0 && o->sent == 0)
        memset(c->shared->acknowledged + o->offset, true, (size_t)o->length);
    return rc;
}

static int scene_create(const struct scene *c)
{
    const struct intake_offer offer = {
        .size = SIZE, .id = c->id, .in_pieces = true, .open_end = true};
    struct upload u;
    bool is_new;
    int rc = intake_create_or_load(&piece_host.app, &offer, &u, &is_new);

    if (rc == 0)
        upload_free(&u);
    return rc;
}

/* The whole life of a process that sends; returns its exit code. */
static int scene_live(const struct scene *c, const struct order *orders, size_t count, long at_step)
{
    piece_host_begin(c->store);
    piece_host.app.config.durability = (char *)(uintptr_t)c->durability;
    kill_at = at_step;
    int rc = scene_create(c);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = scene_send(c, &orders[i]);
    kill_at = -1;
    piece_host_end();
    return -rc;
}

static pid_t scene_fork(const struct scene *c, const struct order *orders, size_t count,
                        long at_step)
{
    (void)fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(scene_live(c, orders, count, at_step));
    return pid;
}

/* The exit code of the process; -1: it was killed. */
static int scene_wait(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return -1;
    }
    return WEXITSTATUS(status);
}

/* --- what it leaves --- */

static bool scene_exists(const struct scene *c)
{
    struct upload u;
    int rc = store_load(c->store, c->id, &u);

    if (rc == 0)
        upload_free(&u);
    else
        assert_int_equal(rc, ERR_NOT_FOUND);
    return rc == 0;
}

static void check_acknowledged(const struct scene *c)
{
    struct upload u;
    bool is_stored = false;

    for (int64_t i = 0; i < SIZE; i++) {
        const struct piece_claim byte = {.id = c->id, .offset = i, .length = 1, .total = SIZE};
        if (!c->shared->acknowledged[i])
            continue;
        assert_int_equal(intake_piece_look(&piece_host.app, &byte, &is_stored, &u), 0);
        upload_free(&u);
        assert_true(is_stored);
    }
}

static void check_what_is_left(const struct scene *c)
{
    const struct piece_source s = {.id = c->id, .bytes = TEXT, .size = SIZE};

    piece_host.app = (struct app){.store = c->store};
    (void)piece_host_check(&s);
    check_acknowledged(c);
}

static void ignore(void *arg, struct upload *u, const char *token)
{
    (void)arg, (void)u, (void)token;
}

/* Makes the upload one whose last byte came long ago. */
static void scene_age(const struct scene *c, struct upload *u)
{
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    int folder = -1;

    u->created_at = u->updated_at = 1000000;
    assert_int_equal(store_save(c->store, u), 0);
    assert_int_equal(store_open_folder(c->store, c->id, &folder), 0);
    assert_int_equal(utimensat(folder, "data", old, 0), 0);
    (void)utimensat(folder, PIECES_FOLDER, old, 0);
    close(folder);
}

/* If all bytes were stored, no client need come back. A killed request that waited for the lock is
 * waited for, as by any other. */
static void check_that_the_walk_finishes(const struct scene *c)
{
    const struct piece_source s = {.id = c->id, .bytes = TEXT, .size = SIZE};
    const struct joining j = {.store = c->store, .tell = ignore};
    struct upload u = piece_host_load(c->id);

    if (!u.complete && upload_stored(&u) == SIZE) {
        scene_age(c, &u);
        int rc = finishing_settle(&j, c->id);
        assert_true(rc == 0 || rc == ERR_LOCKED);
        assert_true(rc != 0 || piece_host_is_whole(&s));
        assert_true(rc != 0 || piece_host_count_files(c->id) == -1);
    }
    upload_free(&u);
}

static void check_that_it_goes_on(const struct scene *c)
{
    const struct piece_source s = {.id = c->id, .bytes = TEXT, .size = SIZE};

    assert_int_equal(scene_wait(scene_fork(c, whole_order, WHOLE_COUNT, -1)), 0);
    piece_host.app = (struct app){.store = c->store};
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host_count_files(c->id), -1);
}

/* --- tests --- */

static void scene_begin(struct scene *c, const char *durability)
{
    *c = (struct scene){.store = spool_begin(), .durability = durability};
    c->shared =
        mmap(NULL, sizeof *c->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(c->shared, MAP_FAILED);
    log_set_level(LOG_LEVEL_ERROR);
}

static void scene_renew(struct scene *c)
{
    memset(c->shared, 0, sizeof *c->shared);
    assert_int_equal(id_make(c->id), 0);
}

static void scene_end(struct scene *c)
{
    assert_int_equal(munmap(c->shared, sizeof *c->shared), 0);
    spool_end(&c->store);
}

static unsigned seed(void)
{
    const char *given = getenv("LOADLINE_SEED");
    return given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
}

/* Returns the number of steps. */
static long kill_at_each_step(const char *durability)
{
    struct scene c;
    long stride = getenv("LOADLINE_FULL") != NULL ? 1 : SHORT_STRIDE, at = seed() % stride;
    int code = -1;

    scene_begin(&c, durability);
    while (code == -1) {
        at += stride;
        assert_true(at < STEPS_MAX);
        scene_renew(&c);
        code = scene_wait(scene_fork(&c, whole_order, WHOLE_COUNT, at));
        assert_true(code == -1 || code == 0);
        if (!scene_exists(&c))
            continue;
        check_what_is_left(&c);
        check_that_the_walk_finishes(&c);
        check_that_it_goes_on(&c);
    }
    scene_end(&c);
    return at;
}

static void test_a_kill_at_any_step_leaves_whole_pieces(void **state)
{
    (void)state;
    assert_true(kill_at_each_step("finish") > 80);
    assert_true(kill_at_each_step("chunk") > 100);
}

/* Another process sends meanwhile. It must not depend on the one that is killed. */
static void test_a_kill_does_not_disturb_other_senders(void **state)
{
    static const struct order others[] = {{15, 5, 0}, {5, 5, 0}, {10, 5, 0}, {0, 5, 0}, {20, 6, 0}};
    unsigned random = seed();
    struct scene c;

    (void)state;
    scene_begin(&c, "finish");
    for (int i = 0; i < RANDOM_KILLS; i++) {
        scene_renew(&c);
        assert_int_equal(scene_wait(scene_fork(&c, NULL, 0, -1)), 0);
        pid_t killed = scene_fork(&c, whole_order, WHOLE_COUNT, 1 + rand_r(&random) % 120);
        pid_t other = scene_fork(&c, others, sizeof others / sizeof *others, -1);
        (void)scene_wait(killed);
        assert_int_equal(scene_wait(other), 0);
        check_what_is_left(&c);
        check_that_the_walk_finishes(&c);
        check_that_it_goes_on(&c);
    }
    scene_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_kill_at_any_step_leaves_whole_pieces),
        cmocka_unit_test(test_a_kill_does_not_disturb_other_senders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
