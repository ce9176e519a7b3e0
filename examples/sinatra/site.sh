# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What examples/run installs for this application.

# shellcheck disable=SC2034 # used by examples/run
APPLICATION_PACKAGES=(ruby-sinatra ruby-rack-protection ruby-erubi ruby-sqlite3 puma)
