/* SPDX-License-Identifier: MIT */
/*
 * Any order, repetition and interleaving of 1 to 200 pieces gives exactly the file, or a refusal.
 * Each case is made from a seed (LOADLINE_SEED): how the file is cut, by how many senders, what
 * breaks off, and what contradicts.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "base/log.h"
#include "spool/store.h"
#include "tests/unit/support/piece_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SHORT_CASES 40
#else
#define SHORT_CASES 200
#endif
#define FULL_CASES 10000
#define SIZE_MAX_BYTES 4096
#define PIECES_MAX 200
#define ORDER_MAX (3 * PIECES_MAX)
#define SENDERS_MAX 4

struct cut {
    int64_t offset, length;
};

/* One case: the senders take their pieces from one list. */
struct scene {
    unsigned seed;
    char id[ID_SIZE];
    char bytes[SIZE_MAX_BYTES], wrong[SIZE_MAX_BYTES];
    int64_t size;
    struct cut order[ORDER_MAX];
    size_t count;
    atomic_size_t next;
    bool is_known;              /* the size is, from the start */
    bool is_seen;               /* senders bring the record that they have read, which gets old */
    int wrong_rate;             /* of 100 pieces, how many have other bytes */
    int broken_rate;            /* of 100 pieces, how many are sent only in part before */
    atomic_int refusals, fault; /* fault: an error that is none of the case */
};

static unsigned seed(void)
{
    const char *given = getenv("LOADLINE_SEED");
    return given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
}

static int64_t below(unsigned *random, int64_t n)
{
    return (int64_t)rand_r(random) % n;
}

/* --- making a case --- */

static void add_cut(struct scene *c, int64_t from, int64_t to)
{
    if (to > from && c->count < ORDER_MAX)
        c->order[c->count++] = (struct cut){from, to - from};
}

/* Cuts the file into pieces of one nominal size, the last of which is shorter or longer; as all
 * uploaders do. */
static void cut_evenly(struct scene *c, unsigned *random)
{
    int64_t pieces = 1 + below(random, 1 + below(random, PIECES_MAX)); /* rather few */
    int64_t nominal = c->size / pieces > 0 ? c->size / pieces : 1, from = 0;

    while (c->size - from >= 2 * nominal) {
        add_cut(c, from, from + nominal);
        from += nominal;
    }
    add_cut(c, from, c->size);
}

/* Adds pieces at places of their own, which overlap the others. */
static void cut_freely(struct scene *c, unsigned *random)
{
    for (int64_t n = below(random, 20); n > 0; n--) {
        int64_t from = below(random, c->size);
        add_cut(c, from, from + 1 + below(random, c->size - from));
    }
}

static void repeat_some(struct scene *c, unsigned *random)
{
    size_t count = c->count;

    for (int64_t n = below(random, (int64_t)count + 1); n > 0; n--) {
        struct cut again = c->order[below(random, (int64_t)count)];
        add_cut(c, again.offset, again.offset + again.length);
    }
}

/* In order, reversed, or in none. */
static void arrange(struct scene *c, unsigned *random)
{
    int64_t how = below(random, 4);

    for (size_t i = 0; how == 1 && i < c->count / 2; i++) {
        struct cut other = c->order[i];
        c->order[i] = c->order[c->count - 1 - i];
        c->order[c->count - 1 - i] = other;
    }
    for (size_t i = c->count; how > 1 && i > 1; i--) {
        size_t at = (size_t)below(random, (int64_t)i);
        struct cut other = c->order[i - 1];
        c->order[i - 1] = c->order[at];
        c->order[at] = other;
    }
}

static void make_scene(struct scene *c, unsigned number)
{
    unsigned random = number;

    memset(c, 0, sizeof *c);
    c->seed = number;
    c->size = 1 + below(&random, SIZE_MAX_BYTES);
    for (int64_t i = 0; i < c->size; i++) {
        c->bytes[i] = (char)below(&random, 256);
        c->wrong[i] = (char)~c->bytes[i];
    }
    cut_evenly(c, &random);
    if (below(&random, 3) == 0)
        cut_freely(c, &random);
    repeat_some(c, &random);
    arrange(c, &random);
    c->is_known = below(&random, 4) > 0;
    c->wrong_rate = below(&random, 4) == 0 ? 5 : 0;
    c->broken_rate = below(&random, 2) == 0 ? 10 : 0;
    c->is_seen = below(&random, 2) == 0;
}

