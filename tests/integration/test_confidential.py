# SPDX-License-Identifier: MIT
"""What is kept from whom: keys, the spool's modes, ids, origins."""

# --- keys ---


# --- modes ---


# --- headers of answers ---


# --- origins and ids ---


# --- what goes outward ---


# --- gates ---
