# SPDX-License-Identifier: MIT
#
# Other people's uploaders through interruptions; tests/run runs them.

EXTRA_DIST += tests/uploaders/README.md \
	tests/uploaders/conftest.py \
	tests/uploaders/libraries.py \
	tests/uploaders/local.mk \
	tests/uploaders/network.py \
	tests/uploaders/run \
	tests/uploaders/sites.py \
	tests/uploaders/tabs.mjs \
	tests/uploaders/tabs.py \
	tests/uploaders/test_any_order.py \
	tests/uploaders/test_interrupted.py \
	tests/uploaders/test_late_chunk.py \
	tests/uploaders/test_one_upload.py \
	tests/uploaders/test_two_tabs.py
