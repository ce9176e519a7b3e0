/* SPDX-License-Identifier: MIT */
/*
 * One table. The complete configurations are in deploy/.
 */
#include "cli/remedy.h"

#include <stddef.h>
#include <string.h>

/* TLS ended before this web server, whichever it is. */
#define SCHEME                                                                                     \
    "the proxy before it in trusted_proxies, which sends X-Forwarded-Proto; or public_url in the " \
    "settings"

static const char *const texts[REMEDY_COUNT][REMEDY_OTHER + 1] = {
    [REMEDY_PATH] = {"$HTTP[\"url\"] =~ \"^/uploads(/|$)\" { fastcgi.server = ( \"\" => (( "
                     "\"socket\" => \"...\", \"check-local\" => \"disable\" )) ) }, the same "
                     "for /progress",
                     "location ^~ /uploads/ { fastcgi_pass unix:...; }, the same for /progress",
                     "ProxyPass \"unix:...|fcgi://localhost/uploads/\" for /uploads/, or for "
                     "mod_fcgid Alias and SetHandler fcgid-script; the same for /progress",
                     "hand upload_path and progress_path to their programs by FastCGI"},
    [REMEDY_STREAM] = {"server.stream-request-body = 1", "fastcgi_request_buffering off;",
                       "mod_fcgid always collects: chunk_size = 1m in the settings, or "
                       "mod_proxy_fcgi instead",
                       "switch the buffering of requests off, or chunk_size = 1m in the settings"},
    [REMEDY_SIZE] = {"server.max-request-size = 0", "client_max_body_size 0;",
                     "FcgidMaxRequestLen 1073741824 and LimitRequestBody 0; where you may not: "
                     "the chunk_size that passes",
                     "lift the limit of request bodies, or set the chunk_size that passes"},
    [REMEDY_SLASH] = {"$HTTP[\"url\"] =~ \"^/uploads(/|$)\" around fastcgi.server",
                      "location = /uploads { rewrite ^ /uploads/ last; }",
                      "<Location \"/uploads\"> without the slash, or for mod_fcgid SetHandler "
                      "below <LocationMatch \"^/uploads(/|$)\">",
                      "hand upload_path without its slash to upload.fcgi too"},
    [REMEDY_LENGTHLESS] = {"$REQUEST_HEADER[\"Content-Length\"] == \"\" { "
                           "server.stream-request-body = 0 }",
                           "proxy_request_buffering and whatever else answers 411 before it: off",
                           "no SetEnv proxy-sendcl, no rule of mod_security that wants "
                           "Content-Length",
                           "let requests with Transfer-Encoding: chunked in"},
    [REMEDY_SENDFILE] =
        {"\"x-sendfile\" => \"enable\" and \"x-sendfile-docroot\" in fastcgi.server, "
         "and setenv.set-environment = ( \"LOADLINE_SENDFILE\" => \"x-sendfile2\" )",
         "fastcgi_param LOADLINE_SENDFILE x-accel-redirect; and the internal "
         "location /loadline-spool/",
         "apt-get install libapache2-mod-xsendfile, a2enmod xsendfile; or "
         "sendfile_header = none where that cannot be",
         "FastCGI parameter LOADLINE_SENDFILE, or sendfile_header, as "
         "loadline.conf(5) says"},
    [REMEDY_READ] =
        {"usermod -aG loadline-web www-data and a restart; var.spool as in the settings",
         "usermod -aG loadline-web www-data and a restart; $loadline_spool as in the "
         "settings",
         "usermod -aG loadline-web www-data and a restart; Define LOADLINE_SPOOL as in "
         "the settings",
         "let the web server's user read the spool; or sendfile_header = none"},
    [REMEDY_FIELDS] =
        {"setenv.set-response-header only below $HTTP[\"url\"] !~ "
         "\"^/(uploads|progress|live)(/|$)\"",
         "add_header X-Content-Type-Options \"\"; in the location of upload_path, and "
         "those of deploy in /loadline-spool/",
         "Header always setifempty instead of Header set",
         "leave the fields of the programs as they are"},
    [REMEDY_METHODS] = {"allow PATCH, HEAD and DELETE: no url.access-deny below a condition on "
                        "$HTTP[\"request-method\"] for upload_path",
                        "allow PATCH, HEAD and DELETE: no limit_except, no \"if "
                        "($request_method ...)\" in the location of upload_path",
                        "allow PATCH, HEAD and DELETE: no <Limit>, <LimitExcept>, AllowMethods or "
                        "rule of mod_security for upload_path",
                        "allow PATCH, HEAD and DELETE for upload_path"},
    [REMEDY_AUTHORIZATION] = {"no header is removed by itself: look for "
                              "setenv.set-request-header",
                              "fastcgi_param HTTP_AUTHORIZATION $http_authorization; and no "
                              "fastcgi_pass_request_headers off;",
                              "CGIPassAuth On; for mod_fcgid FcgidPassHeader Authorization serves "
                              "too",
                              "pass the field Authorization on to the program"},
    [REMEDY_INTERIM] = {"server.stream-request-body = 1, or interim_responses = no in the settings",
                        "interim_responses = no in the settings",
                        "interim_responses = no in the settings",
                        "interim_responses = no in the settings"},
    [REMEDY_WEBSOCKET] = {"proxy.header = ( \"upgrade\" => \"enable\" ) where proxy.server leads "
                          "live_path to the relay",
                          "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; "
                          "proxy_set_header Connection $loadline_connection;",
                          "ProxyPass \"unix:...|http://localhost/live\" upgrade=websocket "
                          "(2.4.47 or newer)",
                          "pass requests for an upgrade of live_path on to the relay"},
    [REMEDY_EVENTS] = {"server.stream-response-body = 1", "proxy_buffering off;",
                       "flushpackets=on behind ProxyPass for live_path; and no DEFLATE for it",
                       "switch the buffering and the compression of answers off"},
    [REMEDY_HOST] = {"public_url in the settings",
                     "proxy_set_header Host $http_host; or "
                     "public_url in the settings",
                     "ProxyPreserveHost On; or public_url in the settings",
                     "pass the field Host on, or public_url in the settings"},
    [REMEDY_SCHEME] = {SCHEME, SCHEME, SCHEME, SCHEME},
};

enum remedy_server remedy_recognise(const char *field)
{
    static const struct {
        const char *word;
        enum remedy_server server;
    } servers[] = {
        {"lighttpd", REMEDY_LIGHTTPD}, {"nginx", REMEDY_NGINX}, {"Apache", REMEDY_APACHE}};

    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        if (strstr(field, servers[i].word) != NULL)
            return servers[i].server;
    }
    return REMEDY_OTHER;
}

const char *remedy_text(enum remedy_server server, enum remedy what)
{
    return texts[what][server];
}
