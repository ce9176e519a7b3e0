/* SPDX-License-Identifier: MIT */
/*
 * The mount on which a path lies, and its options, as /proc/self/mountinfo has them (proc(5)).
 */
#ifndef LOADLINE_MOUNT_TABLE_H
#define LOADLINE_MOUNT_TABLE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

struct mount {
    char place[PATH_MAX];
    char kind[64];      /* "nfs4", "fuse.glusterfs", "ext4" */
    char source[256];   /* what is mounted */
    char options[1024]; /* of the file system, separated by commas */
};

/* Finds the mount of an absolute path without symbolic links. False: there is none. */
bool mount_table_find(FILE *table, const char *path, struct mount *out);

/* Whether the mount has this option: a word, or a name with its value. */
bool mount_has_option(const struct mount *m, const char *option);

/* What is wrong with a mount of NFS for a spool that several hosts share: the worst of it. */
enum mount_fault { MOUNT_FITS, MOUNT_LOCKS_STAY, MOUNT_GIVES_UP, MOUNT_LOSES_LOCKS };
enum mount_fault mount_judge_nfs(const struct mount *m);

#endif
