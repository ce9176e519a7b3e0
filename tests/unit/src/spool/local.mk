# SPDX-License-Identifier: MIT
#
# Unit tests of spools that several hosts share.

stale_host = tests/unit/support/stale_host.c tests/unit/support/stale_host.h
unit_tests += tests/unit/src/spool/test_bell tests/unit/src/spool/test_lock_ranges tests/unit/src/spool/test_shared_file \
	tests/unit/src/spool/test_spool_file \
	tests/unit/src/spool/test_store_shared tests/unit/src/spool/test_turn
tests_unit_src_spool_test_lock_ranges_SOURCES = tests/unit/src/spool/test_lock_ranges.c $(lock_host)
tests_unit_src_spool_test_shared_file_SOURCES = tests/unit/src/spool/test_shared_file.c $(stale_host)
tests_unit_src_spool_test_spool_file_SOURCES = tests/unit/src/spool/test_spool_file.c $(spool)
tests_unit_src_spool_test_store_shared_SOURCES = tests/unit/src/spool/test_store_shared.c $(spool) $(stale_host)
