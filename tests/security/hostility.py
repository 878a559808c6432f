"""What hostile people write: texts, numbers and shapes that have broken somebody's bot before."""

from __future__ import annotations

from typing import Any

# Each says in its own letters what it would do where it came alive. `evil.example` and UEVIL stand nowhere else.
TEXTS = (
    "{{7*7}} ${7*7} #{7*7} {% raw %} <%= 7*7 %>",
    "%s %n %(user)s {0} {0.__class__} {user!r}",
    "<!channel> <!here> <!everyone> <!subteam^SEVIL|@all>",
    "<@UEVIL> <#CEVIL|payroll> <@UEVIL|Ana>",
    "<https://evil.example|bank> <mailto:it@evil.example|IT>",
    "&lt;!channel&gt; &#60;@UEVIL&#62; &amp;lt;!here&amp;gt;",
    "\u202egnp.exe\u202c \u2066<!here>\u2069 \u200f\u061c",
    '=HYPERLINK("https://evil.example","bank")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\uff1d1+1",
    "';DROP TABLE answers;--",
    "../../etc/passwd\0.png",
    "x" * 3001,
    "🦊" * 1600,
    "\ud83e",
    "\x1b[2J\x1b]0;evil\x07",
    "``` ``` *_~>>> `",
    "",
    " \u00a0\u200b\ufeff ",
    "a" + "\u0301" * 400,
)  # fmt: skip

# Numbers that are none of anybody's.
NUMBERS = (
    "0", "-1", "-2147483648", "2147483647", "2147483648", "4294967297", "9223372036854775807", "9" * 30, "9" * 5000,
    "1.0", "1e9", "0x10", "\uff11\uff12", "²", " 1 ", "+1", "1_0", "NaN", "Infinity", "true", "null", "", "1;1",
    "x' OR 1=1 --",
    "../1", "[1]", "{}", "1/1", "1.1.1", "/", "//", ".", "\u202e1", "\0", "\ud800",
)  # fmt: skip

# What stands where something else is expected.
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 10**40, 1.5, 1e308, "", "x", "\0", "\ud800", "9" * 5000, [], {}, [[]],
    [None], [{}], {"id": {}}, {"id": None}, {"id": ["U"]}, {"": ""}, {"type": "plain_text"}, {"values": 7},
    [7, "x", {}],
    {"__proto__": 1}, "UEVIL", "T_FAR", ["UFMAN"], {"id": 7},
)  # fmt: skip

# What private metadata and the value of a button say when somebody made them up.
FORGED = (
    "null", "[]", "{}", "7", '"x"', "{", '{"team": {}}', '{"team": null, "number": []}', '{"of": {}, "page": "x"}',
    '{"of":"mine","typed":"","page":-1,"tip":1e400,"same":{}}', '{"team": NaN}', '{"members": 7, "name": []}',
    '{"page": 99999999999999999999}', "[" * 900 + "]" * 900, '{"a":' * 400 + "1" + "}" * 400, "1/2/3/4/5/6", "all/-1",
    "UFMAN/0", "/0", "0/UFMAN", "reflection.1", "reflection.x", "1.1", "1.-1", "..", "down.-1", "down.x", "own.x",
    '{"prompt": "../../etc/passwd"}', '{"prompt": ["x"]}', "2026-02-30", "UFMAN.1772524800", "\u202e", "x" * 3000,
)  # fmt: skip
