-- SPDX-License-Identifier: MIT
--
-- Reads the public documents of uploads, and ends overdue leases on the way: a sender that has not
-- renewed its lease is gone, and its transfer is idle.
--
-- Uses: document.lua
--
-- KEYS  1 active (zset)  2 leases (zset)  3 ... the uploads' hashes, also their channels
-- ARGV  1 the server's run id as the caller read it  2 most bytes of a document
--       3 ... the ids, in the order of the hashes
-- Returns the documents in the same order: nil for a missing one, '' for an invalid one, which was
-- removed (a malformed hash, or a document that is too long).

local active, leases, run, bound = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2])
local now = now_ms()

local FIELDS = {'epoch', 'rev', 'kind', 'state', 'transfer', 'name', 'type', 'size', 'received', 'rate',
    'eta_ms', 'percent', 'message', 'stages', 'error', 'result', 'created_at', 'updated_at', 'expires_at', '_run'}

-- Updates the hash after its sender is gone. Fails on an invalid hash.
local function rest(id, hash)
    hash.transfer, hash.rate, hash.eta_ms = 'idle', '0', ''
    step(hash, hash, run, now)
    hash._lease, hash._pub_at, hash._fingerprint = '0', digits(now), ''
    hash._json = encode(id, hash)
end

-- Returns the document after that, or nil if that failed.
local function lapse(key, id, json)
    local hash = read(key, FIELDS)
    redis.call('ZREM', leases, id)
    if hash.transfer ~= 'active' then
        redis.call('HSET', key, '_lease', '0')
        return json
    end
    if not pcall(rest, id, hash) then
        return nil
    end
    write(key, hash)
    redis.call('ZADD', active, digits(now), id)
    redis.call('PUBLISH', key, hash._json)
    return hash._json
end

-- One damaged hash must not keep the others from being read.
local function document(key, id)
    local hash = read(key, {'_json', '_lease'})
    local json, lease = hash._json, whole(hash._lease)
    if json and (json == '' or #json > bound) then
        json = nil
    elseif json and lease > 0 and lease <= now then
        json = lapse(key, id, json)
    elseif lease == 0 then
        redis.pcall('ZREM', leases, id) -- reading continues if the server refuses writes
    end
    if json then
        return json
    end
    if hash._json then
        remove(key)
    end
    redis.call('ZREM', active, id)
    redis.call('ZREM', leases, id)
    return hash._json and ''
end

local documents = {}
for i = 3, #KEYS do
    documents[i - 2] = document(KEYS[i], ARGV[i]) or false
end
return documents
