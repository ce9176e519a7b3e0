/* SPDX-License-Identifier: MIT */
/*
 * Every setting, in the order in which they are dumped and documented.
 */
#include "config/config_table.h"

#include "config/config.h"
#include "config/config_check.h"
#include "config/config_units.h"
#include "base/network.h"

#define PREFIX_MAX 64

#define AT(member) offsetof(struct config, member)
#define ADDRESS "unix:/path or host:port"

const struct setting config_settings[] = {
    {"redis_url", SETTING_TEXT, AT(redis_url), "redis://127.0.0.1:6379/0", 0, 1024,
     config_check_redis_url,
     "redis://[[user]:password@]host[:port][/db] or unix:/path[?db=N&user=NAME&password=TEXT], "
     "with % "
     "written as %25 in names and passwords, and & as %26",
     "Where Redis is. In names and passwords %XX stands for the byte with that hexadecimal number: "
     "%40 is "
     "@, %2F is /, %3A is a colon in a name. A percent sign is always %25; behind unix: an & is "
     "always "
     "%26."},
    {"redis_prefix", SETTING_TEXT, AT(redis_prefix), NULL, 0, PREFIX_MAX, config_check_prefix,
     "1 to 64 letters, digits, \".\", \"_\", \"-\" and \":\", for instance \"mysite:\"",
     "What the names of all keys and channels begin with. Every site has its own, because channels "
     "are shared by all databases of a server. Must be set."},
    {"redis_timeout", SETTING_DURATION, AT(redis_timeout_ms), "2s", 10, MINUTE, NULL, NULL,
     "The longest that connecting to Redis, or one command, may take."},

    {"spool", SETTING_PATH, AT(spool), NULL, 0, 1024, NULL, NULL,
     "The folder of the uploaded files; never one that the web server serves. Must be set, but for "
     "the relay. Where progress.fcgi can read it, it rebuilds what Redis lost."},
    {"spool_mode", SETTING_CHOICE, AT(spool_mode), "auto", 0, 0, NULL, "auto private group",
     "Who may look into the spool besides the user of the programs: \"private\", nobody (0700, "
     "0600); \"group\", the spool's group (2770, 0660), which a web server that sends files by "
     "itself as another user, and stages with a user of their own, need; \"auto\", the group where "
     "the spool is open to it and it is one of the site's own: not that of any account, and "
     "without people in it. Where accounts are not listed, as those of LDAP by default (SSSD with "
     "\"enumerate = false\"), such a group can have people that \"auto\" does not see: set "
     "\"private\" or \"group\" there. What stages write, and what is delivered without "
     "deliver_mode, "
     "follows."},
    {"secret_file", SETTING_PATH, AT(secret_file), NULL, 0, 1024, NULL, NULL,
     "A file of at least 16 random bytes that the keys in the URLs of uploads are made from. "
     "upload.fcgi needs it; progress.fcgi too for what is done with a key, and for X-Progress-ID "
     "of clients without an owner."},

    {"public_url", SETTING_TEXT, AT(public_url), "", 0, 1024, config_check_public_url,
     "empty, or http(s)://host, with a path if wished, without a slash at the end",
     "What URLs begin with, as clients see them. Where a proxy keeps the site below a path, such "
     "as https://example.org/files, the path is part of it; the web server is asked without it. "
     "Empty: as the request has it, or a proxy of trusted_proxies says it."},
    {"upload_path", SETTING_TEXT, AT(upload_path), "/uploads/", 0, 255, config_check_url_folder,
     "a path that begins and ends with a slash", "Where uploads are, as clients see it."},
    {"progress_path", SETTING_TEXT, AT(progress_path), "/progress/", 0, 255,
     config_check_url_folder, "a path that begins and ends with a slash",
     "Where progress is read."},
    {"live_path", SETTING_TEXT, AT(live_path), "/live", 0, 255, config_check_url_path_or_empty,
     "empty, or a path that begins with a slash",
     "Where the relay is reached. Empty: there is none, clients poll."},
    {"cors_origins", SETTING_LIST, AT(cors_origins), "", 0, CONFIG_LIST_MAX, config_check_origin,
     "a list of origins such as https://app.example.org, or *",
     "Origins of other sites whose pages may upload and read progress."},

    {"auth", SETTING_CHOICE, AT(auth), "none", 0, 0, NULL, "none token server",
     "Who may: \"none\", whoever has the URL of an upload, and watches who knows its id; "
     "\"token\", as "
     "a JSON Web Token says; \"server\", those whom the web server knows (REMOTE_USER)."},
    {"token_algorithm", SETTING_CHOICE, AT(token_algorithm), "HS256", 0, 0, NULL,
     "HS256 RS256 ES256", "The one algorithm that tokens are signed with."},
    {"token_keys", SETTING_LIST, AT(token_keys), "", 0, 2, config_check_file_path,
     "one or two absolute paths",
     "The files of the key that tokens are checked with, and of a second one while keys are "
     "changed. HS256: a secret of at least 32 bytes, without the white space at the file's end, "
     "such "
     "as the newline that editors add; RS256 and ES256: public keys as PEM. Needed with auth = "
     "token."},
    {"token_leeway", SETTING_DURATION, AT(token_leeway_ms), "30s", 0, 5 * MINUTE, NULL, NULL,
     "By how much the clock of who makes the tokens may differ from ours."},
    {"token_audience", SETTING_TEXT, AT(token_audience), "", 0, 255, NULL, "at most 255 bytes",
     "What the claim \"aud\" of tokens must name. Empty: it is not looked at."},
    {"token_cookie", SETTING_TEXT, AT(token_cookie), "loadline", 0, 64, config_check_cookie_name,
     "empty, or letters, digits, \".\", \"_\" and \"-\"",
     "The cookie that may hold a token. Changes asked for with it must come from a page of this "
     "site or of cors_origins. Empty: none."},
    {"auth_timeout", SETTING_DURATION, AT(auth_timeout_ms), "10s", 100, 5 * MINUTE, NULL, NULL,
     "How long a client of the relay may take to say who it is, where it has to."},
    {"relay_user_header", SETTING_TEXT, AT(relay_user_header), "", 0, 64, config_check_cookie_name,
     "empty, or letters, digits, \".\", \"_\" and \"-\"",
     "With auth = server, the header field in which the web server tells the relay who the user "
     "is; it must remove that field from what clients send. It counts from the web server on this "
     "machine and from trusted_proxies. Empty: the relay knows nobody."},
    {"trusted_proxies", SETTING_LIST, AT(trusted_proxies), "", 0, CONFIG_LIST_MAX, network_valid,
     "a list of addresses, each with a length of its prefix if wished, such as 10.0.0.0/8",
     "Proxies in front of the web server. Limits that count per client believe their "
     "X-Forwarded-For, or the field Forwarded (RFC 7239) where that is missing. Their "
     "X-Forwarded-Proto, or Forwarded, tells of https, for the URLs of uploads and for which pages "
     "are the site's own; their X-Forwarded-Host and X-Forwarded-Prefix, of the host and of the "
     "path that the client asked for, which URLs then begin with. Of several values the first "
     "counts. lighttpd tells the relay no X-Forwarded-Host: where a proxy before it changes Host, "
     "set public_url."},

    {"upload_socket", SETTING_TEXT, AT(upload_socket), "", 0, 255, config_check_address_or_empty,
     "empty, " ADDRESS,
     "Where upload.fcgi listens. Empty: on descriptor 0, as the web server hands it over."},
    {"upload_threads", SETTING_INT, AT(upload_threads), "1024", 1, 4096, NULL, NULL,
     "Requests that upload.fcgi handles at once. Its threads start when they are needed, and end "
     "when they have nothing to do."},
    {"upload_reserved_threads", SETTING_INT, AT(upload_reserved_threads), "4", 0, 4095, NULL, NULL,
     "How many of them are kept for short requests: those without a body, but for downloads that "
     "upload.fcgi sends itself. Stalled transfers never keep out the requests that would take "
     "them over."},
    {"progress_socket", SETTING_TEXT, AT(progress_socket), "", 0, 255,
     config_check_address_or_empty, "empty, " ADDRESS,
     "Where progress.fcgi listens. Empty: on descriptor 0."},
    {"progress_threads", SETTING_INT, AT(progress_threads), "64", 1, 1024, NULL, NULL,
     "Requests that progress.fcgi handles at once, in threads that start when they are needed. "
     "Requests with a body from one client may hold at most a sixteenth of them."},

    {"lock_wait", SETTING_DURATION, AT(lock_wait_ms), "10s", 0, 5 * MINUTE, NULL, NULL,
     "How long a request waits for an older one on the same upload to let go."},
    {"sender_turn", SETTING_DURATION, AT(sender_turn_ms), "1s", 0, 10 * SECOND, NULL, NULL,
     "How long a sender whose bytes arrive is left alone before a newer HEAD or PATCH for the same "
     "upload ends it, so that two clients that send one upload both get on. One that is silent "
     "for a quarter of this time is ended then, and a DELETE ends any sender at once. Keep it "
     "below lock_wait."},
    {"progress_interval", SETTING_DURATION, AT(progress_interval_ms), "100ms", 0, 10 * SECOND, NULL,
     NULL, "The shortest time between two events of one upload while only numbers change."},
    {"alias_ttl", SETTING_DURATION, AT(alias_ttl_ms), "1h", SECOND, 30 * DAY, NULL, NULL,
     "How long the name that an old client gave its upload (X-Progress-ID) is kept after the end."},
    {"legacy_format", SETTING_CHOICE, AT(legacy_format), "nginx", 0, 0, NULL,
     "nginx nginx-jsonp nginx-javascript nginx-java apache lighttpd php pecl",
     "What progress asked for by X-Progress-ID looks like where the URL names no module: that of "
     "nginx-upload-progress (json, jsonp, the default since 0.9, java), of Apache's "
     "mod_upload_progress, of lighttpd's mod_uploadprogress, of PHP's sessions or its "
     "uploadprogress extension."},

    {"max_size", SETTING_SIZE, AT(max_size), "0", 0, 1024 * TB, NULL, NULL,
     "The largest file accepted; 0 for no limit."},
    {"chunk_size", SETTING_SIZE, AT(chunk_size), "0", 0, 1024 * TB, NULL, NULL,
     "What clients are told to send in one request; 0 for everything."},
    {"max_metadata", SETTING_SIZE, AT(max_metadata), "8k", 0, 16 * KB, NULL, NULL,
     "The longest Upload-Metadata accepted."},
    {"interim_responses", SETTING_CHOICE, AT(interim_responses), "no", 0, 0, NULL, "no yes",
     "Whether the web server passes interim answers on. \"yes\" tells clients of the IETF draft "
     "early "
     "where to go on and how far the upload has come (104). lighttpd does where it streams "
     "requests; "
     "others take such an answer for the last one."},
    {"max_files", SETTING_INT, AT(max_files), "32", 1, 1000, NULL, NULL, "Files in one form."},
    {"max_fields", SETTING_INT, AT(max_fields), "128", 0, 10000, NULL, NULL,
     "Other fields in one form."},
    {"max_field_size", SETTING_SIZE, AT(max_field_size), "64k", 0, 16 * MB, NULL, NULL,
     "The longest value of such a field."},
    {"max_form", SETTING_SIZE, AT(max_form), "1m", KB, 1024 * MB, NULL, NULL,
     "What one form may hold besides the content of its files: names and values of all fields, "
     "and names and types of the files. A form in progress takes at most this much memory, and a "
     "little more."},
    {"max_form_metadata", SETTING_SIZE, AT(max_form_metadata), "64k", 0, CONFIG_FORM_METADATA_MAX,
     NULL, NULL,
     "What the fields of a form may take as JSON text, where the form has a file: they are kept "
     "with "
     "each of its files, for webhooks and the program of pre_create. A form with more is refused. "
     "0: no field is kept, and none is refused for it."},
    {"private_fields", SETTING_LIST, AT(private_fields),
     "*csrf*, *xsrf*, token, *_token, __RequestVerificationToken, _wpnonce, "
     "form_build_id, __VIEWSTATE*, __EVENTVALIDATION",
     0, CONFIG_LIST_MAX, config_check_field_pattern,
     "a list of names of fields, in which a star at an end stands for anything, such as *csrf*",
     "Fields of forms that are not kept: neither webhooks nor the program of pre_create get them. "
     "Case does not count, and of form[_token] the name in the brackets counts too. redirect, "
     "X-Progress-ID and its like never are kept."},
    {"expire_after", SETTING_DURATION, AT(expire_after_ms), "24h", 0, 3650 * DAY, NULL, NULL,
     "How long after its last byte an upload that is not complete is removed; 0 for never. The "
     "parts "
     "of an upload sent in parts go so long after their own last byte. What it is when an upload "
     "begins holds for that upload."},
    {"expire_empty_after", SETTING_DURATION, AT(expire_empty_after_ms), "1h", 0, 3650 * DAY, NULL,
     NULL,
     "An upload that has no byte yet is removed this long after its creation, where that is sooner "
     "than expire_after. 0: only expire_after counts."},
    {"inline_work", SETTING_SIZE, AT(inline_work_bytes), "64m", 0, 1024 * TB, NULL, NULL,
     "Files up to this size are checked and put together before the answer that ends an upload; "
     "larger "
     "ones by the worker."},
    {"max_ids", SETTING_INT, AT(max_ids), "100", 1, 1000, NULL, NULL,
     "Uploads that one request for progress may ask for."},

    {"min_free", SETTING_SIZE, AT(min_free_bytes), "64m", 0, 1024 * TB, NULL, NULL,
     "What stays free on the spool's file system: an upload that would leave less is refused, and "
     "one that comes to it is stopped with what it has stored. One file (inode) for each 16 KiB of "
     "it "
     "stays free too, a twentieth of all at most, where the file system counts them."},
    {"idle_timeout", SETTING_DURATION, AT(idle_timeout_ms), "5m", 0, DAY, NULL, NULL,
     "A sender that sends nothing for so long is ended; what it sent is kept. So is a client that "
     "reads nothing of a download. Pauses as long as min_rate_window add up until the client "
     "reaches min_rate again. 0 for no limit."},
    {"head_timeout", SETTING_DURATION, AT(head_timeout_ms), "10s", SECOND / 2, 10 * MINUTE, NULL,
     NULL,
     "How long the web server may take from the first byte of a request to the end of its header "
     "fields, and how long a connection may stay silent that it never sent a request on. Then "
     "upload.fcgi and progress.fcgi close it."},
    {"min_rate", SETTING_SIZE, AT(min_rate), "256", 0, TB, NULL, NULL,
     "Bytes a second that a sender must reach on average over min_rate_window, or it is ended like "
     "one that sends nothing; a client that reads a download, too. A client that is silent for as "
     "long as min_rate_window is judged by idle_timeout instead. 0 for no limit."},
    {"min_rate_window", SETTING_DURATION, AT(min_rate_window_ms), "60s", SECOND / 2, HOUR, NULL,
     NULL,
     "The time that min_rate is averaged over. Only the time in which a client is waited for "
     "counts."},
    {"uploads_per_client", SETTING_INT, AT(uploads_per_client), "0", 0, 1000000, NULL, NULL,
     "Transfers at once of one client: of one owner, or where there is none of one address (of "
     "IPv6, of one /64). Requests with a body count, and downloads that upload.fcgi sends itself. "
     "Each process of upload.fcgi counts its own. 0: a sixteenth of upload_threads."},
    {"creations_per_client", SETTING_INT, AT(creations_per_client), "3000", 0, 1000000, NULL, NULL,
     "Uploads that one owner, or one address where there is no owner, may begin in a minute; as "
     "many "
     "at once. Each file counts, and each part of one that is sent in parts. Each process of "
     "upload.fcgi counts its own. 0 for no limit."},
    {"empty_uploads_per_client", SETTING_INT, AT(empty_uploads_per_client), "600", 0, 65536, NULL,
     NULL,
     "Uploads of one such client that no byte has come for. An upload counts until its first byte, "
     "until it is removed, or until it expires (expire_empty_after). The default lets a client "
     "begin 500 files before it sends the first, and leaves room for others at its address. Each "
     "process of upload.fcgi counts its own, since it started. 0 for no limit."},
    {"uploads_active", SETTING_INT, AT(uploads_active), "10000", 0, 1000000, NULL, NULL,
     "Transfers at once in all, counted like those, where that is less than upload_threads without "
     "upload_reserved_threads. 0: as many as those."},
    {"max_header", SETTING_SIZE, AT(max_header), "32k", KB, 16 * MB, NULL, NULL,
     "The most bytes that the header fields of one request may have together."},
    {"allow_types", SETTING_LIST, AT(allow_types), "", 0, CONFIG_LIST_MAX,
     config_check_type_pattern, "a list of types such as application/pdf or image/*",
     "The only types, as clients declare them, that are accepted. Empty: all."},
    {"deny_types", SETTING_LIST, AT(deny_types), "", 0, CONFIG_LIST_MAX, config_check_type_pattern,
     "a list of types such as application/pdf or image/*", "Types that are refused."},
    {"allow_extensions", SETTING_LIST, AT(allow_extensions), "", 0, CONFIG_LIST_MAX,
     config_check_extension, "a list of endings such as jpg or tar.gz",
     "The only endings of file names that are accepted. The name has to have one of them as it is "
     "given, and as it is written to a disk (without what cannot be seen). Empty: all."},
    {"deny_extensions", SETTING_LIST, AT(deny_extensions), "", 0, CONFIG_LIST_MAX,
     config_check_extension, "a list of endings such as exe or tar.gz",
     "Endings of file names that are refused, of the name as it is given and as it is written to a "
     "disk."},
    {"quota_bytes", SETTING_SIZE, AT(quota_bytes), "0", 0, 1024 * TB, NULL, NULL,
     "What the uploads of one owner, or of one address where there is no owner, may take of the "
     "spool together; 0 for no limit. While one of the two quotas is set, info.json keeps the "
     "addresses."},
    {"quota_uploads", SETTING_INT, AT(quota_uploads), "0", 0, INT32_MAX, NULL, NULL,
     "How many of those uploads may be in the spool; 0 for no limit."},
    {"pre_create", SETTING_TEXT, AT(pre_create), "", 0, 4096, config_check_command_or_empty,
     "empty, or the absolute path of a program and its arguments",
     "A program that is asked before an upload is made, without a shell. Its standard input is a "
     "JSON object: name, type, size, owner, metadata (an object too, of a form the fields before "
     "the file); doc/protocol.md has an example. With exit status 0 it "
     "admits; "
     "else the first line "
     "that it writes is the reason that the client is told."},
    {"pre_create_timeout", SETTING_DURATION, AT(pre_create_timeout_ms), "5s", 10, MINUTE, NULL,
     NULL, "How long it may take; after that it is ended, and the upload is refused."},
    {"download", SETTING_CHOICE, AT(download), "yes", 0, 0, NULL, "no yes",
     "Whether GET of an upload's URL gives the file once it is done."},
    {"sendfile_header", SETTING_CHOICE, AT(sendfile_header), "auto", 0, 0, NULL,
     "auto none x-sendfile x-sendfile2 x-accel-redirect",
     "The field by which the web server is told to send a file that is downloaded: X-Sendfile for "
     "Apache, X-Sendfile2 for lighttpd, X-Accel-Redirect for nginx. \"auto\": the one that the web "
     "server's own configuration names in the FastCGI parameter LOADLINE_SENDFILE, as those that "
     "come with Loadline do. \"none\", and where it names none: upload.fcgi sends the file, and "
     "every reader that is slow keeps a thread of it."},
    {"sendfile_prefix", SETTING_TEXT, AT(sendfile_prefix), "", 0, 255,
     config_check_url_path_or_empty, "empty, or a path that begins with a slash",
     "What stands for the spool's path in that field. Empty: with \"auto\" what "
     "LOADLINE_SENDFILE_PREFIX says, else the spool's path."},
    {"durability", SETTING_CHOICE, AT(durability), "finish", 0, 0, NULL, "none finish chunk",
     "What is on the disk before it is answered: \"finish\", every new upload and every complete "
     "one; "
     "\"chunk\", the bytes of each request too; \"none\" leaves it to the system, and a power cut "
     "may "
     "lose what was answered."},

    {"relay_listen", SETTING_TEXT, AT(relay_listen), "127.0.0.1:8081", 0, 255, config_check_address,
     ADDRESS, "Where the relay listens."},
    {"relay_shared", SETTING_CHOICE, AT(relay_shared), "no", 0, 0, NULL, "no yes",
     "Whether other relays may listen at the same port: each gets a part of those who connect."},
    {"relay_admin_listen", SETTING_TEXT, AT(relay_admin_listen), "", 0, 255,
     config_check_address_or_empty, "empty, " ADDRESS,
     "Where the relay answers its operator: /healthz, /readyz, /metrics, /sessions and /settings, "
     "to whoever "
     "can connect: a UNIX socket, or a port of the loopback interface. Empty: nowhere."},
    {"relay_ready_lag", SETTING_DURATION, AT(relay_ready_lag_ms), "5s", 10, MINUTE, NULL, NULL,
     "How long ago the last heartbeat may have come back through Redis for /readyz to say so."},
    {"relay_sessions", SETTING_INT, AT(relay_sessions), "12000", 1, 1000000, NULL, NULL,
     "Clients connected to one relay at once."},
    {"relay_sessions_per_address", SETTING_INT, AT(relay_sessions_per_address), "0", 0, 1000000,
     NULL, NULL,
     "Of them, those of one client address, as far as it is known: behind a web server on this "
     "machine by its X-Forwarded-For. 0 for a sixteenth of relay_sessions."},
    {"relay_sessions_per_owner", SETTING_INT, AT(relay_sessions_per_owner), "0", 0, 1000000, NULL,
     NULL, "Of them, those of one owner. 0 for a sixteenth of relay_sessions."},
    {"relay_polls_per_address", SETTING_INT, AT(relay_polls_per_address), "0", 0, 1000000, NULL,
     NULL, "Long-polls of one client address, counted apart. 0 for a sixteenth of relay_sessions."},
    {"relay_message_rate", SETTING_INT, AT(relay_message_rate), "50", 0, 1000, NULL, NULL,
     "Messages a second that one client may send on average; ten seconds' worth may come at once. "
     "0 "
     "for no limit."},
    {"relay_watches", SETTING_INT, AT(relay_watches), "1000", 1, 100000, NULL, NULL,
     "Uploads that one client may watch at once."},
    {"relay_handshake_timeout", SETTING_DURATION, AT(relay_handshake_timeout_ms), "10s", SECOND,
     10 * MINUTE, NULL, NULL,
     "How long a client may take from connecting to the end of its request; whole seconds."},
    {"relay_idle_timeout", SETTING_DURATION, AT(relay_idle_timeout_ms), "10m", 0, DAY, NULL, NULL,
     "A client that watches nothing and says nothing for so long is closed; looked at with each "
     "beat. "
     "0 for never."},
    {"relay_poll_wait", SETTING_DURATION, AT(relay_poll_wait_ms), "25s", SECOND, HOUR, NULL, NULL,
     "How long a long-poll waits for news. Below every idle limit on the way to the client."},
    {"relay_message_size", SETTING_SIZE, AT(relay_message_size), "4096", 256, 64 * KB, NULL, NULL,
     "The longest message a client may send to the relay."},
    {"beat_interval", SETTING_DURATION, AT(beat_interval_ms), "20s", 50, 10 * MINUTE, NULL, NULL,
     "How often the relay sends a sign of life. Below every idle limit on the way to the client."},
    {"relay_drain", SETTING_DURATION, AT(relay_drain_ms), "5s", 0, 5 * MINUTE, NULL, NULL,
     "How long a relay that ends gives its clients to leave."},

    {"workers", SETTING_INT, AT(workers), "2", 1, 256, NULL, NULL,
     "Uploads that one worker processes at once."},
    {"attempts", SETTING_INT, AT(attempts), "3", 1, 100, NULL, NULL,
     "How often processing is begun before an upload is given up."},
    {"claim_after", SETTING_DURATION, AT(claim_after_ms), "60s", SECOND / 2, DAY, NULL, NULL,
     "A job that its worker gave no sign of for so long is taken over by another one."},
    {"reconcile_interval", SETTING_DURATION, AT(reconcile_interval_ms), "1m", SECOND, DAY, NULL,
     NULL,
     "How often a worker compares the spool with Redis, removes what has expired, and begins what "
     "was "
     "forgotten."},
    {"restore_rate", SETTING_INT, AT(restore_rate), "200", 1, 100000, NULL, NULL,
     "Unfinished uploads a second that a worker puts back at most where Redis forgot them or has "
     "them in an older state, so that uploads under way do not wait for it."},
    {"jobs_per_owner", SETTING_INT, AT(jobs_per_owner), "0", 0, 1000, NULL, NULL,
     "How many uploads of one owner are processed at once, by all workers of this spool; 0 for "
     "any. "
     "The others wait their turn without holding up those of other owners."},
    {"notify_requests", SETTING_INT, AT(notify_requests), "32", 1, 1000, NULL, NULL,
     "How many webhooks a worker sends at once, at most a quarter of them to one receiver. They "
     "take no place from the jobs that workers counts."},
    {"outbox_max", SETTING_INT, AT(outbox_max), "10000", 1, 100000, NULL, NULL,
     "How many events of uploads (created, failed, cancelled, expired) may wait for receivers of "
     "webhooks. What comes when so many wait is logged and not told."},
    {"stages", SETTING_LIST, AT(stage_names), "digest, identify", 0, CONFIG_STAGES_MAX,
     setting_is_stage_name, "a list of names of 1 to 32 of a-z, 0-9, \"_\" and \"-\"",
     "What is done with a file that has arrived, in order, unless a section [pipeline TYPE] is for "
     "its type: digest, identify, scan, and stages that have a section [stage NAME]. Empty: "
     "nothing."},

    {"log_level", SETTING_CHOICE, AT(log_level), "info", 0, 0, NULL, "error warn info debug",
     "The least important events that are logged."},
    {"log_format", SETTING_CHOICE, AT(log_format), "logfmt", 0, 0, NULL, "logfmt json",
     "How an event is written to standard error, on a line of its own: name=value pairs, or a JSON "
     "object whose values are strings."},
    {0},
};
