/* SPDX-License-Identifier: MIT */
/*
 * Every example is a settings file that can be read.
 */
#include "config/config_group.h"

#include <stddef.h>
#include <string.h>

static const struct config_group groups[CONFIG_GROUPS] = {
    {"redis_url", "Redis and the spool",
     "Redis has the news of uploads; the spool has their bytes, and what is known of them.",
     "redis_url = unix:/run/redis/redis.sock?db=0\n"
     "redis_prefix = mysite:\n"
     "spool = /var/lib/loadline/spool\n"
     "secret_file = /etc/loadline/secret\n"},
    {"public_url", "URLs",
     "Where clients find the site. Behind a proxy that changes paths, these say what clients see.",
     "public_url = https://files.example.org\n"
     "cors_origins = https://app.example.org\n"},
    {"auth", "Access", "Whom the programs serve, and how they know who it is.",
     "auth = token\n"
     "token_algorithm = HS256\n"
     "token_keys = /etc/loadline/token-key\n"
     "trusted_proxies = 10.0.0.0/8\n"},
    {"upload_socket", "The FastCGI programs",
     "Where upload.fcgi and progress.fcgi listen, and what they do at once.",
     "upload_socket = unix:/run/loadline/upload.sock\n"
     "progress_socket = unix:/run/loadline/progress.sock\n"
     "upload_threads = 2048\n"},
    {"max_size", "Uploads",
     "What one upload or one request may be, and how long it is kept unfinished.",
     "max_size = 20g\n"
     "expire_after = 7d\n"},
    {"min_free", "Limits of clients",
     "What no client may take from the others: space, time, and places.",
     "min_free = 2g\n"
     "uploads_per_client = 16\n"},
    {"allow_types", "What is accepted", "Asked before the first byte of an upload is stored.",
     "allow_types = image/*, application/pdf\n"
     "deny_extensions = exe, svg\n"
     "quota_bytes = 50g\n"},
    {"download", "Finished files", "How they are kept, and given back.",
     "download = yes\n"
     "durability = finish\n"},
    {"relay_listen", "The relay", "What loadline-relay serves, and how much of it.",
     "relay_listen = unix:/run/loadline/relay.sock\n"
     "relay_sessions = 20000\n"},
    {"workers", "The worker", "What loadline-worker does with uploads that are complete.",
     "workers = 4\n"
     "stages = digest, identify, preview\n"
     "\n"
     "[stage preview]\n"
     "label = Preview\n"
     "command = /usr/local/lib/loadline/preview --width 640\n"
     "time_limit = 2m\n"},
    {"log_level", "Logs", "What the programs write, one line for each event.",
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
