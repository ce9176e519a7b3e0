/* SPDX-License-Identifier: MIT */
/*
 * The settings of the relay and the worker, and of the log of all programs.
 */
#include "config/config_table.h"

#include "config/config.h"
#include "config/config_check.h"
#include "config/config_units.h"
#include "base/network.h"

#define AT(member) offsetof(struct config, member)
#define ADDRESS "unix:/path or host:port"

const struct setting config_service_settings[] = {
    {"relay_listen", SETTING_TEXT, AT(relay_listen), "127.0.0.1:8081", 0, 255, config_check_address,
     ADDRESS, "The address that the relay listens on."},
    {"relay_shared", SETTING_CHOICE, AT(relay_shared), "no", 0, 0, NULL, "no yes",
     "Whether other relays may listen at the same port. Each then gets a part of the connections."},
    {"relay_admin_listen", SETTING_TEXT, AT(relay_admin_listen), "", 0, 255,
     config_check_address_or_empty, "empty, " ADDRESS,
     "The address where the relay answers its operator: /healthz, /readyz, /metrics, /sessions and "
     "/settings. Everybody who can connect gets /healthz and /readyz; the other answers are for "
     "this machine and for relay_admin_allow. Empty: none."},
    {"relay_admin_allow", SETTING_LIST, AT(relay_admin_allow), "", 0, CONFIG_LIST_MAX,
     network_valid, "a list of addresses, each with an optional prefix length, such as 10.0.0.0/8",
     "Other machines that get all answers at relay_admin_listen, such as the monitoring. A request "
     "must name the relay by its address, because a page in a browser could reach it by a name."},
    {"relay_ready_lag", SETTING_DURATION, AT(relay_ready_lag_ms), "5s", 10, MINUTE, NULL, NULL,
     "The greatest age of the last heartbeat through Redis with which /readyz reports ready."},
    {"relay_sessions", SETTING_INT, AT(relay_sessions), "12000", 1, 1000000, NULL, NULL,
     "The most clients connected to one relay at once."},
    {"relay_sessions_per_address", SETTING_INT, AT(relay_sessions_per_address), "0", 0, 1000000,
     NULL, NULL,
     "The most of them from one client address, if the address is known: behind a web server on "
     "this machine from its X-Forwarded-For. 0 for a sixteenth of relay_sessions."},
    {"relay_sessions_per_owner", SETTING_INT, AT(relay_sessions_per_owner), "0", 0, 1000000, NULL,
     NULL, "The most of them of one owner. 0 for a sixteenth of relay_sessions."},
    {"relay_polls_per_address", SETTING_INT, AT(relay_polls_per_address), "0", 0, 1000000, NULL,
     NULL,
     "The most long-polls of one client address at once. 0 for a sixteenth of relay_sessions."},
    {"relay_message_rate", SETTING_INT, AT(relay_message_rate), "50", 0, 1000, NULL, NULL,
     "The rate limit of one client, in messages a second on average; ten seconds' worth may come "
     "at once. 0 for no limit."},
    {"relay_watches", SETTING_INT, AT(relay_watches), "1000", 1, 100000, NULL, NULL,
     "The most uploads that one client may watch at once."},
    {"relay_handshake_timeout", SETTING_DURATION, AT(relay_handshake_timeout_ms), "10s", SECOND,
     10 * MINUTE, NULL, NULL,
     "The time that a client may take from connecting to the end of its request; whole seconds."},
    {"relay_idle_timeout", SETTING_DURATION, AT(relay_idle_timeout_ms), "10m", 0, DAY, NULL, NULL,
     "The time after which the relay closes a client that watches nothing and sends nothing; "
     "checked with each heartbeat. 0 for never."},
    {"relay_poll_wait", SETTING_DURATION, AT(relay_poll_wait_ms), "25s", SECOND, HOUR, NULL, NULL,
     "How long a long-poll waits for a change. Keep it below every idle timeout on the way."},
    {"relay_message_size", SETTING_SIZE, AT(relay_message_size), "4096", 1000, 64 * KB, NULL, NULL,
     "The longest message that a client may send to the relay."},
    {"beat_interval", SETTING_DURATION, AT(beat_interval_ms), "20s", 50, 10 * MINUTE, NULL, NULL,
     "The interval of the relay's heartbeats. Keep it below every idle timeout on the way."},
    {"relay_drain", SETTING_DURATION, AT(relay_drain_ms), "5s", 0, 5 * MINUTE, NULL, NULL,
     "The time that a relay that shuts down gives its clients to leave."},

    {"workers", SETTING_INT, AT(workers), "2", 1, 256, NULL, NULL,
     "The most uploads that one worker processes at once."},
    {"worker_alive_file", SETTING_TEXT, AT(worker_alive_file), "", 0, 1024,
     config_check_file_path_or_empty, "empty, or an absolute path",
     "A file that a worker touches every two seconds, with or without Redis, for checks of its "
     "age, such as those of containers. Each worker needs its own. Empty: none."},
    {"attempts", SETTING_INT, AT(attempts), "3", 1, 100, NULL, NULL,
     "The most attempts to process an upload. After the last one the upload fails."},
    {"claim_after", SETTING_DURATION, AT(claim_after_ms), "60s", SECOND / 2, DAY, NULL, NULL,
     "The time without a heartbeat after which another worker takes over a worker's job."},
    {"reconcile_interval", SETTING_DURATION, AT(reconcile_interval_ms), "1m", SECOND, DAY, NULL,
     NULL,
     "The interval at which a worker compares the spool with Redis, removes expired uploads, "
     "finishes uploads whose senders died after the last byte, and starts jobs that were lost."},
    {"restore_rate", SETTING_INT, AT(restore_rate), "200", 1, 100000, NULL, NULL,
     "The most unfinished uploads a second that a worker restores in Redis after Redis lost them "
     "or went back to an older state. The limit keeps running uploads from waiting."},
    {"jobs_per_owner", SETTING_INT, AT(jobs_per_owner), "0", 0, 1000, NULL, NULL,
     "The most uploads of one owner that all workers of this spool process at once; 0 for no "
     "limit. The owner's other uploads wait without delaying those of other owners."},
    {"notify_requests", SETTING_INT, AT(notify_requests), "32", 1, 1000, NULL, NULL,
     "The most webhooks that a worker sends at once, at most a quarter of them to one receiver. "
     "They do not count as jobs of the setting workers."},
    {"outbox_max", SETTING_INT, AT(outbox_max), "10000", 1, 100000, NULL, NULL,
     "The most events of uploads (created, failed, cancelled, expired) that may wait for receivers "
     "of webhooks. Further events are logged and dropped."},
    {"stages", SETTING_LIST, AT(stage_names), "digest, identify", 0, CONFIG_STAGES_MAX,
     setting_is_stage_name, "a list of names of 1 to 32 of a-z, 0-9, \"_\" and \"-\"",
     "The stages for a complete file, in order, unless a section [pipeline TYPE] matches its type: "
     "digest, identify, scan, and stages that have a section [stage NAME]. Empty: none."},

    {"log_level", SETTING_CHOICE, AT(log_level), "info", 0, 0, NULL, "error warn info debug",
     "The least important events that are logged."},
    {"log_format", SETTING_CHOICE, AT(log_format), "logfmt", 0, 0, NULL, "logfmt json",
     "The format of log lines on standard error: name=value pairs, or a JSON object whose values "
     "are strings."},
    {0},
};
