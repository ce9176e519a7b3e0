# SPDX-License-Identifier: MIT
"""What is kept from whom: keys, the spool's modes, ids, origins."""

# --- keys ---


# --- modes ---


# --- headers of answers ---
# Behind every front end: test_fronts_alike.py, "the programs' own fields".


# --- origins and ids ---


# --- what goes outward ---


# --- gates ---
