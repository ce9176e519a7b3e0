/* SPDX-License-Identifier: MIT */
/*
 * loadline-relay: wires the parts to one event loop, in order, and undoes it in reverse.
 */
#include "ws/transport/accept_socket.h"
#include "ws/transport/reload.h"
#include "ws/transport/server.h"
#include "ws/session/session.h"
#include "ws/fanout/site.h"
#include "ws/source/sources.h"
#include "ws/fanout/topic.h"

#include "base/clock.h"
#include "config/config.h"
#include "base/error.h"
#include "base/log.h"
#include "service/sd_notify.h"
#include "base/signals.h"
#include "config/config_redis.h"
#include "service/startup.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define PROGRAM "loadline-relay"
#define LAST_WORD_MS 20 /* for the last messages to leave */
#define SHARES 16       /* of all sessions; the default limit of one client is one */

static const struct startup program = {
    .name = PROGRAM,
    .purpose =
        "Pushes the progress of uploads to browsers: WebSocket, Server-Sent Events, long-poll.",
    .needs = CONFIG_NEEDS_REDIS,
};

struct relay {
    struct config config;
    struct authenticator authority;
    uv_loop_t loop;
    struct topics *topics;
    struct upload_lists lists;
    struct site *site;
    struct sessions *sessions;
    struct sources *sources;
    struct server *server;
    struct accept_socket *listener, *admin_listener;
    struct status_view view;
    uv_timer_t tick, drain, watchdog;
    uv_signal_t terminate, interrupt, hangup;
    bool stopping;
};

static void on_accepted(void *arg, int fd)
{
    struct relay *r = arg;

    server_adopt(r->server, fd);
}

static void on_operator(void *arg, int fd)
{
    struct relay *r = arg;

    server_adopt_admin(r->server, &r->view, fd);
}

static void relay_on_news(void *arg, size_t shard, bool available)
{
    struct relay *r = arg;

    sessions_set_available(r->sessions, shard, available, clock_mono_ms());
    site_set_available(r->site, shard, available, clock_mono_ms());
}

static void relay_describe(void *arg, struct buffer *out)
{
    const struct relay *r = arg;

    status_describe(&r->view, out);
}

static void on_tick(uv_timer_t *timer)
{
    struct relay *r = timer->data;

    sessions_tick(r->sessions, clock_mono_ms());
}

/* Stops the parts that were started. The loop still has to run out. */
static void stop_parts(struct relay *r)
{
    accept_socket_close(&r->listener);
    accept_socket_close(&r->admin_listener);
    server_stop(r->server);
    sources_stop(r->sources);
}

/* All sessions have ended, or the time for it is over. */
static void on_drain_end(uv_timer_t *timer)
{
    struct relay *r = timer->data;

    stop_parts(r);
    uv_close((uv_handle_t *)&r->tick, NULL);
    uv_close((uv_handle_t *)&r->drain, NULL);
    uv_close((uv_handle_t *)&r->terminate, NULL);
    uv_close((uv_handle_t *)&r->interrupt, NULL);
    uv_close((uv_handle_t *)&r->hangup, NULL);
    uv_close((uv_handle_t *)&r->watchdog, NULL);
}

/* Deferred: the last session may be in a callback of its transport. */
static void on_drained(void *arg)
{
    struct relay *r = arg;

    if (!uv_is_closing((uv_handle_t *)&r->drain))
        (void)uv_timer_start(&r->drain, on_drain_end, LAST_WORD_MS, 0);
}

static void relay_on_signal(uv_signal_t *handle, int number)
{
    struct relay *r = handle->data;

    if (r->stopping) { /* a second signal stops at once */
        on_drained(r);
        return;
    }
    r->stopping = r->view.stopping = true;
    log_info("stopping", "program", PROGRAM, "signal", LOG_INT(number), "sessions",
             LOG_INT(sessions_count(r->sessions)), NULL);
    sd_notify_send(SD_NOTIFY_STOPPING);
    sources_say_stopping(r->sources);
    accept_socket_close(&r->listener);
    (void)uv_timer_start(&r->drain, on_drain_end, (uint64_t)r->config.relay_drain_ms, 0);
    sessions_shut_down(r->sessions, on_drained, r);
}

