-- SPDX-License-Identifier: MIT
--
-- More bytes of an upload have arrived, and nothing else of it has changed: the short way of advance.lua,
-- which writes only the numbers that moved.
--
-- Uses: document.lua rate.lua
--
-- KEYS  1 the upload's hash, also its channel  2 active (zset)  3 leases (zset)
-- ARGV  1 id  2 the fingerprint of all that the long way would send but the counts: a hash with the same one has
--       the same sender and run id, sends bytes, and has the same other members
--       3 least ms between events  4 ms of lease  5 most bytes of a document  6 received  7 percent
--       8 size, '' if it is not known
-- Returns {word, epoch, rev, held} as advance.lua does: COUNTED, or LONG, which means that nothing changed and
-- that the caller has to take the long way.

local TOUCH_MS = 1000 -- between two changes of the indexes

local key, active, leases = KEYS[1], KEYS[2], KEYS[3]
local id, fingerprint, interval, lease, bound = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local received, percent, size = ARGV[6], ARGV[7], ARGV[8]

local function take_long_way()
    return {'LONG', 0, 0, 0}
end

-- Not by read(): a table with names would take a tenth of the time of all this.
local found = redis.pcall('HMGET', key, '_fingerprint', 'epoch', 'rev', '_json', '_meter', '_lease', '_pub_at')
local epoch, rev, json, lease_end, published = found[2], found[3], found[4], found[6], found[7]
if found.err or found[1] ~= fingerprint or not (json and is_whole(epoch) and is_whole(rev)) then
    return take_long_way()
end

local now = now_ms()
local moment = digits(now)
local hash = {
    epoch = epoch, rev = digits(rev + 1), size = size, received = received, percent = percent, updated_at = moment}
local rate = rate_sample(hash, {_meter = found[5]}, now, lease)
hash.rate, hash.eta_ms = digits(rate), rate_time_left(hash, rate)
json = renumber(json, id, rev, hash)
if not json or #json > bound then
    return take_long_way()
end

local since, grows = now - whole(published), now + lease - whole(lease_end)
local due = since >= interval or since < 0
if due then -- first: without the right to the channel nothing changes
    redis.call('PUBLISH', key, json)
end
if grows >= TOUCH_MS or grows < 0 then
    lease_end = digits(now + lease)
    redis.call('HSET', key, '_lease', lease_end)
    redis.call('ZADD', active, moment, id)
    redis.call('ZADD', leases, lease_end, id)
end
redis.call('HSET', key, 'rev', hash.rev, 'received', received, 'percent', percent, 'rate', hash.rate,
    'eta_ms', hash.eta_ms, 'updated_at', moment, '_meter', hash._meter,
    '_pub_at', due and moment or published or '0', '_json', json)
return {'COUNTED', tonumber(epoch), tonumber(hash.rev), due and 0 or 1}
