/* SPDX-License-Identifier: MIT */
/*
 * A foreign program as a process group of its own: no shell, no inherited descriptors, a given
 * environment and folder, limits. It dies with us.
 */
#ifndef LOADLINE_PROCESS_H
#define LOADLINE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PROCESS_GROUPS_MAX 64

/* Who a program runs as. */
struct process_user {
    uid_t uid;
    gid_t gid;
    gid_t groups[PROCESS_GROUPS_MAX];
    int group_count;
};

struct process_spec {
    char *const *argv; /* argv[0] is looked for on our PATH unless it has a slash */
    char *const *env;
    int folder_fd;                   /* its working directory */
    int in_fd;                       /* its standard input; 0: nothing to read */
    int64_t cpu_ms;                  /* limits; 0: none */
    int64_t memory_bytes;            /* of address space */
    int64_t file_bytes;              /* that any one file may reach */
    const struct process_user *user; /* NULL: as we do; else we must be root */
};

struct process {
    pid_t pid;  /* and its process group; 0: none */
    int out_fd; /* its standard output and error, to be read without waiting; -1 closed */
    int err_fd;
};

/* The user of that name with all groups, at most PROCESS_GROUPS_MAX. ERR_NOT_FOUND. */
int process_find_user(const char *name, struct process_user *out);

/* Starts it. 0, or the errno of what failed, the execution itself included; then nothing runs.
 * SIGCHLD tells of its end. */
int process_start(const struct process_spec *spec, struct process *out);

/* Sends a signal to the whole group. */
void process_signal(const struct process *p, int signal);

/* Whether it has ended: then what is left of its group is killed and *status_out is as waitpid()
 * has it. */
bool process_ended(struct process *p, int *status_out);

/* Ends the group, by SIGTERM and after grace_ms by SIGKILL, waits for it and closes the
 * descriptors. */
void process_end(struct process *p, int64_t grace_ms);

#endif
