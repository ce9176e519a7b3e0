/* SPDX-License-Identifier: MIT */
/*
 * The settings of a [stage NAME] section, and what is known of the stages that are built in.
 */
#include "config.h"
#include "config_check.h"
#include "config_table.h"
#include "config_units.h"

#include <string.h>

#define STAGE_NAME_MAX 32

bool setting_is_stage_name(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return len >= 1 && len <= STAGE_NAME_MAX && text[len] == '\0';
}

const char *setting_builtin_stage_label(const char *name)
{
    static const struct {
        const char *name, *label;
    } builtin[] = {{"digest", "Checksum"}, {"identify", "File type"}};

    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++) {
        if (strcmp(builtin[i].name, name) == 0)
            return builtin[i].label;
    }
    return NULL;
}

#define AT(member) offsetof(struct config_stage, member)

const struct setting config_stage_settings[] = {
    {"label", SETTING_TEXT, AT(label), NULL, 0, 100, NULL, "at most 100 bytes",
     "What people see as the stage's name. Not set: \"Checksum\" for digest, \"File type\" for "
     "identify, else the name, its first letter in upper case."},
    {"command", SETTING_TEXT, AT(command), NULL, 0, 4096, NULL, "a program and its arguments",
     "The program that does it and its arguments, separated by blanks; no shell is involved. Not "
     "set: the stage of that name that is built in."},
    {"weight", SETTING_INT, AT(weight), "20", 1, 1000, NULL, NULL,
     "Its share of the percentage of the whole, where the transfer has 100."},
    {"time_limit", SETTING_DURATION, AT(time_limit_ms), "1h", 0, 30 * DAY, NULL, NULL,
     "The longest it may take; 0 for no limit."},
    {"memory_limit", SETTING_SIZE, AT(memory_limit), "0", 0, 1024 * TB, NULL, NULL,
     "The address space a command may use; 0 for no limit."},
    {"file_limit", SETTING_SIZE, AT(file_limit), "0", 0, 1024 * TB, NULL, NULL,
     "The largest file a command may write; 0 for no limit."},
    {"required", SETTING_CHOICE, AT(required), "yes", 0, 0, NULL, "yes no",
     "Whether the upload fails with it. \"no\": the failure is shown at the stage, and the next "
     "one begins."},
    {"identify_allow", SETTING_LIST, AT(identify_allow), "", 0, CONFIG_LIST_MAX,
     config_check_type_pattern, "a list of types such as application/pdf or image/*",
     "Of identify: the only types, as the content has them, that are accepted. Empty: all."},
    {"identify_deny", SETTING_LIST, AT(identify_deny), "", 0, CONFIG_LIST_MAX,
     config_check_type_pattern, "a list of types such as application/pdf or image/*",
     "Of identify: types, as the content has them, that are refused."},
    {"identify_mismatch", SETTING_CHOICE, AT(identify_mismatch), "programs", 0, 0, NULL,
     "none programs kinds",
     "Of identify: what fails a file whose content is not of the type that was declared for it: "
     "\"programs\", when it is a program and was declared as something else; \"kinds\", also when "
     "one is an image, audio, video or font and the other is not."},
    {0},
};
