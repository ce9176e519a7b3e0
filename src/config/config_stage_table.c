/* SPDX-License-Identifier: MIT */
/*
 * The settings of a [stage NAME] section, and what is known of the stages that are built in.
 */
#include "config/config.h"
#include "config/config_check.h"
#include "config/config_table.h"
#include "config/config_units.h"
#include "base/event_name.h"

#include <string.h>

#define STAGE_NAME_MAX 32

bool setting_is_stage_name(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return len >= 1 && len <= STAGE_NAME_MAX && text[len] == '\0';
}

/* Every kind of stage. */
static const struct {
    const char *name;
    const char *label;  /* NULL: that of the stage's own name */
    const char *needed; /* the setting that it cannot do without, or NULL */
    size_t offset;      /* of that one's member */
} kinds[] = {
    {"digest", "Checksum", NULL, 0},
    {"identify", "File type", NULL, 0},
    {"scan", "Virus scan", NULL, 0},
    {"command", NULL, "command", offsetof(struct config_stage, command)},
    {"external", NULL, NULL, 0},
    {"deliver", "Delivery", "deliver_to", offsetof(struct config_stage, deliver_to)},
    {"notify", "Notification", "notify_url", offsetof(struct config_stage, notify_url)},
};

#define KINDS (sizeof kinds / sizeof *kinds)
#define KIND_NAMES "digest identify scan command external deliver notify"

static size_t find_kind(const char *name)
{
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i].name, name) != 0)
        i++;
    return i;
}

bool setting_is_stage_kind(const char *text)
{
    return find_kind(text) < KINDS;
}

const char *setting_stage_label(const char *kind)
{
    size_t i = find_kind(kind);
    return i < KINDS ? kinds[i].label : NULL;
}

const char *setting_stage_lacks(const struct config_stage *stage)
{
    size_t i = find_kind(stage->kind);

    if (i == KINDS)
        return "kind";
    if (kinds[i].needed == NULL)
        return NULL;
    const char *value = *(char *const *)((const char *)stage + kinds[i].offset);
    return value != NULL && *value != '\0' ? NULL : kinds[i].needed;
}

#define AT(member) offsetof(struct config_stage, member)

