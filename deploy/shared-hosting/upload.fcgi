#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Starts Loadline's upload.fcgi, installed in ~/loadline. Home is asked for, because
# web servers rarely say it.
HOME=$(getent passwd "$(id -u)" | cut -d: -f6) && export HOME
exec "$HOME/loadline/libexec/loadline/upload.fcgi"
