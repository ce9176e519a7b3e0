/* SPDX-License-Identifier: MIT */
/*
 * The groups of settings. Every example is a valid settings file.
 */
#include "config/config_group.h"

#include <stddef.h>
#include <string.h>

static const struct config_group groups[CONFIG_GROUPS] = {
    {"redis_url", "Redis and the spool",
     "Redis has the progress of uploads; the spool has their bytes and records.",
     "redis_url = unix:/run/redis/redis.sock?db=0\n"
     "redis_prefix = mysite:\n"
     "spool = /var/lib/loadline/spool\n"
     "secret_file = /etc/loadline/secret\n"},
    {"public_url", "URLs",
     "The addresses of the site, as clients see them, also behind a proxy that changes paths.",
     "public_url = https://files.example.org\n"
     "cors_origins = https://app.example.org\n"},
    {"auth", "Access", "Authentication and authorization of clients.",
     "auth = token\n"
     "token_algorithm = HS256\n"
     "token_keys = /etc/loadline/token-key\n"
     "trusted_proxies = 10.0.0.0/8\n"},
    {"upload_socket", "The FastCGI programs",
     "The addresses of upload.fcgi and progress.fcgi, and their numbers of threads.",
     "upload_socket = unix:/run/loadline/upload.sock\n"
     "progress_socket = unix:/run/loadline/progress.sock\n"
     "upload_threads = 2048\n"},
    {"max_size", "Uploads",
     "Limits of one upload or one request, and the lifetime of unfinished uploads.",
     "max_size = 20g\n"
     "expire_after = 7d\n"},
    {"min_free", "Limits of clients",
     "Limits that protect clients from one another: space, time, and places.",
     "min_free = 2g\n"
     "uploads_per_client = 16\n"},
    {"allow_types", "What is accepted", "Checks before the first byte of an upload is stored.",
     "allow_types = image/*, application/pdf\n"
     "deny_extensions = exe, svg\n"
     "quota_bytes = 50g\n"},
    {"download", "Finished files", "Storage and download of finished files.",
     "download = yes\n"
     "durability = finish\n"},
    {"relay_listen", "The relay", "Addresses and limits of loadline-relay.",
     "relay_listen = unix:/run/loadline/relay.sock\n"
     "relay_sessions = 20000\n"},
    {"workers", "The worker", "Processing of complete uploads by loadline-worker.",
     "workers = 4\n"
     "stages = digest, identify, preview\n"
     "\n"
     "[stage preview]\n"
     "label = Preview\n"
     "command = /usr/local/lib/loadline/preview --width 640\n"
     "time_limit = 2m\n"},
    {"log_level", "Logs", "The log of the programs, one line for each event.",
     "log_level = warn\n"
     "log_format = json\n"},
};

const struct config_group *config_group_begun_by(const char *setting)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].first, setting) == 0)
            return &groups[i];
    return NULL;
}
