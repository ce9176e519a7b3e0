/* SPDX-License-Identifier: MIT */
/*
 * Settings of all programs: one INI file and one table (config_table.c). The table drives parsing,
 * checking, the environment variables (LOADLINE_NAME), `loadline config --dump` and the man page.
 * Each processing stage has a section [stage NAME]. A section [pipeline TYPE] selects the stages by
 * the type of the file.
 */
#ifndef LOADLINE_CONFIG_H
#define LOADLINE_CONFIG_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_LIST_MAX 64
#define CONFIG_STAGES_MAX 32
#define CONFIG_PIPELINES_MAX 16
#define CONFIG_ERROR_MAX 512
#define DELIVER_S3 "s3://"              /* deliver_to: then a bucket and a pattern of keys */
#define DELIVER_KEY_MAX 1024            /* bytes of that pattern, and of a key */
#define CONFIG_FORM_METADATA_MAX 262144 /* bytes: the upper bound of max_form_metadata */
#define CONFIG_METADATA_FIELDS_MAX 32   /* names in metadata_fields */
#define CONFIG_METADATA_NAME_MAX 64     /* bytes of such a name */
#define CONFIG_METADATA_PREFIX "LOADLINE_META_" /* of the variables of stages */
#define CONFIG_METADATA_VALUE_MAX 16384         /* bytes: the upper bound of max_metadata_value */
#define CONFIG_RELAY_DESCRIPTORS 512 /* descriptors that a relay needs beyond one per session */

/* One stage, with its section [stage NAME]. */
struct config_stage {
    char *name;
    char *label;   /* default: the kind's label if the stage is named like its kind, else the name,
                      first letter in upper case */
    char *kind;    /* what the stage does; never NULL once loaded */
    char *command; /* program and arguments, split at white space; NULL: built in */
    int weight;    /* 1 to 1000, default 20 */
    int64_t time_limit_ms;
    char *user;           /* the user of a command; NULL: the worker's */
    int64_t memory_limit; /* bytes of address space, 0 none */
    int64_t file_limit;   /* bytes of each file, 0 none */
    char *required;       /* "no": the upload continues if this stage fails */
    int64_t retries;      /* after temporary failures */
    int64_t retry_after_ms, patience_ms, notify_timeout_ms;
    char **identify_allow, **identify_deny;
    char *identify_mismatch; /* which mismatches with the declared type fail the upload */
    char *scan_socket, *scan_away;
    char *deliver_to, *deliver_name, *deliver_mode, *deliver_folder_mode;
    char *s3_endpoint, *s3_region, *s3_style, *s3_credentials_file, *s3_class;
    int64_t s3_part_size, s3_max_parts, s3_parallel, s3_timeout_ms;
    char *s3_download, *s3_download_endpoint, *s3_download_credentials_file;
    int64_t s3_download_expires_ms;
    char *notify_url, *notify_secret_file, *notify_private, *notify_upload_url;
    char **notify_events;
};

/* One section [pipeline TYPE]. */
struct config_pipeline {
    char *type; /* or a pattern such as image/ and a star */
    char **stages;
};

