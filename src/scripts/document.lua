-- SPDX-License-Identifier: MIT
--
-- Functions shared by all scripts that change an upload's hash; the build puts them in front of each
-- script that uses them. The hash holds each public member of the event document under its own name: numbers as
-- digits; stages, error and result as JSON text; '' for an unknown text or number.

-- At most so long are the members updated_at and expires_at with the end of the document, and with created_at before
-- them they are longer: the mark of updated_at is found there and no other.
local ENDING_MAX = 64

local function now_ms()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Whole numbers stay exact: tostring() would print 1.7e+12. The short way is for what every long integer of C holds.
local function digits(number)
    return string.format(number < 2147483648 and '%d' or '%.0f', number)
end

-- Whether the text is a number as digits() writes it, below 2^53, so that calculations with it stay
-- exact.
local function is_whole(value)
    return value and string.find(value, '^%d+$') ~= nil and tonumber(value) < 9007199254740992
end

-- The number in a field; a malformed one, which another program wrote, counts as absent.
local function whole(value)
    return is_whole(value) and tonumber(value) or 0
end

-- Removes a key of any type, by a command that all our users of Redis are allowed to run.
local function remove(key)
    redis.call('PEXPIRE', key, 0)
end

-- The named fields of the hash, without absent ones. A key of another type is removed: it does not
-- belong there, and every change of this upload would fail.
local function read(key, names)
    local values = redis.pcall('HMGET', key, unpack(names))
    if values.err then
        if not string.find(values.err, 'WRONGTYPE', 1, true) then
            error(values.err)
        end
        remove(key)
        return {}
    end
    local hash = {}
    for i, name in ipairs(names) do
        hash[name] = values[i] or nil
    end
    return hash
end

local function write(key, hash)
    local flat = {}
    for name, value in pairs(hash) do
        flat[#flat + 1] = name
        flat[#flat + 1] = value
    end
    redis.call('HSET', key, unpack(flat))
end

-- Gives `to` the version after `from`. Under another run of the server the numbers may have gone
-- back in time with an old dump, so a new epoch begins.
local function step(to, from, run, now)
    if from._run == run and is_whole(from.epoch) and is_whole(from.rev) then
        to.epoch, to.rev = from.epoch, digits(from.rev + 1)
    else
        to.epoch, to.rev = digits(math.max(whole(from.epoch) + 1, now)), '1'
    end
    to._run = run
    to.updated_at = digits(now)
end

-- Encodes a string. cjson recurses only for tables, and gets none.
local function text(value)
    return value == '' and 'null' or cjson.encode(value)
end

-- Encodes digits unchanged: cjson would round at 14 places.
local function number(value)
    if value == '' then
        return 'null'
    end
    if not string.find(value, '^%d+$') then
        error('not a whole number: ' .. value)
    end
    return value
end

-- What encode() makes of the hash after a change of numbers alone, from `json`, which it made of the hash before, with
-- the number `rev`. No name, type or message can hold these marks: within a JSON string a quote has a backslash before
-- it. Stages and results follow the first mark of a message and precede the end. nil if `json` is no such document, or
-- one of an upload that does not send bytes.
local function renumber(json, id, rev, hash)
    local head = '{"event":"progress","id":"' .. id .. '","epoch":' .. hash.epoch .. ',"rev":'
    local kind = #head + #rev + 1
    local state = string.find(json, ',"state":"uploading","transfer":"active","name":', kind, true)
    local received = state and string.find(json, ',"received":', state, true)
    local message = received and string.find(json, ',"message":', received, true)
    local updated = message and string.find(json, ',"updated_at":', -ENDING_MAX, true)
    local expires = updated and string.find(json, ',"expires_at":', updated, true)
    if not expires or string.sub(json, 1, kind) ~= head .. rev .. ',' then
        return nil
    end
    return head .. hash.rev .. string.sub(json, kind, received - 1) ..
        ',"received":' .. number(hash.received) ..
        ',"rate":' .. number(hash.rate) ..
        ',"eta_ms":' .. number(hash.eta_ms) ..
        ',"percent":' .. number(hash.percent) ..
        string.sub(json, message, updated - 1) ..
        ',"updated_at":' .. number(hash.updated_at) .. string.sub(json, expires)
end

-- The one encoder of the event document.
local function encode(id, hash)
    return table.concat({
        '{"event":"progress","id":', text(id),
        ',"epoch":', number(hash.epoch),
        ',"rev":', number(hash.rev),
        ',"kind":', text(hash.kind),
        ',"state":', text(hash.state),
        ',"transfer":', text(hash.transfer),
        ',"name":', text(hash.name),
        ',"type":', text(hash.type),
        ',"size":', number(hash.size),
        ',"received":', number(hash.received),
        ',"rate":', number(hash.rate),
        ',"eta_ms":', number(hash.eta_ms),
        ',"percent":', number(hash.percent),
        ',"message":', text(hash.message),
        ',"stages":', hash.stages,
        ',"error":', hash.error,
        ',"result":', hash.result,
        ',"created_at":', number(hash.created_at),
        ',"updated_at":', number(hash.updated_at),
        ',"expires_at":', number(hash.expires_at),
        '}',
    })
end
