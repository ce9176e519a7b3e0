/* SPDX-License-Identifier: MIT */
/*
 * The table of texts. A text names the place, then lines to copy; a line that begins with ">" names
 * the place of the lines after it. @word@ is a placeholder (advice.h). The complete configurations
 * are in deploy/.
 */
#include "cli/doctor/advice.h"

/* The places of lines. In lighttpd and Apache later lines take precedence; in nginx each line has
 * its own place. */
#define LIGHTTPD "at the end of lighttpd's configuration:\n"
#define APACHE "in Apache, after the Include of Loadline's configuration:\n"
#define IN_PLACE(path)                                                                             \
    "in Apache, after the Include of Loadline's configuration, in place of <Location \"" path      \
    "\"> "                                                                                         \
    "if there is one:\n"
#define SETTINGS "in the settings, @settings@:\n"
#define AT_UPLOADS "in location ^~ @uploads@/:\n"
#define AT_PROGRESS "in location ^~ @progress@/:\n"
#define AT_LIVE "in location ^~ @live@:\n"
#define AT_SPOOL "in location ^~ /loadline-spool/:\n"
#define SERVER "in the server block:\n"

/* The paths of all programs. */
#define L_ALL "$HTTP[\"url\"] =~ \"^(@uploads@|@progress@|@live@)(/|$)\" {\n"
#define A_ALL "<LocationMatch \"^(@uploads@|@progress@|@live@)(/|$)\">\n"
#define A_ALL_END "</LocationMatch>"

/* A path and its program. */
#define L_BACKEND(to)                                                                              \
    "    fastcgi.server = ( \"\" => (( " to                                                        \
    ", \"check-local\" => \"disable\", \"disable-time\" => 0 )) )\n"
#define L_FASTCGI(path, to) LIGHTTPD "$HTTP[\"url\"] =~ \"^" path "\" {\n" L_BACKEND(to) "}"
#define L_UPLOADS                                                                                  \
    LIGHTTPD "$HTTP[\"url\"] =~ \"^@uploads@(/|$)\" {\n" L_BACKEND(                                \
        "@to_uploads@") "    server.max-read-idle = 330\n"                                         \
                        "    $REQUEST_HEADER[\"Content-Length\"] == \"\" {\n"                      \
                        "        server.stream-request-body = 0\n"                                 \
                        "        server.max-request-size = 1048576\n"                              \
                        "    }\n"                                                                  \
                        "}"
#define L_LIVE                                                                                     \
    LIGHTTPD "$HTTP[\"url\"] =~ \"^@live@(/|$)\" {\n"                                              \
             "    proxy.server = ( \"\" => (( @to_live@, \"check-local\" => \"disable\", "         \
             "\"disable-time\" => 0 )) )\n"                                                        \
             "    proxy.header = ( \"upgrade\" => \"enable\" )\n"                                  \
             "}"
#define A_UPLOADS                                                                                  \
    IN_PLACE("@uploads@")                                                                          \
    "<Location \"@uploads@\">\n"                                                                   \
    "    ProxyPass \"@to_uploads@@uploads@\" connectiontimeout=5 timeout=330 retry=0 "             \
    "flushpackets=on\n"                                                                            \
    "    CGIPassAuth On\n"                                                                         \
    "    LimitRequestBody 0\n"                                                                     \
    "</Location>"
#define A_PROGRESS                                                                                 \
    IN_PLACE("@progress@")                                                                         \
    "<Location \"@progress@\">\n"                                                                  \
    "    ProxyPass \"@to_progress@@progress@\" connectiontimeout=5 timeout=60 retry=0\n"           \
    "    CGIPassAuth On\n"                                                                         \
    "</Location>"
#define A_LIVE                                                                                     \
    IN_PLACE("@live@")                                                                             \
    "<Location \"@live@\">\n"                                                                      \
    "    ProxyPass \"@to_live@@live@\" upgrade=websocket timeout=@idle@ retry=0 flushpackets=on\n" \
    "    ProxyPreserveHost On\n"                                                                   \
    "    RequestHeader set X-Proxy-Forwarded-Proto \"expr=%{HTTP:X-Forwarded-Proto}\"\n"           \
    "    RequestHeader set X-Forwarded-Proto \"expr=%{REQUEST_SCHEME}\"\n"                         \
    "</Location>"
