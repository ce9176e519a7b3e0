# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What examples/run installs for this application.

# shellcheck disable=SC2034 # used by examples/run
APPLICATION_PACKAGES=(python3-flask python3-jwt python3-waitress)
