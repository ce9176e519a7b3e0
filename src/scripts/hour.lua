-- SPDX-License-Identifier: MIT
--
-- Adds to the last hour of a site: one sample for each minute, that of the program which comes first.
--
-- Uses: document.lua
--
-- KEYS  1 hour (zset: samples by the minute since 1970)
-- ARGV  1 most samples to keep, the newest  2 ms until all are forgotten if no other follows
--       3 the values of a sample; absent: the caller asks whether one is missing
-- Returns the ms until the next sample is due; 0: one is missing now, and the caller gave none.

local MINUTE = 60000

local hour, most, ttl, values = KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3]
local now = now_ms()
local minute = math.floor(now / MINUTE)

local newest = redis.pcall('ZRANGE', hour, '-1', '-1', 'WITHSCORES')
if newest.err and not string.find(newest.err, 'WRONGTYPE', 1, true) then
    return newest
end
local last = tonumber(newest[2] or 0)
-- The server's clock went back, or another program wrote the key. A failover may cost a few seconds.
if newest.err or last > minute + 1 then
    remove(hour)
    last = 0
end

if last < minute then
    if not values then
        return 0
    end
    redis.call('ZADD', hour, digits(minute), digits(now) .. ' ' .. values)
    redis.call('ZREMRANGEBYRANK', hour, 0, -most - 1)
    redis.call('PEXPIRE', hour, ttl)
end
return (math.max(last, minute) + 1) * MINUTE - now
