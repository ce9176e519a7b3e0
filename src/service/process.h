/* SPDX-License-Identifier: MIT */
/*
 * Runs a program as its own process group: without a shell, with no inherited descriptors, with a
 * given environment, folder and limits. The program dies with its parent.
 */
#ifndef LOADLINE_PROCESS_H
#define LOADLINE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PROCESS_GROUPS_MAX 64

/* The user that a program runs as. */
struct process_user {
    uid_t uid;
    gid_t gid;
    gid_t groups[PROCESS_GROUPS_MAX];
    int group_count;
};

struct process_spec {
    char *const *argv; /* argv[0] is searched in our PATH unless it has a slash */
    char *const *env;
    int folder_fd;                   /* its working directory */
    int in_fd;                       /* its standard input; 0: empty */
    int64_t cpu_ms;                  /* limits; 0: none */
    int64_t memory_bytes;            /* of address space */
    int64_t file_bytes;              /* of each file */
    const struct process_user *user; /* NULL: our own; otherwise we must be root */
};

struct process {
    pid_t pid;  /* also the id of its process group; 0: none */
    int out_fd; /* its standard output and error, non-blocking; -1 closed */
    int err_fd;
};

/* Finds the user of that name with all groups, at most PROCESS_GROUPS_MAX. 0 or ERR_NOT_FOUND. */
int process_find_user(const char *name, struct process_user *out);

/* Starts the program; the caller ends it with process_end(), also after process_ended(). Returns 0
 * or a positive errno, also if exec failed; then nothing runs. SIGCHLD reports its end. */
int process_start(const struct process_spec *spec, struct process *out);

/* Sends a signal to the whole group. */
void process_signal(const struct process *p, int signal);

/* Whether the program has ended. If so, it kills the rest of the group and sets *status_out as
 * waitpid() does. */
bool process_ended(struct process *p, int *status_out);

/* Ends the group with SIGTERM, after grace_ms with SIGKILL, waits for the program and closes the
 * descriptors. */
void process_end(struct process *p, int64_t grace_ms);

#endif
