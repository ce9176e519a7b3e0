# SPDX-License-Identifier: MIT
"""One request must not end a program."""

# --- tokens (depth, crit, real issuers, null limits) ---


# --- documents in Redis ---


# --- signals ---


# --- units ---
