# SPDX-License-Identifier: MIT
"""Nothing that is not whole passes for whole."""

# --- Resumable.js and Flow.js ---


# --- chunks of uploaders ---


# --- Content-Range ---
