-- SPDX-License-Identifier: MIT
--
-- Returns delayed jobs to the job stream: those whose wake time has passed, or one at once.
--
-- KEYS  1 parked (zset: wake times)  2 jobs (stream)
-- ARGV  1 now, wall ms  2 most jobs to wake  3 the id of one job to wake at any time, or ''
-- Returns the number of jobs.

local parked, jobs, now, most, id = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]

local due = id ~= '' and {id} or redis.call('ZRANGEBYSCORE', parked, '-inf', now, 'LIMIT', '0', most)
for _, each in ipairs(due) do
    redis.call('XADD', jobs, '*', 'id', each)
    redis.call('ZREM', parked, each)
end
return #due
