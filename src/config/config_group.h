/* SPDX-License-Identifier: MIT */
/*
 * The settings of the file in groups, as people look for them: a heading, a sentence and an example
 * each.
 */
#ifndef LOADLINE_CONFIG_GROUP_H
#define LOADLINE_CONFIG_GROUP_H

#define CONFIG_GROUPS 11

struct config_group {
    const char *first; /* the setting that it begins with, in the order of config_settings */
    const char *title;
    const char *prose;
    const char *example; /* lines of a settings file */
};

/* The group that begins with that setting, or NULL. */
const struct config_group *config_group_begun_by(const char *setting);

#endif
