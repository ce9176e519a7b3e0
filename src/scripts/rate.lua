-- SPDX-License-Identifier: MIT
--
-- The rate of an upload and its time left. Needs document.lua.

local RATE_TIME_CONSTANT_MS = 2000 -- after it a new speed makes up 63 % of the rate
local RATE_LEAST_SPAN_MS = 50 -- a shorter time gives no useful rate
local ETA_MAX_MS = 1e14 -- over 3000 years, which counts as unknown
local SANE_MAX = 1e19 -- above every possible time and size

-- A number that is safe to calculate with, or nil: finite, and not negative.
local function sane(value)
    local number = tonumber(value)
    return number and number >= 0 and number < SANE_MAX and number or nil
end

-- The rate in bytes per second, measured here because several processes may receive the bytes of one transfer, a chunk
-- each. It is an exponential moving average over unevenly spaced samples (EMA with next-point interpolation: Zumbach
-- and Mueller, "Operators on inhomogeneous time series", 2001), with the time constant tau:
--
--     average = average * keep + speed since the last sample * (1 - keep),   keep = exp(-time since then / tau)
--
-- The average begins at zero with the upload, so at first it is too low. Dividing by 1 - exp(-time since the beginning
-- / tau) corrects that (bias correction: Kingma and Ba, "Adam", 2015, section 3), so that a steady sender shows its
-- true rate from the second sample on. Only intervals in which bytes arrived are samples.
--
-- `was` is the hash before the change, `hash` the new one. After a pause of more than `longest` ms the average begins
-- again. `_meter` keeps: the time of the beginning (ms), the time of the last sample (ms), the bytes received then, and
-- the average.
local function rate_sample(hash, was, now, longest)
    local tau, received = RATE_TIME_CONSTANT_MS, tonumber(hash.received)
    local from, at, bytes, average = string.match(was._meter or '', '^(%S+) (%S+) (%S+) (%S+)$')
    from, at, bytes, average = sane(from), sane(at), sane(bytes), sane(average)
    if not from and was.state == 'created' and is_whole(was.updated_at) then
        from, at, bytes, average = tonumber(was.updated_at), tonumber(was.updated_at), 0, 0
    end
    if not (from and at and bytes and average) or now < at or now - at > longest or received < bytes then
        from, at, bytes, average = now, now, received, 0
    elseif now > at and received > bytes then
        local speed, keep = (received - bytes) * 1000 / (now - at), math.exp((at - now) / tau)
        -- Thousandths of a byte: 15 digits give this number again.
        average = math.floor((average * keep + speed * (1 - keep)) * 1000 + 0.5) / 1000
        at, bytes = now, received
    end
    hash._meter = string.format('%.0f %.0f %.0f %.15g', from, at, bytes, average)
    if at <= from + RATE_LEAST_SPAN_MS then
        return 0
    end
    return math.floor(average / (1 - math.exp((from - at) / tau)) + 0.5)
end

-- Returns the time left in ms as text, '' if it is unknown.
local function rate_time_left(hash, rate)
    local left = tonumber(hash.size) and tonumber(hash.size) - tonumber(hash.received)
    if not left or left > 0 and rate == 0 then
        return ''
    end
    local eta = left > 0 and math.ceil(left * 1000 / rate) or 0
    return eta <= ETA_MAX_MS and digits(eta) or ''
end