/* One descriptor for each session, and some more. */
static void relay_raise_descriptor_limit(const struct config *c)
{
    rlim_t wanted = (rlim_t)c->relay_sessions + CONFIG_RELAY_DESCRIPTORS;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (limit.rlim_cur < wanted)
        log_warn("descriptor_limit", "wanted", LOG_INT(wanted), "allowed", LOG_INT(limit.rlim_cur),
                 NULL);
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* The limit for one client: the setting, else a sixteenth of all sessions, so that a few clients
 * never take all of them. */
static int64_t share_of(int64_t sessions, int64_t set)
{
    int64_t share = sessions / SHARES;

    return set > 0 ? set : share > 0 ? share : 1;
}

static struct session_limits limits_of(const struct relay *r)
{
    const struct config *c = &r->config;

    return (struct session_limits){
        .sessions = (size_t)c->relay_sessions,
        .watches = (size_t)c->relay_watches,
        .beat_ms = c->beat_interval_ms,
        .authority = &r->authority,
        .auth_ms = c->auth_timeout_ms,
        .idle_ms = c->relay_idle_timeout_ms,
        .per_address = share_of(c->relay_sessions, c->relay_sessions_per_address),
        .per_owner = share_of(c->relay_sessions, c->relay_sessions_per_owner),
        .polls_per_address = share_of(c->relay_sessions, c->relay_polls_per_address),
        .requests_per_s = c->relay_message_rate,
    };
}

static bool relay_keeps_shards(const struct relay *r, const struct config *fresh)
{
    bool keeps = config_redis_keeps_shards(&r->config, fresh);

    if (!keeps)
        log_error("settings_bad", "setting", "redis_url", "reason",
                  "another number of shards needs a restart", NULL);
    return keeps;
}

/* SIGHUP applies the settings that may change at run time; an invalid file changes nothing. */
static void on_reload(uv_signal_t *handle, int number)
{
    struct relay *r = handle->data;
    struct config fresh;
    struct authenticator authority;
    struct redis_targets targets;

    (void)number;
    sd_notify_reloading();
    if (startup_reload(&program, &fresh) == 0) {
        if (relay_keeps_shards(r, &fresh) && config_redis_targets(&fresh, &targets) == 0 &&
            authenticator_open(&fresh, &authority) == 0) {
            reload_settings(&r->config, &fresh);
            authority.cookie = r->config.token_cookie;
            authenticator_close(&r->authority);
            r->authority = authority;
            const struct session_limits limits = limits_of(r);
            sessions_set_limits(r->sessions, &limits);
            r->view.ready_lag_ms = r->config.relay_ready_lag_ms;
            sources_move(r->sources, &targets, r->config.redis_timeout_ms);
            startup_log(&r->config);
            startup_renew(&r->config);
            log_info("reloaded", "program", PROGRAM, NULL);
        }
        config_free(&fresh);
    }
    sd_notify_send(SD_NOTIFY_READY);
}

static void on_watchdog(uv_timer_t *timer)
{
    (void)timer;
    sd_notify_send(SD_NOTIFY_WATCHDOG);
}

/* Call it after the handlers are installed. */
static void unblock_signals(void)
{
    sigset_t reload;

    sigemptyset(&reload);
    sigaddset(&reload, SIGHUP);
    (void)pthread_sigmask(SIG_UNBLOCK, &reload, NULL);
    signals_release_ending();
}

static void begin_serving(struct relay *r)
{
    (void)uv_timer_init(&r->loop, &r->tick);
    (void)uv_timer_init(&r->loop, &r->drain);
    (void)uv_signal_init(&r->loop, &r->terminate);
    (void)uv_signal_init(&r->loop, &r->interrupt);
    (void)uv_signal_init(&r->loop, &r->hangup);
    (void)uv_timer_init(&r->loop, &r->watchdog);
    r->tick.data = r->drain.data = r->terminate.data = r->interrupt.data = r->hangup.data = r;
    uint64_t every_ms = (uint64_t)sessions_tick_ms(r->sessions);
    (void)uv_timer_start(&r->tick, on_tick, every_ms, every_ms);
    (void)uv_signal_start(&r->terminate, relay_on_signal, SIGTERM);
    (void)uv_signal_start(&r->interrupt, relay_on_signal, SIGINT);
    (void)uv_signal_start(&r->hangup, on_reload, SIGHUP);
    unblock_signals();
    every_ms = (uint64_t)sd_notify_watchdog_ms();
    if (every_ms > 0)
        (void)uv_timer_start(&r->watchdog, on_watchdog, every_ms, every_ms);
    sd_notify_send(SD_NOTIFY_READY);
    log_info("ready", "program", PROGRAM, "address", accept_socket_name(r->listener), NULL);
}

static int start_sources(struct relay *r)
{
    struct redis_targets targets;
    struct source_settings settings = {
        .prefix = r->config.redis_prefix,
        .timeout_ms = r->config.redis_timeout_ms,
        .describe = relay_describe,
    };

    int rc = config_redis_targets(&r->config, &targets);
    if (rc != 0)
        return rc;
    topics_set_shards(r->topics, targets.count);
    r->lists.shards = targets.count;
    sessions_set_shards(r->sessions, targets.count);
    return sources_new(&r->loop, &targets, &settings, r->topics, &r->lists, r->site, relay_on_news,
                       r, &r->sources);
}

static int start_admin(struct relay *r)
{
    r->view = (struct status_view){
        .sessions = r->sessions,
        .topics = r->topics,
        .sources = r->sources,
        .site = r->site,
        .config = &r->config,
        .ready_lag_ms = r->config.relay_ready_lag_ms,
    };
    if (r->config.relay_admin_listen[0] == '\0')
        return 0;
    int rc = accept_socket_open(&r->loop, r->config.relay_admin_listen, false, on_operator, r,
                                &r->admin_listener);
    if (rc != 0)
        log_error("start_failed", "address", r->config.relay_admin_listen, "reason",
                  strerror(errno), NULL);
    return rc;
}

static int relay_start(struct relay *r)
{
    const struct session_limits limits = limits_of(r);

    relay_raise_descriptor_limit(&r->config);
    upload_lists_init(&r->lists);
    int rc = accept_socket_open(&r->loop, r->config.relay_listen,
                                strcmp(r->config.relay_shared, "yes") == 0, on_accepted, r,
                                &r->listener);
    if (rc != 0) {
        log_error("start_failed", "address", r->config.relay_listen, "reason", strerror(errno),
                  NULL);
        return rc;
    }
    rc = authenticator_open(&r->config, &r->authority);
    if (rc == ERR_CONFIG) /* already logged */
        return rc;
    if (rc == 0)
        rc = topics_new(&r->topics);
    if (rc == 0)
        rc = site_new(&r->site);
    if (rc == 0)
        rc = sessions_new(&limits, r->topics, &r->lists, r->site, &r->sessions);
    if (rc == 0)
        rc = server_new(&r->loop, &r->config, &r->authority, r->sessions, &r->server);
    if (rc == 0)
        rc = start_sources(r);
    if (rc == 0)
        rc = start_admin(r);
    if (rc != 0)
        log_error("start_failed", "reason", error_text(rc), NULL);
    return rc;
}

static void relay_end(struct relay *r)
{
    server_free(&r->server);
    sources_free(&r->sources);
    sessions_free(&r->sessions);
    site_free(&r->site);
    topics_free(&r->topics);
    authenticator_close(&r->authority);
    config_free(&r->config);
    (void)uv_loop_close(&r->loop);
}

int main(int argc, char **argv)
{
    struct relay r = {0};
    sigset_t reload;

    sigemptyset(&reload);
    sigaddset(&reload, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &reload, NULL);
    int rc = startup_begin(&program, argc, argv, &r.config);
    if (rc != 0)
        return rc == STARTUP_DONE ? EXIT_SUCCESS : 2;
    if (uv_loop_init(&r.loop) != 0)
        return EXIT_FAILURE;
    rc = relay_start(&r);
    if (rc == 0)
        begin_serving(&r);
    else
        stop_parts(&r);
    (void)uv_run(&r.loop, UV_RUN_DEFAULT);
    relay_end(&r);
    if (rc != 0)
        return EXIT_FAILURE;
    log_info("stopped", "program", PROGRAM, NULL);
    return EXIT_SUCCESS;
}
