-- SPDX-License-Identifier: MIT
--
-- Removes the hash of an upload whose document is invalid, so that it can be rebuilt from the spool.
--
-- Uses: document.lua
--
-- KEYS  1 the upload's hash  2 active (zset)  3 leases (zset)
-- ARGV  1 the id  2 the document as its reader saw it; a newer document stays
-- Returns 1, or 0 if nothing was removed.

local key, active, leases, id, seen = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2]

if read(key, {'_json'})._json ~= seen then
    return 0
end
remove(key)
redis.call('ZREM', active, id)
redis.call('ZREM', leases, id)
return 1
