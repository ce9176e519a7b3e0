/* SPDX-License-Identifier: MIT */
/*
 * Groups of settings for the documentation, each with a heading, a sentence and an example.
 */
#ifndef LOADLINE_CONFIG_GROUP_H
#define LOADLINE_CONFIG_GROUP_H

#define CONFIG_GROUPS 11

struct config_group {
    const char *first; /* its first setting, in the order of config_settings */
    const char *title;
    const char *prose;
    const char *example; /* lines of a settings file */
};

/* Returns the group whose first setting has this name, or NULL. */
const struct config_group *config_group_begun_by(const char *setting);

#endif
