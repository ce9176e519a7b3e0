# SPDX-License-Identifier: MIT
"""A few clients must not take the site from all others."""

# --- threads and places ---


# --- downloads ---


# --- forms ---


# --- creations ---


# --- names of clients ---