const struct setting config_stage_settings[] = {
    {"label", SETTING_TEXT, AT(label), NULL, 0, 100, NULL, "at most 100 bytes",
     "What people see as the stage's name. Not set: \"Checksum\" for digest, \"File type\" for "
     "identify, \"Virus scan\" for scan, \"Delivery\" for deliver, \"Notification\" for notify, "
     "else "
     "the name, its first letter in upper case."},
    {"kind", SETTING_CHOICE, AT(kind), NULL, 0, 0, NULL, KIND_NAMES,
     "What the stage does; see loadline-worker(8). Not set: command where a command is set, else "
     "the kind that has the stage's name."},
    {"command", SETTING_TEXT, AT(command), NULL, 0, 4096, NULL, "a program and its arguments",
     "The program that does it and its arguments, separated by blanks; no shell is involved. It "
     "is given the file's path as the last one."},
    {"user", SETTING_TEXT, AT(user), NULL, 1, 64, NULL, "the name of a user",
     "The user that a command runs as, with that one's groups. It must be able to reach the spool. "
     "Only a worker that runs as root can do it; not set: as the worker does."},
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
    {"retries", SETTING_INT, AT(retries), "0", 0, 100, NULL, NULL,
     "How often it is run again after a failure that may pass: it took too long, it crashed, "
     "something that it needs could not be reached."},
    {"retry_after", SETTING_DURATION, AT(retry_after_ms), "10s", SECOND / 10, DAY, NULL, NULL,
     "The time until it is run again, for the first time; then each time twice as long, at most an "
     "hour."},
    {"patience", SETTING_DURATION, AT(patience_ms), "1d", SECOND / 10, 365 * DAY, NULL, NULL,
     "How long it may wait in all, from when it began, for what it asks to wait for: a command "
     "that "
     "ends with status 75, a scanner or a receiver that is away, reports from elsewhere. Waiting "
     "takes no place from other jobs."},
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
    {"scan_socket", SETTING_TEXT, AT(scan_socket), "unix:/run/clamav/clamd.ctl", 0, 300,
     config_check_address, "unix:/PATH or HOST:PORT", "Of scan: where clamd listens."},
    {"scan_away", SETTING_CHOICE, AT(scan_away), "fail", 0, 0, NULL, "fail pass",
     "Of scan: what becomes of a file that could not be scanned although patience was had."},
    {"deliver_to", SETTING_PATH, AT(deliver_to), NULL, 0, 4000, NULL, NULL,
     "Of deliver: the folder that files are delivered to. It must be there."},
    {"deliver_name", SETTING_TEXT, AT(deliver_name), "{date}/{id}-{name}", 1, 500,
     config_check_name_template, "a relative path, with {id}, {name}, {owner}, {date}, {type}",
     "Of deliver: the file's name below that folder. {id}, {name}, {owner}, {date} (2026-01-31, "
     "when "
     "it was created) and {type} stand for what is known of the upload; folders are made as "
     "needed."},
    {"deliver_mode", SETTING_TEXT, AT(deliver_mode), "", 0, 4, config_check_mode_or_empty,
     "empty, or a file mode such as 0640",
     "Of deliver: the mode of the delivered file. Empty: 0640, and 0600 where the spool is "
     "private (spool_mode)."},
    {"deliver_folder_mode", SETTING_TEXT, AT(deliver_folder_mode), "", 0, 4,
     config_check_folder_mode_or_empty, "empty, or a folder mode such as 0755 or 2750",
     "Of deliver: the mode of the folders that are made for it. Empty: 0770, and 0700 where the "
     "spool is private (spool_mode)."},
    {"notify_url", SETTING_TEXT, AT(notify_url), NULL, 0, 2000, config_check_http_url,
     "an http:// or https:// URL",
     "Of notify: where the webhook is sent to, signed as Standard Webhooks has it."},
    {"notify_events", SETTING_LIST, AT(notify_events), "processed, failed, cancelled, expired", 0,
     EVENT_COUNT, config_check_event, "a list of created, processed, failed, cancelled and expired",
     "Of notify: what the receiver is told of uploads that have this stage: \"processed\", that "
     "the "
     "upload has come to this stage; \"created\", that it was begun; \"failed\", unless this stage "
     "is "
     "why; \"cancelled\" and \"expired\", that it went before it had ended."},
    {"notify_upload_url", SETTING_CHOICE, AT(notify_upload_url), "no", 0, 0, NULL, "yes no",
     "Of notify: whether the receiver is told the upload's own URL. Who knows it can read and "
     "delete the upload. It needs public_url, and a worker that can read secret_file."},
    {"notify_secret_file", SETTING_PATH, AT(notify_secret_file), NULL, 0, 4000, NULL, NULL,
     "Of notify: the file with the signing secret, \"whsec_\" and base64. Not set: not signed."},
    {"notify_timeout", SETTING_DURATION, AT(notify_timeout_ms), "10s", SECOND / 10, 2 * MINUTE,
     NULL, NULL,
     "Of notify: how long the receiver may take to answer one request. A receiver that does not is "
     "asked again after retry_after, then each time twice as long, at most 5 minutes, by one "
     "upload "
     "at a time; the others wait for it."},
    {"notify_private", SETTING_CHOICE, AT(notify_private), "no", 0, 0, NULL, "yes no",
     "Of notify: whether addresses that are not public (loopback, private, link-local) may be "
     "connected to."},
    {0},
};

#undef AT
#define AT(member) offsetof(struct config_pipeline, member)

const struct setting config_pipeline_settings[] = {
    {"stages", SETTING_LIST, AT(stages), "", 0, CONFIG_STAGES_MAX, setting_is_stage_name,
     "a list of stages",
     "What happens to a file of this type once it is there, in this order, instead of what the "
     "setting "
     "stages says."},
    {0},
};
