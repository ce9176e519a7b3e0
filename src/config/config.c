/* SPDX-License-Identifier: MIT */
/*
 * Loads the defaults, then the file, then the environment; then checks settings that depend on each
 * other. The first error ends it with a message of one line.
 */
#include "config/config.h"

#include "config/config_file.h"
#include "config/config_stage.h"
#include "config/config_table.h"
#include "config/config_value.h"
#include "base/error.h"
#include "base/log.h"
#include "base/variable_name.h"
#include "config/config_redis.h"

#include <ctype.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENV_NAME_MAX 80

static int config_complain(char message[CONFIG_ERROR_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int config_complain(char message[CONFIG_ERROR_MAX], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(message, CONFIG_ERROR_MAX, format, args);
    va_end(args);
    return ERR_CONFIG;
}

static bool is_file(const char *path)
{
    return access(path, F_OK) == 0;
}

/* The home folder comes from the password file, because the environment's $HOME may be wrong. */
static bool name_home_file(char *buf, size_t size)
{
    struct passwd entry, *found = NULL;
    char text[4096];
    if (getpwuid_r(getuid(), &entry, text, sizeof text, &found) != 0 || !found)
        return false;
    int len = snprintf(buf, size, "%s/.config/loadline/loadline.conf", found->pw_dir);
    return len > 0 && (size_t)len < size;
}

const char *config_find_file(const char *asked, char *buf, size_t size)
{
    if (asked)
        return asked;
    const char *from_env = getenv("LOADLINE_CONFIG");
    if (from_env && *from_env)
        return from_env;
    if (name_home_file(buf, size) && is_file(buf))
        return buf;
    return is_file(CONFIG_SYSTEM_FILE) ? CONFIG_SYSTEM_FILE : NULL;
}

static void env_name(const struct setting *s, char name[ENV_NAME_MAX])
{
    (void)snprintf(name, ENV_NAME_MAX, "LOADLINE_%s", s->name);
    for (char *p = name; *p; p++)
        *p = (char)toupper((unsigned char)*p);
}

static int apply_environment(struct config *c, char message[CONFIG_ERROR_MAX])
{
    for (const struct setting *s = config_settings; s->name; s = setting_next(s)) {
        char name[ENV_NAME_MAX];
        env_name(s, name);
        const char *text = getenv(name);
        int err = text ? config_value_set(c, s, text) : 0;
        if (err == ERR_CONFIG)
            config_explain(s, name, text, message);
        if (err)
            return err;
    }
    return 0;
}

static int check_twice(char *const *names, char message[CONFIG_ERROR_MAX])
{
    for (size_t i = 0; names[i]; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(names[j], names[i]) == 0)
                return config_complain(message, "stages names %s twice", names[i]);
        }
    }
    return 0;
}

static int check_stage(const struct config_stage *stage, char message[CONFIG_ERROR_MAX])
{
    const char *lacks = setting_stage_lacks(stage);

    if (!lacks)
        return 0;
    if (!*stage->kind)
        return config_complain(message,
                               "stages names %s, which is not built in: it must have a section "
                               "[stage %s] with a command or a kind",
                               stage->name, stage->name);
    return config_complain(message, "%s must be set in [stage %s], which is of the kind %s", lacks,
                           stage->name, stage->kind);
}

static int check_stages(const struct config *c, char message[CONFIG_ERROR_MAX])
{
    int err = check_twice(c->stage_names, message);
    for (size_t i = 0; !err && i < c->pipeline_count; i++)
        err = check_twice(c->pipelines[i].stages, message);
    for (size_t i = 0; !err && i < c->stage_count; i++)
        err = check_stage(&c->stages[i], message);
    return err;
}

/* A program of a stage must not get one field under the name of another. */
static int check_metadata_fields(char *const *names, char message[CONFIG_ERROR_MAX])
{
    char variable[CONFIG_METADATA_NAME_MAX + 1], other[CONFIG_METADATA_NAME_MAX + 1];

    for (size_t i = 0; names[i]; i++) {
        variable_name_make("", names[i], variable, sizeof variable);
        for (size_t j = 0; j < i; j++) {
            variable_name_make("", names[j], other, sizeof other);
            if (strcmp(variable, other) == 0)
                return config_complain(message,
                                       "metadata_fields has %s and %s, which would both be the "
                                       "variable " CONFIG_METADATA_PREFIX "%s",
                                       names[j], names[i], variable);
        }
    }
    return 0;
}