#define A_HEADERS "run as root:\na2enmod headers\n>"
#define F_SCRIPT(path)                                                                             \
    APACHE "<LocationMatch \"^" path "(/|$)\">\n"                                                  \
           "    SetHandler fcgid-script\n"                                                         \
           "    Options +ExecCGI\n"                                                                \
           "    AcceptPathInfo On\n"                                                               \
           "    CGIPassAuth On\n"                                                                  \
           "    LimitRequestBody 0\n"                                                              \
           "</LocationMatch>"
#define A_DEFINES "Define LOADLINE_SOCKETS @sockets@\nDefine LOADLINE_SPOOL @spool@\n"
#define CHUNKS SETTINGS "chunk_size = 1m"
#define NO_INTERIM SETTINGS "interim_responses = no"
#define PUBLIC_URL SETTINGS "public_url = @url@"
#define OR_PUBLIC_URL "\n>or, if a proxy before it changes Host, " PUBLIC_URL
#define LET_IN                                                                                     \
    "run as root, then restart the web server:\n"                                                  \
    "usermod -aG @spool_group@ @user@"

/* TLS is terminated before this web server, of any kind. */
#define SCHEME                                                                                     \
    "add the proxy before it to trusted_proxies and let it send X-Forwarded-Proto; "               \
    "or set public_url in the settings"

const char *advice_text_hosted(enum advice what)
{
    switch (what) {
    case ADVICE_WHOLE:
    case ADVICE_UPLOADS:
    case ADVICE_PROGRESS:
    case ADVICE_FORBIDDEN:
    case ADVICE_FAILED:
        return "follow the lines on script and htaccess above; without such lines, ask the hoster "
               "for "
               "mod_fcgid, and for the error log";
    case ADVICE_SIZE:
    case ADVICE_STREAM:
        return SETTINGS "chunk_size = 128k";
    case ADVICE_RATE:
        return "ask the hoster to exempt /uploads and /progress from limits on the number of "
               "requests";
    default:
        return NULL;
    }
}

