# SPDX-License-Identifier: MIT
"""What clients send today gets in."""

# --- bodies without a length ---


# --- CORS ---


# --- raw bodies ---


# --- answers ---


# --- checksums and lengths ---


# --- the worker puts back ---
