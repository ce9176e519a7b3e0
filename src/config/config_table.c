/* SPDX-License-Identifier: MIT */
/*
 * The settings of the site, which several programs use: Redis, the spool, URLs, access. All
 * settings stand in the order of the dump and the documentation.
 */
#include "config/config_table.h"

#include "config/config.h"
#include "config/config_check.h"
#include "config/config_units.h"
#include "base/network.h"

#define PREFIX_MAX 64

#define AT(member) offsetof(struct config, member)

const struct setting config_settings[] = {
    {"redis_url", SETTING_TEXT, AT(redis_url), "redis://127.0.0.1:6379/0", 0, 4096,
     config_check_redis_url,
     "redis://[[user]:password@]host[:port][,host[:port]]...[/db], "
     "sentinel://[[user]:password@]host[:port][,host[:port]].../NAME[/db], with rediss:// or "
     "sentinels:// for TLS, or unix:/path[?db=N&user=NAME&password=TEXT], with at most 8 hosts, "
     "and with % written as %25 in names and passwords, and & as %26; or at most 16 of these, for "
     "shards, with a blank in between",
     "The address of Redis or Valkey: a primary. Of several hosts, the primary among them is used, "
     "also after a failover. sentinel:// names Sentinels, which know the primary as NAME; user and "
     "password are those of the primary. rediss:// and sentinels:// connect by TLS, the latter "
     "also to the Sentinels. In names and passwords %XX stands for the byte with that hexadecimal "
     "number: %40 is @, %2F is /, %3A is a colon in a name. Always write a percent sign as %25, "
     "and after unix: an & as %26. Several addresses with a blank in between are shards: each "
     "upload "
     "is in one of them, by the start of its id."},
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
    {"host_path", SETTING_TEXT, AT(host_path), "", 0, 64, config_check_host_path_or_empty,
     "empty, or a path that begins with a slash and ends without one",
     "Where each host has a spool of its own: the path, such as /u7, under which a balancer finds "
     "this host alone. The URLs of its uploads begin with it, behind public_url. The programs "
     "answer with and without it. Every host needs another one. Empty: the host is the only one, "
     "or all hosts share the spool."},
    {"host_paths", SETTING_LIST, AT(host_paths), "", 0, CONFIG_LIST_MAX, config_check_host_path,
     "a list of paths that begin with a slash and end without one",
     "The host_path of every host of the site. Under another host's path the programs answer 503 "
     "(elsewhere) instead of 404, so that clients try again."},
    {"cors_origins", SETTING_LIST, AT(cors_origins), "", 0, CONFIG_LIST_MAX, config_check_origin,
     "a list of origins such as https://app.example.org, or *",
     "Origins of other sites whose pages may upload and read progress."},

    {"auth", SETTING_CHOICE, AT(auth), "none", 0, 0, NULL, "none token server",
     "The source of rights. \"none\": the URL of an upload gives the right to change it, its id "
     "the right to watch it; administrators need a token of token_keys. \"token\": a JSON Web "
     "Token. \"server\": the user that the web server "
     "authenticated (REMOTE_USER)."},
    {"token_algorithm", SETTING_CHOICE, AT(token_algorithm), "HS256", 0, 0, NULL,
     "HS256 RS256 ES256", "The one algorithm that tokens may be signed with."},
    {"token_keys", SETTING_LIST, AT(token_keys), "", 0, 2, config_check_file_path,
     "one or two absolute paths",
     "The files of the key that verifies tokens, and of a second key during a change of keys. "
     "HS256: a secret of at least 32 bytes; white space at the file's end, such as the newline "
     "that editors add, does not count. RS256 and ES256: public keys as PEM. Required with auth = "
     "token. With auth = none they are for administrators only; without a key that the program can "
     "read there are none."},
    {"token_leeway", SETTING_DURATION, AT(token_leeway_ms), "30s", 0, 5 * MINUTE, NULL, NULL,
     "The largest accepted difference between our clock and the clock of the issuer of tokens."},
    {"token_audience", SETTING_TEXT, AT(token_audience), "", 0, 255, NULL, "at most 255 bytes",
     "The value that the claim \"aud\" of tokens must contain. Empty: the claim is not checked."},
    {"admin_session", SETTING_DURATION, AT(admin_session_ms), "8h", MINUTE, 30 * DAY, NULL, NULL,
     "How long the token of an administrator is valid who opened a link of loadline token --link. "
     "With token_algorithm = HS256 only: with the others the site has no key that makes tokens."},
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
    {.max = SETTING_SEQUEL_UPLOAD},
};
