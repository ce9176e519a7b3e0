# SPDX-License-Identifier: MIT
#
# Unit tests of the way to Redis; included by tests/unit/local.mk.

tls_server = tests/unit/support/tls_server.c tests/unit/support/tls_server.h
scripted_redis = tests/unit/support/scripted_redis.c tests/unit/support/scripted_redis.h

unit_tests += \
	tests/unit/src/config/test_config_redis \
	tests/unit/src/redis/test_redis \
	tests/unit/src/redis/test_redis_connect \
	tests/unit/src/redis/test_redis_demoted \
	tests/unit/src/redis/test_redis_discovery \
	tests/unit/src/redis/test_redis_published \
	tests/unit/src/redis/test_redis_retry \
	tests/unit/src/redis/test_redis_shards \
	tests/unit/src/redis/test_redis_target \
	tests/unit/src/redis/test_redis_tls \
	tests/unit/src/redis/test_redis_transaction \
	tests/unit/src/redis/test_redis_wire
tests_unit_src_redis_test_redis_SOURCES = tests/unit/src/redis/test_redis.c $(redis_server)
tests_unit_src_redis_test_redis_connect_SOURCES = tests/unit/src/redis/test_redis_connect.c $(scripted_redis)
tests_unit_src_redis_test_redis_demoted_SOURCES = tests/unit/src/redis/test_redis_demoted.c $(redis_server)
tests_unit_src_redis_test_redis_retry_SOURCES = tests/unit/src/redis/test_redis_retry.c $(redis_server)
tests_unit_src_redis_test_redis_tls_SOURCES = tests/unit/src/redis/test_redis_tls.c $(tls_server)
tests_unit_src_redis_test_redis_transaction_SOURCES = tests/unit/src/redis/test_redis_transaction.c $(redis_server)
