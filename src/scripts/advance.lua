-- SPDX-License-Identifier: MIT
--
-- One change of one upload: checks it, stores it, encodes it, publishes it, and keeps the indexes and
-- the job stream in step, all or nothing.
--
-- KEYS  1 the upload's hash, also its channel  2 active (zset)  3 leases (zset)  4 jobs (stream)
--       5 the owner's zset, also its channel; absent without an owner
-- ARGV  1 mode: create (nothing happens where the hash exists) or change (where it does not)
--       2 id  3 the server's run id as the caller read it
--       4 writer: the lock token of the sender or ''  5 number of the processing attempt or 0
--       6 states that may lead to the new one, comma-separated
--       7 ms within which changes of mere numbers are not published again
--       8 ms the hash outlives this state, 0 for good: the upload goes on
--       9 ms of lease, 0 where no sender is attached  10 most bytes of a document
--       11 ... field, value: the whole record
-- Returns {word, epoch, rev, held}: OK, MISSING, EXISTS, SUPERSEDED (an older writer or attempt), ORIGIN
-- (this state does not lead there) or TOOBIG; nothing changed unless OK. held 1: stored but not
-- published, a later change has to follow.

local OWNED_MAX = 1000 -- ids kept per owner, the newest
local RATE_TIME_CONSTANT_MS = 2000 -- after it, a new speed makes up 63 % of the rate
local RATE_LEAST_SPAN_MS = 50 -- a shorter time says nothing about a rate
local ETA_MAX_MS = 1e14 -- over 3000 years: as good as unknown
local SANE_MAX = 1e19 -- above every time and size that there is

local key, active, leases, jobs, owned = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local mode, id, run, writer, attempt, origins = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local interval, ttl, lease, bound = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local now = now_ms()

-- Changes of these are news; other members are numbers, and so are the digits within the last two.
local NEWS = {'state', 'transfer', 'name', 'type', 'size', 'error', 'result'}
local NUMBERED = {'message', 'stages'}

local was = read(key, {'epoch', 'rev', 'state', 'transfer', 'name', 'type', 'size', 'error', 'result',
    'message', 'stages', 'received', '_run', '_writer', '_attempt', '_pub_at', '_meter',
    'updated_at'})
local known = is_whole(was.epoch) and is_whole(was.rev) and was.state ~= nil

local function refuse(word)
    return {word, whole(was.epoch), whole(was.rev), 0}
end

if mode == 'create' and known then
    return refuse('EXISTS')
elseif mode ~= 'create' and not known then
    return refuse('MISSING')
end

-- Tokens are hex digits of equal length, which every locale orders alike.
if writer ~= '' and writer < (was._writer or '') or attempt > 0 and attempt < whole(was._attempt) then
    return refuse('SUPERSEDED')
end

local hash = {}
for i = 11, #ARGV, 2 do
    hash[ARGV[i]] = ARGV[i + 1]
end

-- A server that went back in time knows nothing about origins; there the fence alone decides.
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

-- A number that may be computed with, or nil: neither infinite nor none at all, whoever wrote it.
local function sane(value)
    local number = tonumber(value)
    return number and number >= 0 and number < SANE_MAX and number or nil
end

-- The rate in bytes per second, measured here because the bytes of one transfer may come by many processes, a chunk
-- each. It is an exponential moving average over unevenly spaced samples (EMA with next-point interpolation: Zumbach
-- and Mueller, "Operators on inhomogeneous time series", 2001), with the time constant tau:
--
--     average = average * keep + speed since the last sample * (1 - keep),   keep = exp(-time since then / tau)
--
-- It begins at zero with the upload, which draws it down at first. Dividing by 1 - exp(-time since the beginning / tau)
-- takes that out (bias correction: Kingma and Ba, "Adam", 2015, section 3), so that a steady sender shows its true rate
-- from the second sample on. Only times in which bytes came are samples.
--
-- `_meter` keeps: when it began (ms), when the last sample was (ms), how many bytes there were then, the average.
local function sample()
    local tau, received = RATE_TIME_CONSTANT_MS, tonumber(hash.received)
    local from, at, bytes, average = string.match(was._meter or '', '^(%S+) (%S+) (%S+) (%S+)$')
    from, at, bytes, average = sane(from), sane(at), sane(bytes), sane(average)
    if not from and was.state == 'created' and is_whole(was.updated_at) then
        from, at, bytes, average = tonumber(was.updated_at), tonumber(was.updated_at), 0, 0
    end
    if not (from and at and bytes and average) or now < at or now - at > lease or received < bytes then
        from, at, bytes, average = now, now, received, 0
    elseif now > at and received > bytes then
        local speed, keep = (received - bytes) * 1000 / (now - at), math.exp((at - now) / tau)
        average = average * keep + speed * (1 - keep)
        at, bytes = now, received
    end
    hash._meter = string.format('%.0f %.0f %.0f %.17g', from, at, bytes, average)
    if at <= from + RATE_LEAST_SPAN_MS then
        return 0
    end
    return math.floor(average / (1 - math.exp((from - at) / tau)) + 0.5)
end

local function time_left(rate)
    local left = tonumber(hash.size) and tonumber(hash.size) - tonumber(hash.received)
    if not left or left > 0 and rate == 0 then
        return ''
    end
    local eta = left > 0 and math.ceil(left * 1000 / rate) or 0
    return eta <= ETA_MAX_MS and digits(eta) or ''
end

-- A job that comes twice tells its end twice: the second time nothing changes.
if known and not entered and ttl > 0 and lease == 0 and was._run == run and is_same() then
    return {'OK', whole(was.epoch), whole(was.rev), 0}
end

local since = now - whole(was._pub_at)
local due = since >= interval or since < 0 or is_news()
local attached = ttl == 0 and lease > 0

hash.rate, hash.eta_ms = '0', ''
if hash.transfer == 'active' then
    local rate = sample()
    hash.rate, hash.eta_ms = digits(rate), time_left(rate)
end
step(hash, was, run, now)
hash._v = '1'
hash._writer = writer ~= '' and writer or was._writer or ''
hash._attempt = digits(math.max(attempt, whole(was._attempt)))
hash._lease = attached and digits(now + lease) or '0'
hash._pub_at = digits(due and now or whole(was._pub_at))
hash._json = encode(id, hash)
if #hash._json > bound then
    return refuse('TOOBIG')
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
if attached then
    redis.call('ZADD', leases, hash._lease, id)
else
    redis.call('ZREM', leases, id)
end
-- One that runs and was never queued here lost its entry with the server's memory; a job taken twice is harmless.
if entered and (hash.state == 'queued' or hash.state == 'processing' and was.state ~= 'queued') then
    redis.call('XADD', jobs, '*', 'id', id)
end
if owned and not known then
    redis.call('ZADD', owned, hash.created_at, id)
    redis.call('ZREMRANGEBYRANK', owned, 0, -OWNED_MAX - 1)
end
if owned and entered and (ttl > 0 or not known) then
    redis.call('PUBLISH', owned, '{"event":"owner","id":' .. text(id) .. ',"state":' .. text(hash.state) .. '}')
end
if due then
    redis.call('PUBLISH', key, hash._json)
end
return {'OK', tonumber(hash.epoch), tonumber(hash.rev), due and 0 or 1}
