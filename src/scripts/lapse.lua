-- SPDX-License-Identifier: MIT
--
-- Reads the public documents of uploads and corrects, on the way, what became untrue with time alone:
-- a sender that has not renewed its lease is gone, and its transfer idle.
--
-- KEYS  1 active (zset)  2 leases (zset)  3 ... the uploads' hashes, also their channels
-- ARGV  1 the server's run id as the caller read it  2 ... the ids, in the order of the hashes
-- Returns their documents in the same order, nil for one that is not there.

local active, leases, run = KEYS[1], KEYS[2], ARGV[1]
local now = now_ms()

local FIELDS = {'epoch', 'rev', 'kind', 'state', 'transfer', 'name', 'type', 'size', 'received', 'rate',
    'eta_ms', 'percent', 'message', 'stages', 'error', 'result', 'created_at', 'updated_at', 'expires_at', '_run'}

local function lapse(key, id)
    local hash = read(key, FIELDS)
    redis.call('ZREM', leases, id)
    if hash.transfer ~= 'active' then
        redis.call('HSET', key, '_lease', '0')
        return nil
    end
    hash.transfer, hash.rate, hash.eta_ms = 'idle', '0', ''
    step(hash, hash, run, now)
    hash._lease, hash._pub_at = '0', digits(now)
    hash._json = encode(id, hash)
    write(key, hash)
    redis.call('ZADD', active, digits(now), id)
    redis.call('PUBLISH', key, hash._json)
    return hash._json
end

local documents = {}
for i = 3, #KEYS do
    local key, id = KEYS[i], ARGV[i - 1]
    local hash = read(key, {'_json', '_lease'})
    local lease = tonumber(hash._lease or 0)
    if not hash._json then
        redis.call('ZREM', active, id)
        redis.call('ZREM', leases, id)
    elseif lease > 0 and lease <= now then
        hash._json = lapse(key, id) or hash._json
    elseif lease == 0 then
        redis.call('ZREM', leases, id)
    end
    documents[i - 2] = hash._json or false
end
return documents
