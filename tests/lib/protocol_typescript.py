# SPDX-License-Identifier: MIT
"""The words of the protocol (protocol_tables.py) as a TypeScript module, laid out as Biome does."""

FILE = "web/src/store/protocol-names.ts"
COLUMNS = 100
HEAD = """/* SPDX-License-Identifier: MIT
 *
 * The words of the protocol. Made by web/protocol-names from the tables in C: do not change it here,
 * run `make web`.
 */
"""
TYPES = {"NUMBER": "number", "TEXT": "string", "BOOLEAN": "boolean",
         "OBJECT": "Readonly<Record<string, unknown>>", "ERROR": "ErrorMembers",
         "STAGES": "readonly StageMembers[]"}
WORDS = {"is_kind": "UploadKind", "is_state": "UploadState", "is_transfer": "TransferWord",
         "is_stage_state": "StageState", "id_valid": "string"}


def typescript(tables):
    """The text of FILE."""
    ended = [name for name, is_ended in tables.states.items() if is_ended]
    going = [name for name in tables.states if name not in ended]
    return "\n".join((
        HEAD,
        "/** The states of an upload that still changes. */",
        constant("UNFINISHED_STATES", going),
        "/** The states in which an upload ends. */",
        constant("ENDED_STATES", ended),
        constant("STAGE_STATES", tables.stage_states),
        "/** The state of an upload in its life cycle. */",
        union("UploadState", tables.states),
        union("StageState", tables.stage_states),
        "/** Whether a sender is attached and bytes flow. */",
        union("TransferWord", tables.transfers),
        union("UploadKind", tables.kinds),
        "/** Each code of a problem, with its HTTP status. */",
        interface("ErrorStatuses", tables.errors.items()),
        "export type ErrorCode = keyof ErrorStatuses;\n",
        "/** Why the relay closes a WebSocket. */",
        interface("CloseCodes", tables.close_codes.items()),
        "/** The document of an upload, as the server sends it. */",
        interface("DocumentMembers", typed(tables.document, tables.events)),
        interface("StageMembers", typed(tables.stage, tables.events)),
        interface("ErrorMembers", typed(tables.error, tables.events)))).rstrip("\n") + "\n"


def typed(members, events):
    for member in members:
        yield member.name, type_of(member, events) + (" | null" if member.is_nullable else "")


def type_of(member, events):
    if member.rule != "WORD":
        return TYPES[member.rule]
    if member.is_word == "is_event":
        return " | ".join(quoted(events))
    return WORDS[member.is_word]


def quoted(words):
    return [f"'{word}'" for word in words]


def constant(name, words):
    """
    >>> print(constant('A', ['b', 'c']))
    export const A = ['b', 'c'] as const;
    <BLANKLINE>
    """
    line = f"export const {name} = [{', '.join(quoted(words))}] as const;\n"
    if len(line) <= COLUMNS + 1:
        return line
    return f"export const {name} = [\n" + "".join(f"  {w},\n" for w in quoted(words)) + "] as const;\n"


def union(name, words):
    """
    >>> print(union('A', ['b', 'c']))
    export type A = 'b' | 'c';
    <BLANKLINE>
    """
    line = f"export type {name} = {' | '.join(quoted(words))};\n"
    if len(line) <= COLUMNS + 1:
        return line
    return f"export type {name} =\n" + "\n".join(f"  | {word}" for word in quoted(words)) + ";\n"


def interface(name, members):
    """
    >>> print(interface('A', [('b', 'number | null')]))
    export interface A {
      readonly b: number | null;
    }
    <BLANKLINE>
    """
    lines = "".join(f"  readonly {member}: {kind};\n" for member, kind in members)
    return f"export interface {name} {{\n{lines}}}\n"
