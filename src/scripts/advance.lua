-- SPDX-License-Identifier: MIT
--
-- One change of one upload: checks it, stores it, encodes it, publishes it, and updates the indexes and
-- the job stream, all or nothing.
--
-- Uses: document.lua rate.lua story.lua
--
-- KEYS  1 the upload's hash, also its channel  2 active (zset)  3 leases (zset)
--       4 the job stream of the upload's spool  5 ended (zset)  6 failed (zset)
--       7 the owner's zset, also its channel; absent without an owner
-- ARGV  1 mode: create (does nothing if the hash exists) or change (creates it if it is missing)
--       2 id  3 the server's run id as the caller read it
--       4 writer: the lock token of the sender or ''  5 number of the processing attempt or 0
--       6 states that may lead to the new one, comma-separated
--       7 least ms between events that change only numbers
--       8 time to live of the hash in this state, ms; 0 unlimited: the upload has not ended
--       9 ms of lease, 0 if no sender is attached  10 most bytes of a document
--       11 1 if it is listed once it has ended
--       12 ... field, value: the whole record; its updated_at is that of the disk. Two are for the story only and are
--          not kept: _code, the error of a stage's last run and the stage (`timeout scan`), and _wake_at, when it runs
--          again, ms
-- Returns {word, epoch, rev, held}: OK, EXISTS, SUPERSEDED (an older writer or attempt), ORIGIN
-- (the old state does not lead to the new one) or TOOBIG; nothing changed unless OK. held 1: stored but
-- not published, a later change has to follow.

local OWNED_MAX = 1000 -- ids kept per owner, the newest
local ENDED_MAX = 1000 -- ids kept of each kind of ended uploads, the newest: what a person looks through

local key, active, leases, jobs, owned = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[7]
local ended, failed = KEYS[5], KEYS[6]
local mode, id, run, writer, attempt, origins = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local interval, ttl, lease, bound = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local now = now_ms()

-- Changes of these members are news. Other members are numbers, and so are the digits within the
-- last two.
local NEWS = {'state', 'transfer', 'name', 'type', 'size', 'error', 'result'}
local NUMBERED = {'message', 'stages'}

local was = read(key, {'epoch', 'rev', 'state', 'transfer', 'name', 'type', 'size', 'error', 'result',
    'message', 'stages', 'received', '_run', '_writer', '_attempt', '_pub_at', '_meter',
    '_spool', 'updated_at'})
local known = is_whole(was.epoch) and is_whole(was.rev) and was.state ~= nil

local function refuse(word)
    return {word, whole(was.epoch), whole(was.rev), 0}
end

if mode == 'create' and known then
    return refuse('EXISTS')
end

-- Tokens are hex digits of equal length, which every locale orders alike.
if writer ~= '' and writer < (was._writer or '') or attempt > 0 and attempt < whole(was._attempt) then
    return refuse('SUPERSEDED')
end

local hash = {}
for i = 12, #ARGV, 2 do
    hash[ARGV[i]] = ARGV[i + 1]
end

-- A server that went back in time knows no reliable origin; then only the fence decides.
local entered = was.state ~= hash.state
if entered and known and was._run == run and
    not string.find(',' .. origins .. ',', ',' .. was.state .. ',', 1, true) then
    return refuse('ORIGIN')
end

local function shape(value)
    return (string.gsub(value or '', '%d+', '0'))
end

local function is_news()
    for _, name in ipairs(NEWS) do
        if was[name] ~= hash[name] then
            return true
        end
    end
    for _, name in ipairs(NUMBERED) do
        if was[name] ~= hash[name] and shape(was[name]) ~= shape(hash[name]) then
            return true
        end
    end
    return false
end

local function is_same()
    for _, names in ipairs({NEWS, NUMBERED}) do
        for _, name in ipairs(names) do
            if was[name] ~= hash[name] then
                return false
            end
        end
    end
    return was.received == hash.received
end

-- A job that is delivered twice reports its end twice; the second time nothing changes.
if known and not entered and ttl > 0 and lease == 0 and was._run == run and is_same() then
    return {'OK', whole(was.epoch), whole(was.rev), 0}
end

local since = now - whole(was._pub_at)
local due = since >= interval or since < 0 or is_news()
local attached = ttl == 0 and lease > 0

-- One that Redis does not know has ended when the disk says so, if that is not just now.
local is_told_late = not known and now - whole(hash.updated_at) > STORY_LATE_MS
local ended_at = is_told_late and whole(hash.updated_at) or now

hash.rate, hash.eta_ms = '0', ''
if hash.transfer == 'active' then
    local rate = rate_sample(hash, was, now, lease)
    hash.rate, hash.eta_ms = digits(rate), rate_time_left(hash, rate)
end
step(hash, was, run, now)
hash._v = '1'
hash._fingerprint = hash._fingerprint or '' -- only our own programs have the short way
hash._spool = (hash._spool or '') ~= '' and hash._spool or was._spool or ''
hash._writer = writer ~= '' and writer or was._writer or ''
hash._attempt = digits(math.max(attempt, whole(was._attempt)))
hash._lease = attached and digits(now + lease) or '0'
hash._pub_at = digits(due and now or whole(was._pub_at))
hash._json = encode(id, hash)
if #hash._json > bound then
    return refuse('TOOBIG')
end

-- A change of numbers alone is no part of the story, so a sender's chunks cost nothing.
if entered or was._attempt ~= hash._attempt or
    was.stages ~= hash.stages and shape(was.stages) ~= shape(hash.stages) then
    local told, story = pcall(story_after, key, was, hash, now, ttl > 0 and ended_at or nil)
    hash._story = told and story or nil
end
hash._code, hash._wake_at = nil, nil
-- First what may be refused: without the right to a channel nothing changes.
if owned and entered and (ttl > 0 or not known) then
    redis.call('PUBLISH', owned, '{"event":"owner","id":' .. text(id) .. ',"state":' .. text(hash.state) .. '}')
end
if due then
    redis.call('PUBLISH', key, hash._json)
end
write(key, hash)
if ttl > 0 then
    redis.call('ZREM', active, id)
    redis.call('PEXPIRE', key, ttl)
else
    redis.call('ZADD', active, digits(now), id)
    if entered then
        redis.call('PERSIST', key)
    end
end
if entered then
    redis.call('ZREM', ended, id)
    redis.call('ZREM', failed, id)
    if ttl > 0 and ARGV[11] == '1' then
        local list = hash.state == 'failed' and failed or ended
        redis.call('ZADD', list, digits(ended_at), id)
        redis.call('ZREMRANGEBYRANK', list, 0, -ENDED_MAX - 1)
    end
end
if attached then
    redis.call('ZADD', leases, hash._lease, id)
else
    redis.call('ZREM', leases, id)
end
-- A running upload that was never queued here lost its entry with the server's memory. A job taken
-- twice is harmless.
if entered and (hash.state == 'queued' or hash.state == 'processing' and was.state ~= 'queued') then
    redis.call('XADD', jobs, '*', 'id', id)
end
if owned and not known then
    redis.call('ZADD', owned, hash.created_at, id)
    redis.call('ZREMRANGEBYRANK', owned, 0, -OWNED_MAX - 1)
end
return {'OK', tonumber(hash.epoch), tonumber(hash.rev), due and 0 or 1}
