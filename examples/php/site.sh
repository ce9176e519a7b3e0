# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What is different from the other applications: Apache takes the place of lighttpd. It starts
# upload.fcgi, progress.fcgi and PHP by itself.

# shellcheck disable=SC2034 # used by examples/lib and by quickstart
{
    APPLICATION_PACKAGES=(apache2-bin libapache2-mod-fcgid libapache2-mod-xsendfile php-cgi php-sqlite3)
    COMPONENTS=(redis relay worker apache)
    FRONT_END=apache
}

site_front_end() {
    printf '; mod_fcgid buffers a whole request: progress advances one chunk at a time.\nchunk_size = 1m\n'
}

spawn_apache() {
    local variables redis_url
    application_variables
    redis_url=$(site_redis_url_as upload "$(site_redis_url_in_use)")
    process_spawn apache env "${variables[@]}" EXAMPLE_PORT="$port" \
        EXAMPLE_PROGRAMS="$build/fcgi" EXAMPLE_SETTINGS="$data/loadline.conf" \
        EXAMPLE_REDIS_URL="$redis_url" EXAMPLE_SOCKETS="$sockets" EXAMPLE_SPOOL="$(site_spool)" \
        EXAMPLE_WEB="$here/web/dist" EXAMPLE_APACHE="$here/deploy/apache-fcgid/loadline.conf" \
        "$application/start"
}

ready_apache() {
    port_is_busy "$port"
}