/* Files for a connection without TLS are an error: their author believes that it has TLS. */
static int check_tls(const struct config *c, char message[CONFIG_ERROR_MAX])
{
    bool cert = c->redis_tls_cert_file != NULL, key = c->redis_tls_key_file != NULL;

    if (cert != key)
        return config_complain(message, "redis_tls_%s_file must be set with redis_tls_%s_file",
                               cert ? "key" : "cert", cert ? "cert" : "key");
    if ((cert || c->redis_tls_ca_file != NULL) && !config_redis_has_tls(c->redis_url))
        return config_complain(message,
                               "redis_tls_%s_file is set, but redis_url connects without TLS: "
                               "begin it with rediss:// or sentinels://",
                               cert ? "cert" : "ca");
    return 0;
}

static int check_together(const struct config *c, char message[CONFIG_ERROR_MAX])
{
    if (c->upload_reserved_threads >= c->upload_threads)
        return config_complain(message,
                               "upload_reserved_threads must be less than upload_threads (%lld)",
                               (long long)c->upload_threads);
    if (strcmp(c->auth, "token") == 0 && (!c->token_keys || !c->token_keys[0]))
        return config_complain(message, "token_keys must be set with auth = token");
    if (*c->sentinel_password && c->sentinel_password_file)
        return config_complain(message,
                               "set sentinel_password or sentinel_password_file, not both");
    int err = check_tls(c, message);
    if (err == 0)
        err = check_metadata_fields(c->metadata_fields, message);
    return err != 0 ? err : check_stages(c, message);
}

static int load(const char *path, struct config *c, struct config_sections *sections,
                char message[CONFIG_ERROR_MAX])
{
    char buf[4096];
    int err = config_value_defaults(c, config_settings);
    const char *file = config_find_file(path, buf, sizeof buf);
    c->has_file = file != NULL;
    if (!err && file)
        err = config_file_read(file, c, sections, message);
    if (!err)
        err = apply_environment(c, message);
    if (!err)
        err = config_sections_arrange(sections, c);
    if (err == ERR_BOUND)
        return config_complain(message, "there may be at most %d stages", CONFIG_STAGES_MAX);
    return err ? err : check_together(c, message);
}

int config_load(const char *path, struct config *out, char message[CONFIG_ERROR_MAX])
{
    struct config_sections sections = {0};
    memset(out, 0, sizeof *out);
    message[0] = '\0';
    int err = load(path, out, &sections, message);
    config_sections_free(&sections);
    if (err)
        config_free(out);
    if (err && !message[0])
        (void)config_complain(message, "settings: %s", error_text(err));
    return err;
}

void config_free(struct config *c)
{
    for (const struct setting *s = config_settings; s->name; s = setting_next(s))
        config_value_clear(c, s);
    for (size_t i = 0; i < c->stage_count; i++)
        config_stage_free(&c->stages[i]);
    for (size_t i = 0; i < c->pipeline_count; i++)
        config_pipeline_free(&c->pipelines[i]);
    c->stage_count = c->pipeline_count = 0;
}

static const char *name_missing(const struct config *c, unsigned needs)
{
    if ((needs & CONFIG_NEEDS_REDIS) && !c->redis_prefix)
        return "redis_prefix must be set, for instance \"mysite:\"";
    if ((needs & CONFIG_NEEDS_SPOOL) && !c->spool)
        return "spool must be set, for instance /var/lib/loadline/spool";
    if ((needs & CONFIG_NEEDS_SECRET) && !c->secret_file)
        return "secret_file must be set, for instance /etc/loadline/secret";
    return NULL;
}

int config_require(const struct config *c, unsigned needs, char message[CONFIG_ERROR_MAX])
{
    char home[256] = "";
    const char *missing = name_missing(c, needs);

    if (missing == NULL)
        return 0;
    if (c->has_file)
        return config_complain(message, "%s", missing);
    bool known = name_home_file(home, sizeof home);
    return config_complain(
        message,
        "%s. No settings file was found: --config and LOADLINE_CONFIG name none; "
        "looked for %s%s%s",
        missing, known ? home : "", known ? " and " : "", CONFIG_SYSTEM_FILE);
}

int config_log_level(const struct config *c)
{
    static const char *const names[] = {[LOG_LEVEL_ERROR] = "error",
                                        [LOG_LEVEL_WARN] = "warn",
                                        [LOG_LEVEL_INFO] = "info",
                                        [LOG_LEVEL_DEBUG] = "debug"};
    for (int level = LOG_LEVEL_ERROR; level <= LOG_LEVEL_DEBUG; level++) {
        if (c->log_level && strcmp(names[level], c->log_level) == 0)
            return level;
    }
    return LOG_LEVEL_INFO;
}
