/* SPDX-License-Identifier: MIT */
/*
 * The settings of a [stage NAME] section, and the built-in kinds of stages.
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
    const char *label;  /* NULL: the stage's own */
    const char *needed; /* the setting that it requires, or NULL */
    size_t offset;      /* of that setting's member */
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

static size_t config_stage_table_find_kind(const char *name)
{
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i].name, name) != 0)
        i++;
    return i;
}

bool setting_is_stage_kind(const char *text)
{
    return config_stage_table_find_kind(text) < KINDS;
}

const char *setting_stage_label(const char *kind)
{
    size_t i = config_stage_table_find_kind(kind);
    return i < KINDS ? kinds[i].label : NULL;
}

const char *setting_stage_lacks(const struct config_stage *stage)
{
    size_t i = config_stage_table_find_kind(stage->kind);

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
     "The name of the stage for people. Not set: \"Checksum\" for digest, \"File type\" for "
     "identify, \"Virus scan\" for scan, \"Delivery\" for deliver, \"Notification\" for notify, "
     "else the stage's name with its first letter in upper case."},
    {"kind", SETTING_CHOICE, AT(kind), NULL, 0, 0, NULL, KIND_NAMES,
     "The kind of work; see loadline-worker(8). Not set: command if the setting command is set, "
     "else the kind that has the stage's name."},
    {"command", SETTING_TEXT, AT(command), NULL, 0, 4096, NULL, "a program and its arguments",
     "The program and its arguments, separated by blanks. It runs without a shell. The worker adds "
     "the file's path as the last argument."},
    {"user", SETTING_TEXT, AT(user), NULL, 1, 64, NULL, "the name of a user",
     "The user that a command runs as, with the groups of that user. This user must have access to "
     "the spool. Requires a worker that runs as root. Not set: the worker's user."},
    {"weight", SETTING_INT, AT(weight), "20", 1, 1000, NULL, NULL,
     "The stage's share of the overall percentage; the transfer has 100."},
    {"time_limit", SETTING_DURATION, AT(time_limit_ms), "1h", 0, 30 * DAY, NULL, NULL,
     "The time limit of the stage; 0 for no limit."},
    {"memory_limit", SETTING_SIZE, AT(memory_limit), "0", 0, 1024 * TB, NULL, NULL,
     "The most address space that a command may use; 0 for no limit."},
    {"file_limit", SETTING_SIZE, AT(file_limit), "0", 0, 1024 * TB, NULL, NULL,
     "The largest file that a command may write; 0 for no limit."},
    {"required", SETTING_CHOICE, AT(required), "yes", 0, 0, NULL, "yes no",
     "Whether the upload fails if the stage fails. \"no\": the stage shows the failure, and the "
     "next stage begins."},
    {"retries", SETTING_INT, AT(retries), "0", 0, 100, NULL, NULL,
     "The most retries after a temporary failure: a timeout, a crash, or a service that is not "
     "reachable."},
    {"retry_after", SETTING_DURATION, AT(retry_after_ms), "10s", SECOND / 10, DAY, NULL, NULL,
     "The delay before the first retry. It doubles with each retry, to at most an hour."},
    {"patience", SETTING_DURATION, AT(patience_ms), "1d", SECOND / 10, 365 * DAY, NULL, NULL,
     "The most time that the stage may wait in all, from its beginning: for a command that ends "
     "with status 75, for a scanner or receiver that is not reachable, or for external reports. A "
     "waiting stage does not delay other jobs."},
    {"identify_allow", SETTING_LIST, AT(identify_allow), "", 0, CONFIG_LIST_MAX,
     config_check_type_pattern, "a list of types such as application/pdf or image/*",
     "For identify: the only types accepted, as detected in the content. Empty: all."},
    {"identify_deny", SETTING_LIST, AT(identify_deny), "", 0, CONFIG_LIST_MAX,
     config_check_type_pattern, "a list of types such as application/pdf or image/*",
     "For identify: types that are refused, as detected in the content."},
    {"identify_mismatch", SETTING_CHOICE, AT(identify_mismatch), "programs", 0, 0, NULL,
     "none programs kinds",
     "For identify: the differences between the declared type and the content that fail a file. "
     "\"programs\": the content is a program and was declared as something else. \"kinds\": in "
     "addition, one is an image, audio, video or font and the other is not."},
    {"scan_socket", SETTING_TEXT, AT(scan_socket), "unix:/run/clamav/clamd.ctl", 0, 300,
     config_check_address, "unix:/PATH or HOST:PORT", "For scan: the address of clamd."},
    {"scan_away", SETTING_CHOICE, AT(scan_away), "fail", 0, 0, NULL, "fail pass",
     "For scan: what happens to a file if clamd was not reachable for all of patience."},
    {"deliver_to", SETTING_TEXT, AT(deliver_to), NULL, 0, 4000, config_check_deliver_to,
     "an absolute path, or s3://BUCKET/KEY, where KEY is empty or like deliver_name",
     "For deliver: the folder that files are delivered to, which must exist; or object storage "
     "that "
     "speaks the protocol of Amazon S3: s3://BUCKET/{owner}/{date}/{id}-{name}. If KEY is empty or "
     "ends with a slash, deliver_name follows."},
    {"deliver_name", SETTING_TEXT, AT(deliver_name), "{date}/{id}-{name}", 1, 500,
     config_check_name_template, "a relative path, with {id}, {name}, {owner}, {date}, {type}",
     "For deliver: the file's name below that folder or key. {id}, {name}, {owner}, {date} (of "
     "creation, "
     "2026-01-31) and {type} are replaced by the upload's values. Missing folders are created."},
    {"deliver_mode", SETTING_TEXT, AT(deliver_mode), "", 0, 4, config_check_mode_or_empty,
     "empty, or a file mode such as 0640",
     "For deliver: the mode of the delivered file. Empty: 0640, or 0600 if the spool is private "
     "(spool_mode)."},
    {"deliver_folder_mode", SETTING_TEXT, AT(deliver_folder_mode), "", 0, 4,
     config_check_folder_mode_or_empty, "empty, or a folder mode such as 0755 or 2750",
     "For deliver: the mode of the folders that the worker creates. Empty: 0770, or 0700 if the "
     "spool is private (spool_mode)."},
    {"s3_endpoint", SETTING_TEXT, AT(s3_endpoint), "", 0, 300, config_check_endpoint_or_empty,
     "empty, or http(s)://HOST[:PORT] without a path",
     "For deliver to s3://: the server. Empty: Amazon's server of s3_region."},
    {"s3_region", SETTING_TEXT, AT(s3_region), "us-east-1", 1, 64, config_check_region,
     "letters, digits, \"-\" and \"_\", such as eu-central-1",
     "For deliver to s3://: the region that requests are signed for. Most servers other than "
     "Amazon's accept the default."},
    {"s3_style", SETTING_CHOICE, AT(s3_style), "path", 0, 0, NULL, "path host",
     "For deliver to s3://: whether URLs have the bucket as the first part of the path, or in "
     "front "
     "of the server's name."},
    {"s3_credentials_file", SETTING_PATH, AT(s3_credentials_file), NULL, 0, 4000, NULL, NULL,
     "For deliver to s3://: the file of the credentials, with lines aws_access_key_id = ID, "
     "aws_secret_access_key = SECRET and, for temporary ones, aws_session_token = TOKEN, alone or "
     "in "
     "a section [default]. The worker reads it again when it changes. Not set: the variables "
     "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN of the worker's environment."},
    {"s3_class", SETTING_TEXT, AT(s3_class), "", 0, 64, config_check_storage_class_or_empty,
     "empty, or a storage class such as STANDARD_IA",
     "For deliver to s3://: the storage class of the objects. Empty: the bucket's default."},
    {"s3_part_size", SETTING_SIZE, AT(s3_part_size), "16m", 5 * MB, 5 * GB, NULL, NULL,
     "For deliver to s3://: the size of the parts that a larger file is sent in. If the file would "
     "have more than s3_max_parts of them, its parts are larger."},
    {"s3_max_parts", SETTING_INT, AT(s3_max_parts), "10000", 1, 10000, NULL, NULL,
     "For deliver to s3://: the most parts of a file that the server accepts."},
    {"s3_parallel", SETTING_INT, AT(s3_parallel), "4", 1, 16, NULL, NULL,
     "For deliver to s3://: the number of parts of one file that are sent at once."},
    {"s3_timeout", SETTING_DURATION, AT(s3_timeout_ms), "1m", SECOND / 10, HOUR, NULL, NULL,
     "For deliver to s3://: the time without a byte from or to the server after which a request "
     "counts as lost. The server may take ten times as long to put the parts together."},
    {"s3_download", SETTING_CHOICE, AT(s3_download), "no", 0, 0, NULL, "no redirect",
     "For deliver to s3://: what upload.fcgi answers to GET of a delivered upload. \"redirect\": "
     "it "
     "sends the client to the object, with a signed URL that is good for s3_download_expires. "
     "\"no\": the error delivered."},
    {"s3_download_expires", SETTING_DURATION, AT(s3_download_expires_ms), "5m", SECOND, 7 * DAY,
     NULL, NULL,
     "For s3_download: how long such a URL is good, in whole seconds. Whoever gets to know it may "
     "read the file until then. A download that has begun continues."},
    {"s3_download_endpoint", SETTING_TEXT, AT(s3_download_endpoint), "", 0, 300,
     config_check_endpoint_or_empty, "empty, or http(s)://HOST[:PORT] without a path",
     "For s3_download: the server as clients reach it. Empty: s3_endpoint."},
    {"s3_download_credentials_file", SETTING_PATH, AT(s3_download_credentials_file), NULL, 0, 4000,
     NULL, NULL,
     "For s3_download: the file of the credentials that upload.fcgi signs with, in the form of "
     "s3_credentials_file. They only need the right to read objects. upload.fcgi must be able to "
     "read the file, and reads it for each download. Not set: s3_credentials_file, or "
     "upload.fcgi's "
     "environment."},
    {"notify_url", SETTING_TEXT, AT(notify_url), NULL, 0, 2000, config_check_http_url,
     "an http:// or https:// URL",
     "For notify: the URL that webhooks are sent to, signed by the Standard Webhooks "
     "specification."},
    {"notify_events", SETTING_LIST, AT(notify_events), "processed, failed, cancelled, expired", 0,
     EVENT_COUNT, config_check_event, "a list of created, processed, failed, cancelled and expired",
     "For notify: the events that the receiver gets, for uploads that have this stage. "
     "\"processed\": processing has reached this stage. \"created\": the upload was created. "
     "\"failed\": the upload failed, except through this stage. \"cancelled\" and \"expired\": the "
     "upload was removed before its end."},
    {"notify_upload_url", SETTING_CHOICE, AT(notify_upload_url), "no", 0, 0, NULL, "yes no",
     "For notify: whether webhooks contain the upload's own URL. A receiver that has it can read "
     "and delete the upload. Requires public_url, and a worker that can read secret_file."},
    {"notify_secret_file", SETTING_PATH, AT(notify_secret_file), NULL, 0, 4000, NULL, NULL,
     "For notify: the file with the signing secret, \"whsec_\" and base64. Not set: webhooks are "
     "not signed."},
    {"notify_timeout", SETTING_DURATION, AT(notify_timeout_ms), "10s", SECOND / 10, 2 * MINUTE,
     NULL, NULL,
     "For notify: the time that the receiver may take to answer one request. After a timeout the "
     "worker retries after retry_after, then each time after twice as long, at most 5 minutes, "
     "with one upload at a time; the other uploads wait meanwhile."},
    {"notify_private", SETTING_CHOICE, AT(notify_private), "no", 0, 0, NULL, "yes no",
     "For notify: whether the worker may connect to addresses that are not public (loopback, "
     "private, link-local)."},
    {0},
};

#undef AT
#define AT(member) offsetof(struct config_pipeline, member)

const struct setting config_pipeline_settings[] = {
    {"stages", SETTING_LIST, AT(stages), "", 0, CONFIG_STAGES_MAX, setting_is_stage_name,
     "a list of stages",
     "The stages for a file of this type, in order, instead of those in the setting stages."},
    {0},
};