static const char *const texts[ADVICE_COUNT][ADVICE_OTHER + 1] = {
    [ADVICE_WHOLE] = {LIGHTTPD "var.sockets = \"@sockets@\"\n"
                               "var.spool = \"@spool@\"\n"
                               "include \"@data@/lighttpd/programs.conf\"",
                      "in the block http:\n"
                      "map $http_upgrade $loadline_connection { default upgrade; '' ''; }\n"
                      ">" SERVER "set $loadline_sockets @sockets@;\n"
                      "set $loadline_spool @spool@;\n"
                      "include @data@/nginx/loadline.conf;",
                      "run as root:\n"
                      "a2enmod headers proxy proxy_fcgi proxy_http\n"
                      ">in the site's VirtualHost:\n" A_DEFINES
                      "Include @data@/apache-proxy/loadline.conf",
                      "run as root:\n"
                      "a2enmod fcgid headers proxy proxy_http\n"
                      ">in the site's VirtualHost:\n" A_DEFINES
                      "Define LOADLINE_PROGRAMS @programs@\n"
                      "Define LOADLINE_SETTINGS @settings@\n"
                      "Include @data@/apache-fcgid/loadline.conf",
                      "pass upload_path and progress_path to their programs by FastCGI"},
    [ADVICE_UPLOADS] = {L_UPLOADS,
                        SERVER "location ^~ @uploads@/ {\n"
                               "    add_header X-Content-Type-Options \"\";\n"
                               "    fastcgi_pass @to_uploads@;\n"
                               "    fastcgi_request_buffering off;\n"
                               "    fastcgi_buffering off;\n"
                               "    fastcgi_buffer_size 32k;\n"
                               "    fastcgi_buffers 4 32k;\n"
                               "    client_body_timeout 330s;\n"
                               "    fastcgi_read_timeout 330s;\n"
                               "    fastcgi_send_timeout 330s;\n"
                               "}",
                        A_UPLOADS, F_SCRIPT("@uploads@"),
                        "pass upload_path to upload.fcgi by FastCGI"},
    [ADVICE_PROGRESS] = {L_FASTCGI("@progress@(/|$)", "@to_progress@"),
                         SERVER "location ^~ @progress@/ {\n"
                                "    add_header X-Content-Type-Options \"\";\n"
                                "    fastcgi_pass @to_progress@;\n"
                                "}",
                         A_PROGRESS, F_SCRIPT("@progress@"),
                         "pass progress_path to progress.fcgi by FastCGI"},
    [ADVICE_LIVE] = {L_LIVE,
                     SERVER "location ^~ @live@ {\n"
                            "    add_header X-Content-Type-Options \"\";\n"
                            "    proxy_pass @to_live@;\n"
                            "    proxy_http_version 1.1;\n"
                            "    proxy_set_header Host $http_host;\n"
                            "    proxy_set_header Upgrade $http_upgrade;\n"
                            "    proxy_set_header Connection $http_connection;\n"
                            "    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n"
                            "    proxy_set_header X-Forwarded-Proto $scheme;\n"
                            "    proxy_set_header X-Proxy-Forwarded-Proto "
                            "$http_x_forwarded_proto;\n"
                            "    proxy_buffering off;\n"
                            "    proxy_read_timeout @idle@s;\n"
                            "    proxy_send_timeout @idle@s;\n"
                            "}",
                     A_LIVE, A_LIVE,
                     "pass live_path to the relay, or without a relay live_path = (empty)"},
    [ADVICE_AT_UPLOADS] = {L_UPLOADS, AT_UPLOADS "fastcgi_pass @to_uploads@;", A_UPLOADS,
                           F_SCRIPT("@uploads@"), "pass upload_path to @to_uploads@"},
    [ADVICE_AT_PROGRESS] = {L_FASTCGI("@progress@(/|$)", "@to_progress@"),
                            AT_PROGRESS "fastcgi_pass @to_progress@;", A_PROGRESS,
                            F_SCRIPT("@progress@"), "pass progress_path to @to_progress@"},
    [ADVICE_AT_LIVE] = {L_LIVE, AT_LIVE "proxy_pass @to_live@;", A_LIVE, A_LIVE,
                        "pass live_path to @to_live@"},
    [ADVICE_STREAM] = {LIGHTTPD "server.stream-request-body := 1",
                       AT_UPLOADS "fastcgi_request_buffering off;", CHUNKS, CHUNKS, CHUNKS},
    [ADVICE_SIZE] = {LIGHTTPD "server.max-request-size := 0", AT_UPLOADS "client_max_body_size 0;",
                     APACHE "<Location \"@uploads@\">\n    LimitRequestBody 0\n</Location>",
                     APACHE "FcgidMaxRequestLen 1073741824\n"
                            "<Location \"@uploads@\">\n    LimitRequestBody 0\n</Location>\n"
                            ">or, if you do not control Apache, " SETTINGS "chunk_size = 128k",
                     CHUNKS},
    [ADVICE_SLASH] = {L_FASTCGI("@uploads@$", "@to_uploads@"),
                      SERVER "location = @uploads@ { rewrite ^ @uploads@/ last; }", A_UPLOADS,
                      F_SCRIPT("@uploads@"),
                      "pass upload_path without its last slash to upload.fcgi too"},
    [ADVICE_LENGTHLESS] =
        {LIGHTTPD "$REQUEST_HEADER[\"Content-Length\"] == \"\" {\n"
                  "    $HTTP[\"url\"] =~ \"^@uploads@(/|$)\" {\n"
                  "        server.stream-request-body = 0\n"
                  "        server.max-request-size = 1048576\n"
                  "    }\n"
                  "}",
         "switch off proxy_request_buffering, and other modules in front that answer 411",
         "no SetEnv proxy-sendcl, no rule of mod_security that requires "
         "Content-Length",
         "no rule of mod_security that requires Content-Length",
         "allow requests with Transfer-Encoding: chunked"},
    [ADVICE_SENDFILE] =
        {"\"x-sendfile\" => \"enable\" and \"x-sendfile-docroot\" in fastcgi.server, "
         "and setenv.set-environment = ( \"LOADLINE_SENDFILE\" => \"x-sendfile2\" )",
         "in the server block, with location ^~ /loadline-spool/ of "
         "@data@/nginx/loadline.conf:\n"
         "fastcgi_param LOADLINE_SENDFILE x-accel-redirect;\n"
         "fastcgi_param LOADLINE_SENDFILE_PREFIX /loadline-spool;",
         "run as root:\n"
         "apt-get install libapache2-mod-xsendfile\n"
         "a2enmod xsendfile setenvif\n"
         ">" APACHE "<Location \"@uploads@\">\n"
         "    XSendFile On\n"
         "    XSendFilePath \"@spool@\"\n"
         "    SetEnvIf Request_URI \"^\" LOADLINE_SENDFILE=x-sendfile\n"
         "</Location>",
         "apt-get install libapache2-mod-xsendfile, a2enmod xsendfile; or "
         "sendfile_header = none if that is not possible",
         "set the FastCGI parameter LOADLINE_SENDFILE, or sendfile_header, as in "
         "loadline.conf(5)"},
    [ADVICE_READ] =
        {LET_IN, LET_IN, LET_IN, LET_IN,
         "give the web server's user read access to the spool; or sendfile_header = none"},
    [ADVICE_SPOOL] = {LIGHTTPD "$HTTP[\"url\"] =~ \"^@uploads@(/|$)\" {\n"
                               "    fastcgi.server = ( \"\" => (( @to_uploads@, \"check-local\" => "
                               "\"disable\", \"disable-time\" => 0, \"x-sendfile\" => \"enable\", "
                               "\"x-sendfile-docroot\" => ( \"@spool@\" ) )) )\n"
                               "}",
                      AT_SPOOL "alias @spool@/;",
                      APACHE "<Location \"@uploads@\">\n    XSendFilePath \"@spool@\"\n</Location>",
                      APACHE "<Location \"@uploads@\">\n    XSendFilePath \"@spool@\"\n</Location>",
                      "allow the web server to send files from @spool@; or sendfile_header = none"},
    [ADVICE_FIELDS] =
        {"setenv.set-response-header only below $HTTP[\"url\"] !~ "
         "\"^(@uploads@|@progress@|@live@)(/|$)\"",
         "add_header X-Content-Type-Options \"\"; in the location of upload_path, and "
         "those of deploy in /loadline-spool/",
         "Header always setifempty instead of Header set",
         "Header always setifempty instead of Header set",
         "do not change the fields of the programs"},
    [ADVICE_METHODS] = {"allow PATCH, HEAD and DELETE: no url.access-deny below a condition on "
                        "$HTTP[\"request-method\"] for upload_path",
                        "allow PATCH, HEAD and DELETE: no limit_except, no \"if "
                        "($request_method ...)\" in the location of upload_path",
                        "allow PATCH, HEAD and DELETE: no <Limit>, <LimitExcept>, AllowMethods or "
                        "rule of mod_security for upload_path",
                        "allow PATCH, HEAD and DELETE: no <Limit>, <LimitExcept>, AllowMethods or "
                        "rule of mod_security for upload_path",
                        "allow PATCH, HEAD and DELETE for upload_path"},
    [ADVICE_AUTHORIZATION] = {"lighttpd removes no header by itself: look for "
                              "setenv.set-request-header",
                              "fastcgi_param HTTP_AUTHORIZATION $http_authorization; and no "
                              "fastcgi_pass_request_headers off;",
                              APACHE A_ALL "    CGIPassAuth On\n" A_ALL_END,
                              APACHE A_ALL "    CGIPassAuth On\n" A_ALL_END,
                              "pass the field Authorization on to the program"},
    [ADVICE_INTERIM] = {"server.stream-request-body = 1, or interim_responses = no in the settings",
                        NO_INTERIM, NO_INTERIM, NO_INTERIM, NO_INTERIM},
    [ADVICE_WEBSOCKET] = {LIGHTTPD "$HTTP[\"url\"] =~ \"^@live@(/|$)\" {\n"
                                   "    proxy.header := ( \"upgrade\" => \"enable\" )\n"
                                   "}",
                          AT_LIVE "proxy_http_version 1.1;\n"
                                  "proxy_set_header Host $http_host;\n"
                                  "proxy_set_header Upgrade $http_upgrade;\n"
                                  "proxy_set_header Connection $http_connection;",
                          A_LIVE, A_LIVE,
                          "pass requests for an upgrade of live_path on to the relay"},
    [ADVICE_EVENTS] = {LIGHTTPD "server.stream-response-body := 1", AT_LIVE "proxy_buffering off;",
                       A_LIVE, A_LIVE, "switch off the buffering and the compression of answers"},
    [ADVICE_ORIGIN] =
        {LIGHTTPD "$HTTP[\"url\"] =~ \"^@live@(/|$)\" {\n"
                  "    $REQUEST_HEADER[\"X-Forwarded-Proto\"] =~ \"^https *(,|$)\" {\n"
                  "        setenv.set-request-header = ( \"X-Proxy-Forwarded-Proto\" => "
                  "\"https\" )\n"
                  "    }\n"
                  "}" OR_PUBLIC_URL,
         AT_LIVE "proxy_set_header Host $http_host;\n"
                 "proxy_set_header Upgrade $http_upgrade;\n"
                 "proxy_set_header Connection $http_connection;\n"
                 "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n"
                 "proxy_set_header X-Forwarded-Proto $scheme;\n"
                 "proxy_set_header X-Proxy-Forwarded-Proto $http_x_forwarded_proto;" OR_PUBLIC_URL,
         A_HEADERS A_LIVE OR_PUBLIC_URL, A_HEADERS A_LIVE OR_PUBLIC_URL,
         "pass Host on to the relay, and the scheme of the request in "
         "X-Forwarded-Proto"},
    [ADVICE_HOST] = {PUBLIC_URL, PUBLIC_URL, PUBLIC_URL, PUBLIC_URL, PUBLIC_URL},
    [ADVICE_SCHEME] = {SCHEME, SCHEME, SCHEME, SCHEME, SCHEME},
    [ADVICE_LOGIN] = {LIGHTTPD L_ALL "    auth.require = ()\n}",
                      AT_UPLOADS "auth_basic off;\n>" AT_PROGRESS "auth_basic off;\n>" AT_LIVE
                                 "auth_basic off;\n>" AT_SPOOL "auth_basic off;",
                      APACHE A_ALL "    AuthType None\n    Require all granted\n" A_ALL_END,
                      APACHE A_ALL "    AuthType None\n    Require all granted\n" A_ALL_END,
                      "allow requests for the programs without a password, or set auth = server"},
    [ADVICE_FORBIDDEN] = {LIGHTTPD L_ALL "    url.access-deny = ()\n}",
                          AT_UPLOADS "allow all;\n>" AT_PROGRESS "allow all;\n>" AT_LIVE
                                     "allow all;\n>" AT_SPOOL "allow all;",
                          APACHE A_ALL "    Require all granted\n" A_ALL_END,
                          APACHE A_ALL "    Require all granted\n" A_ALL_END,
                          "allow requests for the programs"},
    [ADVICE_MODULES] = {LIGHTTPD "server.modules += ( \"mod_fastcgi\", \"mod_proxy\" )",
                        "see nginx's error log",
                        "run as root, then restart the web server:\n"
                        "a2enmod headers proxy proxy_fcgi proxy_http",
                        "run as root, then restart the web server:\n"
                        "a2enmod fcgid headers proxy proxy_http",
                        "see the web server's error log"},
    [ADVICE_RATE] = {LIGHTTPD L_ALL "    evasive.max-conns-per-ip = 0\n}",
                     "in the block http:\n"
                     "limit_req_zone \"\" zone=loadline_req:32k rate=1r/s;\n"
                     "limit_conn_zone \"\" zone=loadline_conn:32k;\n"
                     ">" AT_UPLOADS "limit_req zone=loadline_req;\nlimit_conn loadline_conn 1;\n"
                     ">" AT_PROGRESS "limit_req zone=loadline_req;\nlimit_conn loadline_conn 1;\n"
                     ">" AT_LIVE
                     "limit_req zone=loadline_req;\nlimit_conn loadline_conn 1;\n>" AT_SPOOL
                     "limit_req zone=loadline_req;\nlimit_conn loadline_conn 1;",
                     "exempt the paths of the programs from mod_evasive, mod_qos and mod_security",
                     "exempt the paths of the programs from mod_evasive, mod_qos and mod_security",
                     "exempt the paths of the programs from limits on the number of requests"},
    [ADVICE_ERRORS] = {LIGHTTPD L_ALL "    server.error-intercept = \"disable\"\n}",
                       AT_UPLOADS "fastcgi_intercept_errors off;\n>" AT_PROGRESS
                                  "fastcgi_intercept_errors off;\n>" AT_LIVE
                                  "proxy_intercept_errors off;",
                       APACHE A_ALL "    ProxyErrorOverride Off\n" A_ALL_END,
                       "no ErrorDocument for the paths of the programs",
                       "pass on the programs' error documents"},
    [ADVICE_IDLE] = {LIGHTTPD "server.max-read-idle := @idle@\nserver.max-write-idle := @idle@",
                     AT_LIVE "proxy_read_timeout @idle@s;\nproxy_send_timeout @idle@s;", A_LIVE,
                     A_LIVE, "make idle timeouts longer than beat_interval"},
    [ADVICE_FAILED] = {"see lighttpd's error log", "see nginx's error log",
                       "see Apache's error log",
                       "see Apache's error log, for instance \"premature end of "
                       "script headers\" if the program did not start",
                       "see the web server's error log"},
};

const char *advice_text(enum advice_server server, enum advice what)
{
    return texts[what][server];
}
