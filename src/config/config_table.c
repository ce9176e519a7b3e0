/* SPDX-License-Identifier: MIT */
/*
 * All settings, in the order of the dump and the documentation.
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
     "redis://[[user]:password@]host[:port][,host[:port]]...[/db], "
     "sentinel://[[user]:password@]host[:port][,host[:port]].../NAME[/db], with rediss:// or "
     "sentinels:// for TLS, or unix:/path[?db=N&user=NAME&password=TEXT], with at most 8 hosts, "
     "and with % written as %25 in names and passwords, and & as %26",
     "The address of Redis or Valkey: a primary. Of several hosts, the primary among them is used, "
     "also after a failover. sentinel:// names Sentinels, which know the primary as NAME; user and "
     "password are those of the primary. rediss:// and sentinels:// connect by TLS, the latter "
     "also to the Sentinels. In names and passwords %XX stands for the byte with that hexadecimal "
     "number: %40 is @, %2F is /, %3A is a colon in a name. Always write a percent sign as %25, "
     "and after unix: an & as %26."},
    {"redis_prefix", SETTING_TEXT, AT(redis_prefix), NULL, 0, PREFIX_MAX, config_check_prefix,
     "1 to 64 letters, digits, \".\", \"_\", \"-\" and \":\", for instance \"mysite:\"",
     "The prefix of all keys and channels in Redis. Every site needs its own, because all "
     "databases of a server share the channels. Must be set."},
    {"redis_timeout", SETTING_DURATION, AT(redis_timeout_ms), "2s", 10, MINUTE, NULL, NULL,
     "The timeout of connecting to Redis, and of one command."},
    {"sentinel_user", SETTING_TEXT, AT(sentinel_user), "", 0, 127, NULL, "at most 127 bytes",
     "The user at the Sentinels of redis_url, if they want one."},
    {"sentinel_password", SETTING_SECRET, AT(sentinel_password), "", 0, 255, NULL,
     "at most 255 bytes", "The password at the Sentinels, if they want one."},
    {"sentinel_password_file", SETTING_PATH, AT(sentinel_password_file), NULL, 0, 1024, NULL, NULL,
     "A file with the password at the Sentinels, instead of sentinel_password. White space at its "
     "end does not count."},
    {"redis_tls_ca_file", SETTING_PATH, AT(redis_tls_ca_file), NULL, 0, 1024, NULL, NULL,
     "With TLS: the file of the authorities (PEM) that the certificates of Redis must come from. "
     "Not set: those of the system. A certificate is always verified; for one that Redis signed "
     "itself, name it here. A changed file takes effect with the next connection."},
    {"redis_tls_cert_file", SETTING_PATH, AT(redis_tls_cert_file), NULL, 0, 1024, NULL, NULL,
     "With TLS: the file of the client's certificate (PEM), for a Redis that asks for one "
     "(tls-auth-clients)."},
    {"redis_tls_key_file", SETTING_PATH, AT(redis_tls_key_file), NULL, 0, 1024, NULL, NULL,
     "The file of the key (PEM) of redis_tls_cert_file."},
    {"redis_tls_name", SETTING_TEXT, AT(redis_tls_name), "", 0, 253, config_check_host_or_empty,
     "empty, or the name of a host",
     "With TLS: the name that the certificates of Redis must have. Empty: the host of the "
     "connection, which may be an IP address. Sentinels name the primary by its IP address, unless "
     "they are told otherwise (resolve-hostnames, announce-hostnames)."},

    {"spool", SETTING_PATH, AT(spool), NULL, 0, 1024, NULL, NULL,
     "The folder of the uploaded files. The web server must not serve it. Must be set, except for "
     "the relay. If progress.fcgi can read it, it restores documents that Redis lost."},
    {"spool_mode", SETTING_CHOICE, AT(spool_mode), "auto", 0, 0, NULL, "auto private group",
     "The users that may read the spool besides the user of the programs. \"private\": none (0700, "
     "0600). \"group\": the spool's group (2770, 0660); a web server that sends files itself as "
     "another user needs this, and so do stages with their own user. \"auto\": the group, if the "
     "spool is open to it and it belongs to the site alone: it is not the group of any account, "
     "and has no people in it. If accounts are not listed, as those of LDAP by default (SSSD with "
     "\"enumerate = false\"), such a group can have people that \"auto\" does not see: set "
     "\"private\" or \"group\" there. Files that stages write follow this setting, and so do "
     "delivered files without deliver_mode."},
    {"spool_shared", SETTING_CHOICE, AT(spool_shared), "auto", 0, 0, NULL, "auto yes no",
     "Whether hosts share the spool through a file system that caches. \"auto\": if it lies on "
     "FUSE "
     "(GlusterFS), NFS or SMB. Set \"yes\" where programs also run on the host that exports it."},
    {"secret_file", SETTING_PATH, AT(secret_file), NULL, 0, 1024, NULL, NULL,
     "A file of at least 16 random bytes, from which the programs derive the keys in the URLs of "
     "uploads. upload.fcgi needs it. progress.fcgi needs it for requests with a key, and for "
     "X-Progress-ID of clients without an owner."},

    {"public_url", SETTING_TEXT, AT(public_url), "", 0, 1024, config_check_public_url,
     "empty, or http(s)://host, with an optional path, without a slash at the end",
     "The beginning of URLs, as clients see them. If a proxy serves the site below a path, such as "
     "https://example.org/files, that path is part of it; the web server gets requests without the "
     "path. Empty: the programs take it from the request, or from the fields of a proxy of "
     "trusted_proxies."},
    {"upload_path", SETTING_TEXT, AT(upload_path), "/uploads/", 0, 255, config_check_url_folder,
     "a path that begins and ends with a slash", "The path of uploads, as clients see it."},
    {"progress_path", SETTING_TEXT, AT(progress_path), "/progress/", 0, 255,
     config_check_url_folder, "a path that begins and ends with a slash",
     "The path of progress, as clients see it."},
    {"live_path", SETTING_TEXT, AT(live_path), "/live", 0, 255, config_check_url_path_or_empty,
     "empty, or a path that begins with a slash",
     "The path of the relay, as clients see it. Empty: there is no relay, and clients poll."},
    {"cors_origins", SETTING_LIST, AT(cors_origins), "", 0, CONFIG_LIST_MAX, config_check_origin,
     "a list of origins such as https://app.example.org, or *",
     "Origins of other sites whose pages may upload and read progress."},

    {"auth", SETTING_CHOICE, AT(auth), "none", 0, 0, NULL, "none token server",
     "The source of rights. \"none\": the URL of an upload gives the right to change it, its id "
     "the right to watch it. \"token\": a JSON Web Token. \"server\": the user that the web server "
     "authenticated (REMOTE_USER)."},
    {"token_algorithm", SETTING_CHOICE, AT(token_algorithm), "HS256", 0, 0, NULL,
     "HS256 RS256 ES256", "The one algorithm that tokens may be signed with."},
    {"token_keys", SETTING_LIST, AT(token_keys), "", 0, 2, config_check_file_path,
     "one or two absolute paths",
     "The files of the key that verifies tokens, and of a second key during a change of keys. "
     "HS256: a secret of at least 32 bytes; white space at the file's end, such as the newline "
     "that editors add, does not count. RS256 and ES256: public keys as PEM. Required with auth = "
     "token."},
    {"token_leeway", SETTING_DURATION, AT(token_leeway_ms), "30s", 0, 5 * MINUTE, NULL, NULL,
     "The largest accepted difference between our clock and the clock of the issuer of tokens."},
    {"token_audience", SETTING_TEXT, AT(token_audience), "", 0, 255, NULL, "at most 255 bytes",
     "The value that the claim \"aud\" of tokens must contain. Empty: the claim is not checked."},
    {"token_cookie", SETTING_TEXT, AT(token_cookie), "loadline", 0, 64, config_check_cookie_name,
     "empty, or letters, digits, \".\", \"_\" and \"-\"",
     "The cookie that may hold a token. Changes with it must come from a page of this site or of "
     "cors_origins. Empty: no cookie."},
    {"auth_timeout", SETTING_DURATION, AT(auth_timeout_ms), "10s", 100, 5 * MINUTE, NULL, NULL,
     "The time within which a client of the relay must authenticate, where that is required."},
    {"relay_user_header", SETTING_TEXT, AT(relay_user_header), "", 0, 64, config_check_cookie_name,
     "empty, or letters, digits, \".\", \"_\" and \"-\"",
     "With auth = server: the header field in which the web server sends the user's name to the "
     "relay. The web server must remove that field from requests of clients. The relay accepts it "
     "from the web server on this machine and from trusted_proxies. Empty: the relay knows no "
     "users."},
    {"trusted_proxies", SETTING_LIST, AT(trusted_proxies), "", 0, CONFIG_LIST_MAX, network_valid,
     "a list of addresses, each with an optional prefix length, such as 10.0.0.0/8",
     "Proxies in front of the web server. Their X-Forwarded-For, or Forwarded (RFC 7239) if that "
     "is missing, gives the client's address for limits per client. Their X-Forwarded-Proto, or "
     "Forwarded, gives the scheme, for the URLs of uploads and for the check of a page's origin. "
     "Their X-Forwarded-Host and X-Forwarded-Prefix give the host and the path at the beginning of "
     "URLs. Of several values the first counts. lighttpd does not pass X-Forwarded-Host to the "
     "relay: if a proxy before it changes Host, set public_url."},

    {"upload_socket", SETTING_TEXT, AT(upload_socket), "", 0, 255, config_check_address_or_empty,
     "empty, " ADDRESS,
     "The address that upload.fcgi listens on. Empty: descriptor 0, as the web server passes it."},
    {"upload_threads", SETTING_INT, AT(upload_threads), "1024", 1, 4096, NULL, NULL,
     "The most requests that upload.fcgi handles at once. Its threads start and end on demand."},
    {"upload_reserved_threads", SETTING_INT, AT(upload_reserved_threads), "4", 0, 4095, NULL, NULL,
     "Threads reserved for short requests: those without a body, except downloads that upload.fcgi "
     "sends itself. Stalled transfers therefore never block requests that take them over."},
    {"progress_socket", SETTING_TEXT, AT(progress_socket), "", 0, 255,
     config_check_address_or_empty, "empty, " ADDRESS,
     "The address that progress.fcgi listens on. Empty: descriptor 0."},
    {"progress_threads", SETTING_INT, AT(progress_threads), "64", 1, 1024, NULL, NULL,
     "The most requests that progress.fcgi handles at once, in threads that start on demand. "
     "Requests with a body from one client may hold at most a sixteenth of them."},

    {"lock_wait", SETTING_DURATION, AT(lock_wait_ms), "10s", 0, 5 * MINUTE, NULL, NULL,
     "The longest that a request waits for an older request to release the same upload."},
    {"sender_turn", SETTING_DURATION, AT(sender_turn_ms), "1s", 0, 10 * SECOND, NULL, NULL,
     "The time that a sender keeps an upload while its bytes arrive, before a newer HEAD or PATCH "
     "for the same upload ends it. Two clients that send one upload therefore both make progress. "
     "A sender that is silent for a quarter of this time is ended at once, and a DELETE ends any "
     "sender at once. Keep it below lock_wait."},
    {"progress_interval", SETTING_DURATION, AT(progress_interval_ms), "100ms", 0, 10 * SECOND, NULL,
     NULL, "The shortest time between two events of one upload while only numbers change."},
    {"alias_ttl", SETTING_DURATION, AT(alias_ttl_ms), "1h", SECOND, 30 * DAY, NULL, NULL,
     "How long the name that an old client gave its upload (X-Progress-ID) is kept after the "
     "upload's end."},
    {"legacy_format", SETTING_CHOICE, AT(legacy_format), "nginx", 0, 0, NULL,
     "nginx nginx-jsonp nginx-javascript nginx-java apache lighttpd php pecl",
     "The format of progress for X-Progress-ID if the URL names no module: that of "
     "nginx-upload-progress (json, jsonp, the default since 0.9, java), of Apache's "
     "mod_upload_progress, of lighttpd's mod_uploadprogress, of PHP's sessions or its "
     "uploadprogress extension."},

    {"max_size", SETTING_SIZE, AT(max_size), "0", 0, 1024 * TB, NULL, NULL,
     "The largest file accepted; 0 for no limit."},
    {"chunk_size", SETTING_SIZE, AT(chunk_size), "0", 0, 1024 * TB, NULL, NULL,
     "The most bytes that clients should send in one request; 0 for no limit."},
    {"max_metadata", SETTING_SIZE, AT(max_metadata), "8k", 0, 16 * KB, NULL, NULL,
     "The longest Upload-Metadata accepted."},
    {"uploaders", SETTING_LIST, AT(uploaders),
     "dropzone, filepond, fine-uploader, flow, jquery, plupload, resumable, simple-uploader", 0,
     CONFIG_LIST_MAX, config_check_uploader,
     "a list of dropzone, filepond, fine-uploader, flow, jquery, plupload, resumable, "
     "simple-uploader",
     "The browser uploaders whose chunks upload.fcgi joins. It refuses the chunks of the others. "
     "It accepts whole files from all of them. Empty: it refuses all chunks."},
    {"uploader_repeat", SETTING_DURATION, AT(uploader_repeat_ms), "10m", 0, DAY, NULL, NULL,
     "How long after its last change a complete upload, sent in chunks by a browser uploader, "
     "still answers for its file: chunks of the same file from the same visitor count as repeated. "
     "After that, the same file is a new upload."},
    {"max_pieces", SETTING_INT, AT(max_pieces), "10000", 1, 1000000, NULL, NULL,
     "The most pieces of one upload that wait for the bytes in front of them, or are on their way. "
     "Uploaders that cut a file send its pieces in any order."},
    {"max_refused_chunk", SETTING_SIZE, AT(max_refused_chunk), "256m", 0, 1024 * MB, NULL, NULL,
     "The most bytes of a refused chunk that upload.fcgi reads before it answers, so that a "
     "browser uploader receives the answer. Keep it above their chunk size; 0 reads nothing."},
    {"interim_responses", SETTING_CHOICE, AT(interim_responses), "no", 0, 0, NULL, "no yes",
     "Whether the web server passes interim answers on. With \"yes\" clients of the IETF draft get "
     "the upload's URL and its progress during the request (104). lighttpd passes them on if it "
     "streams requests. Other web servers take such an answer for the final one."},
    {"max_files", SETTING_INT, AT(max_files), "32", 1, 1000, NULL, NULL,
     "The most files in one form."},
    {"max_fields", SETTING_INT, AT(max_fields), "128", 0, 10000, NULL, NULL,
     "The most other fields in one form."},
    {"max_field_size", SETTING_SIZE, AT(max_field_size), "64k", 0, 16 * MB, NULL, NULL,
     "The longest value of such a field."},
    {"max_form", SETTING_SIZE, AT(max_form), "1m", KB, 1024 * MB, NULL, NULL,
     "The most bytes that one form may hold besides the content of its files: names and values of "
     "all fields, and names and types of the files. A form in progress takes this much memory at "
     "most, and a little more."},
    {"max_form_metadata", SETTING_SIZE, AT(max_form_metadata), "64k", 0, CONFIG_FORM_METADATA_MAX,
     NULL, NULL,
     "The most bytes that the fields of a form may take as JSON text, if the form has a file. They "
     "are kept with each of its files, for webhooks and the program of pre_create. A form with "
     "more is refused. 0: no field is kept, and no form is refused for it."},
    {"private_fields", SETTING_LIST, AT(private_fields),
     "*csrf*, *xsrf*, token, *_token, __RequestVerificationToken, _wpnonce, "
     "form_build_id, __VIEWSTATE*, __EVENTVALIDATION",
     0, CONFIG_LIST_MAX, config_check_field_pattern,
     "a list of names of fields, in which a star at an end matches anything, such as *csrf*",
     "Fields of forms that are not kept: neither webhooks nor the program of pre_create get them. "
     "Case does not count. For form[_token] the name in the brackets counts too. redirect, "
     "X-Progress-ID and similar fields are never kept."},
    {"expire_after", SETTING_DURATION, AT(expire_after_ms), "24h", 0, 3650 * DAY, NULL, NULL,
     "The time from its last byte after which an incomplete upload is removed; 0 for never. Each "
     "part of an upload in parts expires this long after its own last byte, but not before an "
     "unfinished upload that it belongs to. An upload keeps the value of its creation."},
    {"expire_empty_after", SETTING_DURATION, AT(expire_empty_after_ms), "1h", 0, 3650 * DAY, NULL,
     NULL,
     "The time from its creation after which an upload without a byte is removed, if that is "
     "sooner than expire_after. 0: only expire_after counts."},
    {"inline_work", SETTING_SIZE, AT(inline_work_bytes), "64m", 0, 1024 * TB, NULL, NULL,
     "Files up to this size are checked and joined before the answer that completes an upload. The "
     "worker does it for larger ones."},
    {"max_ids", SETTING_INT, AT(max_ids), "100", 1, 1000, NULL, NULL,
     "The most uploads that one request for progress may ask for."},

    {"min_free", SETTING_SIZE, AT(min_free_bytes), "64m", 0, 1024 * TB, NULL, NULL,
     "The space that stays free on the spool's file system. An upload that would leave less is "
     "refused. A running upload that reaches it is stopped, and its stored bytes are kept. One "
     "file (inode) for each 16 KiB of it also stays free, at most a twentieth of all, where the "
     "file system counts them."},
    {"idle_timeout", SETTING_DURATION, AT(idle_timeout_ms), "5m", 0, DAY, NULL, NULL,
     "The time after which a sender that sends nothing is ended; its stored bytes are kept. A "
     "client that reads nothing of a download is ended too. Pauses as long as min_rate_window add "
     "up until the client reaches min_rate again. 0 for no limit."},
    {"head_timeout", SETTING_DURATION, AT(head_timeout_ms), "10s", SECOND / 2, 10 * MINUTE, NULL,
     NULL,
     "The time that the web server may take from the first byte of a request to the end of its "
     "header fields, and the time that a connection without any request may stay silent. "
     "upload.fcgi and progress.fcgi then close the connection."},
    {"min_rate", SETTING_SIZE, AT(min_rate), "256", 0, TB, NULL, NULL,
     "The bytes a second that a sender must reach on average over min_rate_window; a slower sender "
     "is ended like a silent one. So is a client that reads a download too slowly. For a client "
     "that is silent for all of min_rate_window, idle_timeout counts instead. 0 for no limit."},
    {"min_rate_window", SETTING_DURATION, AT(min_rate_window_ms), "60s", SECOND / 2, HOUR, NULL,
     NULL, "The time over which min_rate is averaged. Only waiting for the client counts."},
    {"uploads_per_client", SETTING_INT, AT(uploads_per_client), "0", 0, 1000000, NULL, NULL,
     "The most transfers at once of one client: of one owner, or without an owner of one address "
     "(for IPv6, of one /64). Requests with a body count, and downloads that upload.fcgi sends "
     "itself. Each process of upload.fcgi counts separately. 0: a sixteenth of upload_threads."},
    {"creations_per_client", SETTING_INT, AT(creations_per_client), "3000", 0, 1000000, NULL, NULL,
     "The most uploads that one owner, or one address without an owner, may create in a minute; as "
     "many may come at once. Each file counts, and each part of a file that is sent in parts. Each "
     "process of upload.fcgi counts separately. 0 for no limit."},
    {"empty_uploads_per_client", SETTING_INT, AT(empty_uploads_per_client), "600", 0, 65536, NULL,
     NULL,
     "The most uploads without a byte that one such client may have. An upload counts until its "
     "first byte, until it is removed, or until it expires (expire_empty_after). The default lets "
     "a client create 500 files before it sends the first one, and leaves room for others at its "
     "address. Each process of upload.fcgi counts separately, from its start. 0 for no limit."},
    {"uploads_active", SETTING_INT, AT(uploads_active), "10000", 0, 1000000, NULL, NULL,
     "The most transfers at once of all clients, counted as for uploads_per_client, if that is "
     "less than upload_threads minus upload_reserved_threads. 0: that difference."},
    {"max_header", SETTING_SIZE, AT(max_header), "32k", KB, 16 * MB, NULL, NULL,
     "The most bytes that the header fields of one request may have together."},
    {"allow_types", SETTING_LIST, AT(allow_types), "", 0, CONFIG_LIST_MAX,
     config_check_type_pattern, "a list of types such as application/pdf or image/*",
     "The only types accepted, as clients declare them. Empty: all."},
    {"deny_types", SETTING_LIST, AT(deny_types), "", 0, CONFIG_LIST_MAX, config_check_type_pattern,
     "a list of types such as application/pdf or image/*", "Types that are refused."},
    {"allow_extensions", SETTING_LIST, AT(allow_extensions), "", 0, CONFIG_LIST_MAX,
     config_check_extension, "a list of extensions such as jpg or tar.gz",
     "The only extensions of file names accepted. Both forms of the name must have one: as given, "
     "and as written to a disk (without invisible characters). Empty: all."},
    {"deny_extensions", SETTING_LIST, AT(deny_extensions), "", 0, CONFIG_LIST_MAX,
     config_check_extension, "a list of extensions such as exe or tar.gz",
     "Extensions of file names that are refused, in the name as given and as written to a disk."},
    {"quota_bytes", SETTING_SIZE, AT(quota_bytes), "0", 0, 1024 * TB, NULL, NULL,
     "The most bytes that the uploads of one owner, or of one address without an owner, may take "
     "in the spool together; 0 for no limit. A file that is joined from parts counts once, "
     "although the parts stay in the spool until they expire. While one of the two quotas is set, "
     "info.json keeps the addresses."},
    {"quota_uploads", SETTING_INT, AT(quota_uploads), "0", 0, INT32_MAX, NULL, NULL,
     "The most uploads in the spool of one owner, or of one address without one; 0 for no limit."},
    {"pre_create", SETTING_TEXT, AT(pre_create), "", 0, 4096, config_check_command_or_empty,
     "empty, or the absolute path of a program and its arguments",
     "A program that decides about each upload before it is created. It runs without a shell. Its "
     "standard input is a JSON object: name, type, size, owner, metadata (an object too; for a "
     "form, the fields before the file); doc/protocol.md has an example. Exit status 0 accepts the "
     "upload. Otherwise the client gets the first line that the program writes as the reason."},
    {"pre_create_timeout", SETTING_DURATION, AT(pre_create_timeout_ms), "5s", 10, MINUTE, NULL,
     NULL,
     "The time limit of that program. One that exceeds it is ended, and the upload is refused."},
    {"download", SETTING_CHOICE, AT(download), "yes", 0, 0, NULL, "no yes",
     "Whether GET of an upload's URL returns the file once the upload is done."},
    {"sendfile_header", SETTING_CHOICE, AT(sendfile_header), "auto", 0, 0, NULL,
     "auto none x-sendfile x-sendfile2 x-accel-redirect",
     "The field that makes the web server send a downloaded file: X-Sendfile for Apache, "
     "X-Sendfile2 for lighttpd, X-Accel-Redirect for nginx. \"auto\": the field that the web "
     "server's own configuration names in the FastCGI parameter LOADLINE_SENDFILE, as the shipped "
     "configurations do. \"none\", or no such parameter: upload.fcgi sends the file, and every "
     "slow reader occupies a thread."},
    {"sendfile_prefix", SETTING_TEXT, AT(sendfile_prefix), "", 0, 255,
     config_check_url_path_or_empty, "empty, or a path that begins with a slash",
     "The replacement for the spool's path in that field. Empty: with \"auto\" the value of "
     "LOADLINE_SENDFILE_PREFIX, else the spool's path."},
    {"durability", SETTING_CHOICE, AT(durability), "finish", 0, 0, NULL, "none finish chunk",
     "What must be on the disk before the answer. \"finish\": every new upload and every complete "
     "one. \"chunk\": the bytes of each request too. \"none\": the system decides, and a power "
     "failure may lose uploads that were confirmed."},

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
    {"relay_message_size", SETTING_SIZE, AT(relay_message_size), "4096", 256, 64 * KB, NULL, NULL,
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