struct config {
    char *redis_url, *redis_prefix;
    int64_t redis_timeout_ms;
    char *sentinel_user, *sentinel_password, *sentinel_password_file;
    char *redis_tls_ca_file, *redis_tls_cert_file, *redis_tls_key_file, *redis_tls_name;
    char *spool, *spool_mode, *spool_shared, *secret_file;
    char *public_url, *upload_path, *progress_path, *live_path, *host_path;
    char **host_paths, **cors_origins; /* NULL-terminated lists */
    char *auth, *relay_user_header, *token_algorithm, *token_audience, *token_cookie;
    char **token_keys, **trusted_proxies, **relay_admin_allow;
    int64_t token_leeway_ms, admin_session_ms, auth_timeout_ms;
    char *upload_socket, *progress_socket;
    int64_t upload_threads, upload_reserved_threads, progress_threads;
    int64_t lock_wait_ms, sender_turn_ms, progress_interval_ms, alias_ttl_ms;
    char *legacy_format;
    int64_t max_size, chunk_size, max_metadata, max_files, max_fields, max_field_size, max_form;
    int64_t max_form_metadata; /* 0: drops them */
    int64_t max_metadata_value;
    char **metadata_fields; /* empty: all are kept, and none has a variable */
    char **uploaders;
    int64_t uploader_repeat_ms, max_pieces, max_refused_chunk;
    char **private_fields;
    char *interim_responses, *trace_context;
    int64_t expire_after_ms;       /* 0: never */
    int64_t expire_empty_after_ms; /* 0: as expire_after_ms */
    int64_t creations_per_client;  /* per minute; 0: no limit */
    int64_t empty_uploads_per_client;
    int64_t max_ids; /* in one ?ids= */
    int64_t inline_work_bytes;
    int64_t min_free_bytes;
    int64_t idle_timeout_ms, min_rate, min_rate_window_ms, head_timeout_ms, max_header;
    int64_t uploads_per_client, uploads_active;
    char **allow_types, **deny_types, **allow_extensions, **deny_extensions;
    int64_t quota_bytes, quota_uploads, pre_create_timeout_ms;
    char *pre_create;
    char *download, *sendfile_header, *sendfile_prefix;
    char *durability;
    char *relay_listen, *relay_admin_listen, *relay_shared;
    int64_t relay_ready_lag_ms, relay_sessions_per_address, relay_sessions_per_owner;
    int64_t relay_polls_per_address, relay_message_rate;
    int64_t relay_sessions, relay_watches, relay_message_size, beat_interval_ms, relay_poll_wait_ms,
        relay_handshake_timeout_ms, relay_idle_timeout_ms, relay_drain_ms;
    char *worker_alive_file;
    int64_t workers, attempts, claim_after_ms, jobs_per_owner, notify_requests, outbox_max,
        reconcile_interval_ms, restore_rate;
    char **stage_names;
    char *log_level, *log_format;
    bool has_file;                                 /* whether a file was read */
    struct config_stage stages[CONFIG_STAGES_MAX]; /* of stage_names, then of the pipelines */
    size_t stage_count;
    struct config_pipeline pipelines[CONFIG_PIPELINES_MAX];
    size_t pipeline_count;
};

/* Returns the path that config_load() reads when asked is its path argument. It is in buf, or
 * borrowed. NULL: there is no file. */
const char *config_find_file(const char *asked, char *buf, size_t size);

/* Loads the settings: the defaults, then the file (path, else $LOADLINE_CONFIG,
 * ~/.config/loadline/loadline.conf, the system's), then the environment. The caller frees out with
 * config_free(). On ERR_CONFIG message has file, line and the accepted values. A missing file is no
 * error if path is NULL. */
int config_load(const char *path, struct config *out, char message[CONFIG_ERROR_MAX]);
void config_free(struct config *c);

/* The settings that a program requires; paths and the prefix have no default. */
#define CONFIG_NEEDS_REDIS 1U  /* redis_prefix */
#define CONFIG_NEEDS_SPOOL 2U  /* spool */
#define CONFIG_NEEDS_SECRET 4U /* secret_file */

/* Checks that the required settings are set. Otherwise ERR_CONFIG, with a message that names one,
 * and, if no file was read, the files that were searched. */
int config_require(const struct config *c, unsigned needs, char message[CONFIG_ERROR_MAX]);

/* Returns log_level as an enum log_level. */
int config_log_level(const struct config *c);

/* The file that is read if neither path nor environment names one and the user has none. */
#define CONFIG_SYSTEM_FILE LOADLINE_SYSCONFDIR "/loadline.conf"

/* Appends the whole table with its values, defaults, bounds and prose, as an INI file. A password
 * is shown as "***". */
void config_dump(const struct config *c, struct buffer *out);

/* Appends the same table as mdoc list items, for loadline.conf(5). */
void config_mdoc(struct buffer *out);

#endif
