/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without libFuzzer, for `make check` with any compiler: on each file of its
 * corpus, truncated at every byte, and on 100,000 copies with a few bytes changed. The program
 * mutate_NAME runs fuzz_NAME. LOADLINE_SEED repeats a run.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MUTATIONS 100000
#define INPUTS_MAX 32
#define INPUT_MAX 2048

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    uint8_t bytes[INPUT_MAX];
    size_t len;
};

static struct input inputs[INPUTS_MAX];
static size_t input_count;

static size_t below(unsigned *random, size_t n)
{
    return (size_t)rand_r(random) % n;
}

static void read_input(const char *folder, const char *name)
{
    struct input *in = &inputs[input_count];
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = name[0] == '.' || input_count == INPUTS_MAX ? NULL : fopen(path, "re");
    if (f == NULL)
        return;
    in->len = fread(in->bytes, 1, INPUT_MAX / 2, f);
    input_count += in->len > 0 ? 1 : 0;
    (void)fclose(f);
}

static void read_corpus(const char *target)
{
    const char *srcdir = getenv("srcdir");
    char folder[2048];

    (void)snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/fuzz_%s",
                   srcdir != NULL ? srcdir : ".", target);
    DIR *d = opendir(folder);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
        read_input(folder, e->d_name);
    if (d != NULL)
        (void)closedir(d);
}

/* Overwrites, drops or duplicates a few bytes. */
static void mutate(unsigned *random, struct input *in)
{
    static const char telling[] = "\r\n-0: ;\"\\=%\0\xff',/*&+.9";

    for (size_t n = 1 + below(random, 4); n > 0 && in->len > 1; n--) {
        size_t at = below(random, in->len), count = 1 + below(random, 8);
        count = count < in->len - at ? count : in->len - at;
        switch (below(random, 3)) {
        case 0:
            in->bytes[at] = (uint8_t)telling[below(random, sizeof telling - 1)];
            break;
        case 1:
            memmove(in->bytes + at, in->bytes + at + count, in->len - at - count);
            in->len -= count;
            break;
        default:
            memmove(in->bytes + at + count, in->bytes + at, in->len - at);
            in->len += count;
        }
    }
}

/* The target gets memory of the exact length, so that sanitizers detect an overread by one byte. */
static void run(const struct input *in, size_t len)
{
    uint8_t *exact = malloc(len > 0 ? len : 1);

    if (exact == NULL)
        abort();
    memcpy(exact, in->bytes, len);
    (void)LLVMFuzzerTestOneInput(exact, len);
    free(exact);
}

int main(void)
{
    const char *name = strrchr(program_invocation_short_name, '_');
    const char *given = getenv("LOADLINE_SEED");
    unsigned random = given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);

    read_corpus(name != NULL ? name + 1 : "");
    (void)printf("1..2\n# seed %u (LOADLINE_SEED), %zu inputs\n", random, input_count);
    for (size_t i = 0; i < input_count; i++)
        for (size_t len = 0; len <= inputs[i].len; len++)
            run(&inputs[i], len);
    (void)printf("%s 1 - every cut\n", input_count > 0 ? "ok" : "not ok");
    (void)fflush(stdout);
    for (int i = 0; i < MUTATIONS && input_count > 0; i++) {
        struct input copy = inputs[below(&random, input_count)];
        mutate(&random, &copy);
        run(&copy, copy.len);
    }
    (void)printf("%s 2 - mutations\n", input_count > 0 ? "ok" : "not ok");
    return 0;
}
