-- SPDX-License-Identifier: MIT
--
-- The story of an upload: what happened to it, and when. Needs document.lua.
-- It is the field _story of the hash, one JSON object on each line, the oldest first.

local STORY_MAX = 64 -- entries; beyond, the oldest messages go first
local STORY_BYTES_MAX = 65536 -- a longer text is not ours
local STORY_ENTRY_MAX = 1000 -- bytes of an entry, so that all of them and their ends of lines fit
local STORY_TEXT_MAX = 240 -- bytes of a message, of a name and of a code
local STORY_PACE_MS = 1000 -- messages of a stage within this time are one entry: the newest, with the time of the first
local STORY_LATE_MS = 60000 -- a hash that comes later than this after the upload is not its first one

-- Cuts a text at the end of a character. Anything but a text counts as empty. Control characters become blanks: as JSON
-- they would be six times as long.
local function clip(value)
    local most = type(value) == 'string' and math.min(#value, STORY_TEXT_MAX) or 0
    while most > 0 and most < #value and math.floor(string.byte(value, most + 1) / 64) == 2 do
        most = most - 1
    end
    return most > 0 and (string.gsub(string.sub(value, 1, most), '%c', ' ')) or ''
end

local function decode(json)
    local fine, value = pcall(cjson.decode, json)
    return fine and type(value) == 'table' and value or {}
end

-- Adds an entry. `more` lists names and values as JSON; those that are null are left out, and those that do not fit.
local function note(lines, at, what, more)
    local line = '{"at":' .. digits(at) .. ',"what":"' .. what .. '"'
    for i = 1, #more, 2 do
        local member = ',"' .. more[i] .. '":' .. more[i + 1]
        if more[i + 1] ~= 'null' and #line + #member < STORY_ENTRY_MAX then
            line = line .. member
        end
    end
    lines[#lines + 1] = line .. '}'
end

-- The number of the stage's last attempt, as the story tells it.
local function attempt_of(lines, stage)
    local mark = '"what":"stage_started","stage":' .. stage .. ',"attempt":'
    for i = #lines, 1, -1 do
        local _, last = string.find(lines[i], mark, 1, true)
        if last then
            return tonumber(string.match(lines[i], '^%d+', last + 1)) or 0
        end
    end
    return 0
end

local function note_stage(lines, at, what, stage, more)
    local all = {'stage', stage, 'attempt', digits(math.max(attempt_of(lines, stage), 1))}
    for _, each in ipairs(more) do
        all[#all + 1] = each
    end
    note(lines, at, what, all)
end

local function note_start(lines, at, stage)
    note(lines, at, 'stage_started', {'stage', stage, 'attempt', digits(attempt_of(lines, stage) + 1)})
end

local function note_message(lines, at, stage, message)
    local last = lines[#lines] or ''
    local since = tonumber(string.match(last, '^{"at":(%d+)'))
    if since and at - since < STORY_PACE_MS and
        string.find(last, '"what":"stage_message","stage":' .. stage .. ',', 1, true) then
        lines[#lines] = nil
        at = since
    end
    note_stage(lines, at, 'stage_message', stage, {'message', message})
end

-- Why the stage failed, or has to run again: a JSON text.
local function code_of(name, hash)
    local code, stage = string.match(hash._code or '', '^(%S+) (.+)$')
    if stage == name then
        return text(clip(code))
    end
    local failure = decode(hash.error)
    return text(failure.stage == name and clip(failure.code) or '')
end

-- A stage that has left its attempt, by its new state.
local function note_leaving(lines, now, stage, is, hash)
    local message, code = text(clip(is.message)), code_of(is.name, hash)
    if is.state == 'done' then
        note_stage(lines, now, 'stage_done', stage, {'message', message})
    elseif is.state == 'failed' then
        note_stage(lines, now, 'stage_failed', stage, {'code', code, 'message', message})
    elseif is.state == 'waiting' and code ~= 'null' then
        local again = whole(hash._wake_at) > 0 and hash._wake_at or 'null'
        note_stage(lines, now, 'stage_postponed', stage, {'code', code, 'message', message, 'retry_at', again})
    elseif is.state == 'waiting' then
        note_stage(lines, now, 'stage_stopped', stage, {})
    end
end

-- What is new of one stage. Digits within a message are progress, no news.
local function note_changes(lines, now, old, is, hash)
    local stage = text(clip(is.name))
    if is.state == 'running' then
        if old.state ~= 'running' or old.started_at ~= is.started_at then
            note_start(lines, now, stage)
            old = {}
        end
        local message = clip(is.message)
        if message ~= '' and string.gsub(message, '%d+', '0') ~= string.gsub(clip(old.message), '%d+', '0') then
            note_message(lines, now, stage, text(message))
        end
    elseif is.state ~= old.state and (old.state == 'running' or is.state ~= 'waiting') then
        note_leaving(lines, now, stage, is, hash)
    end
end

local function note_stages(lines, was, hash, now)
    local before = {}
    for _, stage in ipairs(decode(was.stages or '')) do
        before[stage.name] = stage
    end
    for _, stage in ipairs(decode(hash.stages)) do
        note_changes(lines, now, before[stage.name] or {}, stage, hash)
    end
end

-- The states on the way. The first bytes and the last one have an entry each, and no others.
local function note_way(lines, was, hash, now)
    local sending = was.state == nil or was.state == 'created' or was.state == 'uploading'
    if hash.state == 'uploading' then
        note(lines, now, 'uploading', {})
    elseif sending and (hash.state == 'queued' or hash.state == 'processing' or hash.state == 'done') then
        note(lines, now, 'stored', {})
    end
    if hash.state == 'queued' then
        note(lines, now, was.state == 'failed' and 'retried' or 'queued', {})
    end
end

local function note_end(lines, hash, at)
    local failure = hash.state == 'failed' and decode(hash.error) or {}
    note(lines, at, hash.state, {'code', text(clip(failure.code)), 'message', text(clip(failure.message))})
end

local function shorten(lines)
    while #lines > STORY_MAX do
        local at = 2 -- the first entry stays
        while at <= #lines and not string.find(lines[at], '"what":"stage_message"', 1, true) do
            at = at + 1
        end
        table.remove(lines, at <= #lines and at or 2)
    end
end

-- The story after a change from `was` to `hash`, as text. Fails where another program wrote members of other types.
-- ended_at: nil if it has not ended.
local function story_after(key, was, hash, now, ended_at)
    local lines, old = {}, read(key, {'_story'})._story or ''
    for line in string.gmatch(#old <= STORY_BYTES_MAX and old or '', '[^\n]+') do
        lines[#lines + 1] = line
    end
    if was.state == nil then
        local created = math.min(whole(hash.created_at), now)
        note(lines, created, 'created', {})
        if now - created > STORY_LATE_MS then
            if ended_at then
                note_end(lines, hash, math.max(created, ended_at))
            end
            note(lines, now, 'restored', {})
            return table.concat(lines, '\n')
        end
    end
    if was.state ~= hash.state then
        note_way(lines, was, hash, now)
    end
    note_stages(lines, was, hash, now)
    if was.state ~= hash.state and ended_at then
        note_end(lines, hash, now)
    end
    shorten(lines)
    return table.concat(lines, '\n')
end