/* --- sending --- */

static void note(struct scene *c, int rc)
{
    if (rc == ERR_DIFFERS && c->wrong_rate > 0)
        c->refusals++;
    else if (rc != 0)
        c->fault = rc;
}

static void break_off(struct scene *c, const struct cut *cut, const struct glimpse *seen,
                      unsigned *random)
{
    const struct piece_source s = {c->id, c->bytes, c->size, seen};
    struct intake_piece *p = NULL;

    int rc = piece_host_send_some(&s, cut->offset, cut->length, below(random, cut->length) + 1,
                                  NULL, &p);
    note(c, rc);
    intake_piece_leave(&p);
}

static void send_cut(struct scene *c, const char *bytes, const struct cut *cut,
                     const struct glimpse *seen, unsigned *random)
{
    const struct piece_source s = {c->id, bytes, c->size, seen};

    note(c, piece_host_send(&s, cut->offset, cut->length, 1 + (size_t)below(random, 300)));
}

/* What is sent with other bytes is sent rightly too, before or after. */
static void send_piece(struct scene *c, size_t i, const struct glimpse *seen)
{
    const struct cut *cut = &c->order[i];
    unsigned random = c->seed + (unsigned)i;
    bool is_wrong = below(&random, 100) < c->wrong_rate, is_late = below(&random, 2) == 0;

    if (below(&random, 100) < c->broken_rate)
        break_off(c, cut, seen, &random);
    if (is_wrong && !is_late)
        send_cut(c, c->wrong, cut, seen, &random);
    send_cut(c, c->bytes, cut, seen, &random);
    if (is_wrong && is_late)
        send_cut(c, c->wrong, cut, seen, &random);
}

static void *send_pieces(void *arg)
{
    struct scene *c = arg;
    struct glimpse seen;
    size_t i;

    while ((i = c->next++) < c->count) {
        int rc = glimpse_take(piece_host.app.store, c->id, &seen);
        if (rc != 0)
            c->fault = rc;
        send_piece(c, i, c->is_seen && !seen.upload.complete ? &seen : NULL);
        glimpse_free(&seen);
    }
    return NULL;
}

static void run_senders(struct scene *c)
{
    pthread_t threads[SENDERS_MAX];
    int count = 1 + (int)(c->seed % SENDERS_MAX);

    for (int i = 1; i < count; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, send_pieces, c), 0);
    (void)send_pieces(c);
    for (int i = 1; i < count; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

/* --- what must come of it --- */

static bool is_right(struct scene *c)
{
    const struct piece_source s = {.id = c->id, .bytes = c->bytes, .size = c->size};
    struct upload u = piece_host_load(c->id);
    bool is_complete = u.complete;

    upload_free(&u);
    if (c->fault != 0 || (c->wrong_rate == 0 && piece_host.went_back > 0))
        return false;
    if (c->refusals > 0 || (c->wrong_rate > 0 && !is_complete))
        return true;
    return piece_host_is_whole(&s) && piece_host_count_files(c->id) <= 0;
}

static void fail_scene(const struct scene *c)
{
    struct upload u = piece_host_load(c->id);

    fail_msg("LOADLINE_SEED=%u: error %d, refusals %d, went back %d, of %d: received %d, ahead %d, "
             "complete %d, files %d, wrong %d of 100",
             c->seed, c->fault, c->refusals, piece_host.went_back, (int)c->size, (int)u.received,
             (int)u.ahead, u.complete, piece_host_count_files(c->id), c->wrong_rate);
}

static void test_any_order_gives_the_file_or_a_refusal(void **state)
{
    static struct scene c;
    unsigned first = seed();
    unsigned cases = getenv("LOADLINE_FULL") != NULL ? FULL_CASES : SHORT_CASES;

    (void)state;
    log_set_level(LOG_LEVEL_ERROR);
    store_set_lazy(piece_host.app.store);
    for (unsigned i = 0; i < cases; i++) {
        make_scene(&c, first + i);
        piece_host_create(c.is_known ? c.size : -1, c.id);
        run_senders(&c);
        if (!is_right(&c))
            fail_scene(&c);
        piece_host.went_back = 0;
        assert_int_equal(store_remove(piece_host.app.store, c.id), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_any_order_gives_the_file_or_a_refusal,
                                        piece_host_setup, piece_host_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
