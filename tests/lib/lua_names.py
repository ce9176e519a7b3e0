# SPDX-License-Identifier: MIT
"""The Lua scripts and the tables in C (protocol_tables.py) use the same words.

    >>> import protocol_tables
    >>> tables = protocol_tables.Tables(
    ...     {'created': False, 'done': True}, ['running'], ['idle', 'active'], ['upload'], {}, {},
    ...     ['progress'], [protocol_tables.Member('state', 'WORD', 'is_state', False),
    ...                    protocol_tables.Member('rate', 'NUMBER', 'NULL', True)], [], [])
    >>> def judge(text):
    ...     for path, line, violation in words(SHARED, text, tables):
    ...         print(f'{line}: {violation}')
    >>> judge("if was.state == 'done' then hash.rate, hash._at = '0', '' end -- 'finished'")
    >>> judge("if was.state == 'finished' then return end")
    1: no table in C has the word finished
    >>> judge("if was.state == 'active' then return end")
    1: active is no value of state
    >>> judge("hash.rate, hash.state = '0', 'idle'")
    1: idle is no value of state
    >>> judge("hash.speed = 1")
    1: the document has no member speed
    >>> judge('send(\\'{"event":1}\\')')
    1: the document has no member event

The story has words of its own, and compares the states of stages:

    >>> list(words(STORY, "if is.state == 'running' then note(lines, at, 'stage_started', {}) end", tables))
    []
    >>> list(words(STORY, "note(lines, at, 'stage_begun', {})", tables))
    [('src/scripts/story.lua', 1, 'no table in C has the word stage_begun')]

The encoder writes each member, in the order of the table, by the function for its rule:

    >>> source = '''local function encode(id, hash)
    ...     return table.concat({
    ...         '{"state":', text(hash.state),
    ...         ',"rate":', number(hash.rate),
    ...     })
    ... end
    ... '''
    >>> list(encoder(SHARED, source, tables))
    []
    >>> list(encoder(SHARED, source.replace('number(hash.rate)', 'hash.rate'), tables))
    [('src/scripts/document.lua', 1, 'encode() writes rate:raw:rate, the table has rate:number:rate')]
    >>> list(encoder(SHARED, source.replace('"rate"', '"speed"'), tables))
    [('src/scripts/document.lua', 1, 'encode() writes speed:number:rate, the table has rate:number:rate')]
"""

import itertools
import re

FOLDER = "src/scripts/"
SHARED = FOLDER + "document.lua"
# Words of the scripts themselves: a mode of advance.lua, and JSON's.
OTHER_WORDS = {"create", "null"}
# The members and words of an entry of the story (doc/protocol.md), and types of Lua.
STORY = FOLDER + "story.lua"
STORY_MEMBERS = {"at", "what", "stage", "attempt", "code", "message", "retry_at"}
STORY_WORDS = STORY_MEMBERS | {
    "stored", "retried", "restored", "stage_started", "stage_message", "stage_done", "stage_failed",
    "stage_postponed", "stage_stopped", "string", "table"}
HASHES = "was|hash|from|to"
FIXED = {"event", "id", "kind"}  # of one upload: no change changes them
FORMS = {"NUMBER": "number", "WORD": "text", "TEXT": "text"}
STRING_OR_COMMENT = re.compile(r"'(?:\\.|[^'\\\n])*'|--[^\n]*")


def violations(texts, tables):
    """Yields (path, line, text) for the scripts {path: text}."""
    for path, text in sorted(texts.items()):
        yield from words(path, text, tables)
    yield from encoder(SHARED, texts[SHARED], tables)
    yield from lapsing(FOLDER + "lapse.lua", texts[FOLDER + "lapse.lua"], tables)
    yield from news(FOLDER + "advance.lua", texts[FOLDER + "advance.lua"], tables)


def words(path, text, tables):
    """Words and members that no table has, and values of another member."""
    code = STRING_OR_COMMENT.sub(lambda m: "" if m.group()[0] == "-" else m.group(), text)
    members = {member.name for member in tables.document}
    values = {"state": set(tables.states), "transfer": set(tables.transfers)}
    known = members | OTHER_WORDS | values["state"] | values["transfer"]
    if path == STORY:
        members |= STORY_MEMBERS
        values["state"] |= set(tables.stage_states)
        known |= STORY_WORDS | values["state"]

    def at(match):
        return path, code.count("\n", 0, match.start()) + 1

    for match in re.finditer(r"'([a-z][a-z_]*)'", code):
        if match.group(1) not in known:
            yield *at(match), f"no table in C has the word {match.group(1)}"
    for match in re.finditer(rf"""\b(?:{HASHES})\.([a-z]\w*)|"(\w+)":""", code):
        name = match.group(1) or match.group(2)
        if name not in members:
            yield *at(match), f"the document has no member {name}"
    for match in re.finditer(r"^.*$", code, re.M):
        for name, value in compared(match.group()):
            if value in known and value not in values.get(name, known):
                yield *at(match), f"{value} is no value of {name}"


def compared(line):
    """Yields (member, word) where a line compares or assigns them."""
    yield from re.findall(r"\.(\w+) [~=]= '(\w+)'", line)
    assigned = re.fullmatch(r"\s*([\w.]+(?:, *[\w.]+)*) = (.*)", line)
    if assigned:
        targets, given = (re.split(r", *", part) for part in assigned.groups())
        for target, value in zip(targets, given):
            if re.fullmatch(r"'\w+'", value):
                yield target.rpartition(".")[2], value[1:-1]


def encoder(path, text, tables):
    start = text.find("local function encode(")
    line = text.count("\n", 0, start) + 1
    found = re.findall(r""""(\w+)":(?:"(\w+)"|', (?:(text|number)\()?(?:hash\.)?(\w+))""", text[start:])
    written = [f"{name}:word:{word}" if word else f"{name}:{form or 'raw'}:{source}"
               for name, word, form, source in found]
    wanted = [f"{m.name}:word:{tables.events[0]}" if m.is_word == "is_event"
              else f"{m.name}:{FORMS.get(m.rule, 'raw')}:{m.name}" for m in tables.document]
    for here, there in itertools.zip_longest(written, wanted, fillvalue="nothing"):
        if here != there:
            yield path, line, f"encode() writes {here}, the table has {there}"
            return


def lapsing(path, text, tables):
    """lapse.lua encodes the document anew, so it reads all of it."""
    line, fields = listed(text, "FIELDS")
    for member in tables.document:
        if member.name not in fields and member.name not in ("event", "id"):
            yield path, line, f"FIELDS lacks the member {member.name}"


def news(path, text, tables):
    """Every member that is not a number counts as news when it changes."""
    line, fields = listed(text, "NEWS")
    fields = fields + listed(text, "NUMBERED")[1]
    for member in tables.document:
        if member.rule != "NUMBER" and member.name not in FIXED and member.name not in fields:
            yield path, line, f"neither NEWS nor NUMBERED has the member {member.name}"


def listed(text, name):
    """The line of a list of words, and its words.

    >>> listed("\\nlocal A = {'b',\\n 'c'}", 'A')
    (2, ['b', 'c'])
    """
    found = re.search(rf"^local {name} = \{{(.*?)\}}", text, re.M | re.S)
    if not found:
        return 1, []
    return text.count("\n", 0, found.start()) + 1, re.findall(r"'(\w+)'", found.group(1))
