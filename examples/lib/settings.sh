# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What is different in the settings of a site with an application: tokens, delivery, webhooks.

site_access() {
    printf '; The application signs the tokens of its users with this key.\nauth = token\n'
    site_administrators
}

# A receiver that was away for a minute gets its events about a minute later.
site_stages() {
    cat <<END
stages = digest, identify, deliver, notify

[stage deliver]
deliver_to = $data/delivered
deliver_name = {owner}/{id}-{name}

[stage notify]
$(settings_notify_url)
notify_secret_file = $data/webhook.secret
notify_events = created, processed, failed, cancelled, expired
; The application is on this host.
notify_private = yes
retry_after = 1s
; A file whose webhook never arrives has been delivered: the application asks for it later.
required = no
END
}

# Through the web server, like every other request to the application.
settings_notify_url() {
    printf 'notify_url = http://127.0.0.1:%s/webhooks/loadline\n' "$port"
}

# The port may differ from that of the start before.
settings_renew() {
    local text
    text=$(sed "s|^notify_url = .*|$(settings_notify_url)|" "$data/loadline.conf")
    printf '%s\n' "$text" >"$data/loadline.conf"
}

# Signs webhooks, by the Standard Webhooks specification.
settings_make_secret() {
    [ -s "$data/webhook.secret" ] ||
        printf 'whsec_%s\n' "$(head -c 32 /dev/urandom | base64 -w 0)" >"$data/webhook.secret"
}
