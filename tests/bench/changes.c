/* SPDX-License-Identifier: MIT */
/*
 * Changes many uploads as upload.fcgi does: sends records to the script, pipelined.
 *
 *   changes REDIS_URL PREFIX RATE SECONDS
 *
 * Reads the ids from standard input, up to an empty line. Each upload changes RATE times a second
 * for SECONDS, then all end as done; with RATE 0 they are only created. Prints the number of
 * changes sent.
 */
#include "base/clock.h"
#include "base/error.h"
#include "progress/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN "018bcfe568000000000000000001"
#define SIZE INT64_C(1000000)
#define BATCH 100
#define IDS_MAX 100000

static struct redis *redis;
static const char *prefix;
static char (*ids)[ID_SIZE];
static size_t count;
static unsigned long long sent;
static int64_t created_at;

static void check(int rc, const char *what)
{
    if (rc == 0)
        return;
    fprintf(stderr, "%s: %s\n", what, error_text(rc));
    exit(EXIT_FAILURE);
}

static void fill(struct upload *u, const char *id, enum state state, int64_t received)
{
    upload_init(u);
    memcpy(u->id, id, ID_SIZE);
    u->state = state;
    u->size = SIZE;
    u->received = received;
    u->created_at = created_at;
    check(upload_set(&u->name, "a.bin"), "name");
}

static struct progress_change change_of(const struct upload *u)
{
    return (struct progress_change){
        .upload = u, .fence.writer = TOKEN, .active = true, .counts_only = true};
}

/* Sends one change for each of the ids [from, to), pipelined. */
static void change(size_t from, size_t to, enum state state, int64_t received)
{
    struct progress_outcome outcome;
    size_t missing[BATCH], missing_count = 0;

    for (size_t i = from; i < to; i++) {
        struct upload u;
        fill(&u, ids[i], state, received);
        const struct progress_change c = change_of(&u);
        check(progress_append(redis, prefix, &c), "append");
        upload_free(&u);
    }
    for (size_t i = from; i < to; i++) {
        int rc = progress_take(redis, &outcome);
        if (rc == ERR_MISSING)
            missing[missing_count++] = i;
        else
            check(rc, "take");
        sent++;
    }
    for (size_t i = 0; i < missing_count; i++) {
        struct upload u;
        fill(&u, ids[missing[i]], state, received);
        const struct progress_change c = change_of(&u);
        check(progress_send(redis, prefix, &c, NULL), "send");
        upload_free(&u);
    }
}

static void make_all(void)
{
    for (size_t i = 0; i < count; i++) {
        struct upload u;
        fill(&u, ids[i], STATE_UPLOADING, 0);
        const struct progress_change c = {.upload = &u, .fence.writer = TOKEN, .active = true};
        check(progress_send(redis, prefix, &c, NULL), "send");
        upload_free(&u);
    }
}

static void change_all(enum state state, int64_t received)
{
    for (size_t i = 0; i < count; i += BATCH)
        change(i, i + BATCH < count ? i + BATCH : count, state, received);
}

/* Spreads the changes over each period. */
static void run(long rate, long seconds)
{
    int64_t begin_ms = clock_mono_ms(), total = (int64_t)count * rate * seconds;
    size_t step = count < BATCH ? count : BATCH;

    for (int64_t done = 0; done < total; done += (int64_t)step) {
        int64_t due_ms = begin_ms + done * 1000 / ((int64_t)count * rate);
        while (clock_mono_ms() < due_ms)
            clock_pause_ms(1);
        size_t from = (size_t)(done % (int64_t)count);
        change(from, from + step < count ? from + step : count, STATE_UPLOADING,
               1 + done / (int64_t)count);
    }
}

int main(int argc, char **argv)
{
    struct redis_target target;
    char line[64];

    if (argc != 5)
        return EXIT_FAILURE;
    prefix = argv[2];
    created_at = clock_wall_ms();
    check(redis_target_parse(argv[1], &target), "url");
    check(redis_new(&target, 10000, &redis), "redis");
    check(redis_ensure(redis), "connect");
    ids = calloc(IDS_MAX, sizeof *ids);
    while (ids != NULL && count < IDS_MAX && fgets(line, sizeof line, stdin) != NULL &&
           line[0] != '\n')
        memcpy(ids[count++], line, ID_LEN);
    long rate = strtol(argv[3], NULL, 10);
    if (rate == 0) {
        make_all();
    } else {
        run(rate, strtol(argv[4], NULL, 10));
        change_all(STATE_DONE, SIZE);
    }
    printf("%llu\n", sent);
    redis_free(&redis);
    return EXIT_SUCCESS;
}
