-- SPDX-License-Identifier: MIT
--
-- Puts uploads whose processing waited back into the job stream: those whose time has come, or one at once.
--
-- KEYS  1 parked (zset: when to wake)  2 jobs (stream)
-- ARGV  1 now, wall ms  2 most of them  3 the id of the one that is woken whatever its time, or ''
-- Returns how many.

local parked, jobs, now, most, id = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]

local due = id ~= '' and {id} or redis.call('ZRANGEBYSCORE', parked, '-inf', now, 'LIMIT', '0', most)
for _, each in ipairs(due) do
    redis.call('XADD', jobs, '*', 'id', each)
    redis.call('ZREM', parked, each)
end
return #due
