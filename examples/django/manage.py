#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
execute_from_command_line(sys.argv)
