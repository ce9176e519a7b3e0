#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Starts Loadline's upload.fcgi, installed in ~/loadline. The script determines HOME
# itself, because web servers rarely set it.
HOME=$(getent passwd "$(id -u)" | cut -d: -f6) && export HOME
exec "$HOME/loadline/libexec/loadline/upload.fcgi"
