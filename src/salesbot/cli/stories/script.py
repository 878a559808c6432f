"""A story as somebody writes it: one deed a line, in plain words. Reads it, and says what is wrong with which line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from textwrap import fill, indent
from typing import TYPE_CHECKING

from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE = ("ana", "ben", "cleo", "dev", "finn", "gia")

_NAMES = "|".join(PEOPLE)
_QUOTED = r'"(?P<{}>[^"]+)"'
_PLACE = rf"(?P<place>#[\w-]+|(?i:{_NAMES})(?:'s (?:form|home))?)"
_AS = rf"(?: as (?P<viewer>(?i:{_NAMES})))?"
_DAY = r"(?P<day>(?i:tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
_FOR = rf"(?: for (?P<zone>(?i:{_NAMES})))?"


@dataclass(frozen=True)
class Form:
    """One way to write a line: the verb that it means, how it is written, what it does, and how it is recognised."""

    verb: str
    written: str
    means: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Deed:
    """One line of a script: where it stands, who does it ("" for the stage), in which channel, and what."""

    line: int
    verb: str
    who: str = ""
    where: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """A word of it; "" where it was left out."""
        return self.told.get(name, "")


class ScriptError(SalesbotError):
    """A line of a script cannot be read, or what it says cannot be done."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"Line {line}: {words}")
        self.line = line


def _form(verb: str, written: str, means: str, pattern: str) -> Form:
    return Form(verb, written, means, re.compile(pattern))


STAGE = (
    _form("note", "> What came before", "prose, printed as it stands", r">\s?(?P<words>.*)"),
    _form("clock", "clock: next", "on to whatever happens next", r"clock: (?P<next>next)"),
    _form("clock", "clock: +1 h", "so much later (h or min)", r"clock: \+(?P<count>\d+) ?(?P<unit>h|min)"),
    _form(
        "clock", "clock: to tomorrow 09:15", "that time on Ben's wall, or `for cleo` on hers; a weekday will do",
        rf"clock: to {_DAY} (?P<hour>\d\d?):(?P<minute>\d\d){_FOR}",
    ),
    _form("clock", "clock: a week", "seven days, whatever happens in them", r"clock: a (?P<week>week)"),
    _form(
        "colleagues", "colleagues: awake", "the others answer by themselves (asleep: they do not, as at the start)",
        r"colleagues: (?P<state>awake|asleep)",
    ),
    _form(
        "slack", "slack: 429", "Slack misbehaves for a while: 429, 500, reset, slow, refresh; none ends it",
        r"slack: (?P<kind>429|500|reset|slow|refresh|none)",
    ),
    _form("hush", "hush", "from here only notes and what is shown are printed", r"(?P<hush>hush)"),
    _form("hush", "aloud", "from here everything is printed again", r"(?P<aloud>aloud)"),
    _form(
        "show", "show #demo-sales", "a channel as somebody (`as ana`) sees it, `ben` (his messages from salesbot), "
        "`ben's form` or `ben's home`; `show last of …` only its last message, "
        '`show … up to "words"` only the lines before those with these words',
        rf"show (?P<last>last of )?{_PLACE}{_AS}(?: up to {_QUOTED.format('words')})?",
    ),
    _form(
        "expect", 'expect #demo-sales "4 of 5"', "the story ends in an error unless these words stand there",
        rf"expect {_PLACE} {_QUOTED.format('words')}",
    ),
    _form(
        "picture", "picture report of #demo-sales as ana",
        "a screenshot, where `make pictures` takes them; at the end `with thread` or `with inspector`",
        rf"picture (?P<name>[\w-]+) of {_PLACE}{_AS}(?: with (?P<beside>thread|inspector))?",
    ),
)  # fmt: skip
"""What stands alone on a line."""

DEEDS = (
    _form("command", "ana: /checkin", "types a command", r"(?P<command>/[\w-]+)(?: (?P<text>.*))?"),
    _form(
        "press", 'ben: presses "Answer"', 'a button in their form or in the newest message that has it; `on "words"`: '
        "in the message with these words", rf"presses {_QUOTED.format('label')}(?: on {_QUOTED.format('on')})?",
    ),
    _form(
        "fill", 'ben: fills "What came of it?" with "Two meetings."', "types into a field, or chooses what is offered "
        "there; several with commas", rf"fills {_QUOTED.format('label')} with {_QUOTED.format('value')}",
    ),
    _form(
        "choose", 'ben: chooses "Resolved" in "Which one?"', "chooses in a menu of a message",
        rf"chooses {_QUOTED.format('value')} in {_QUOTED.format('label')}",
    ),
    _form("submit", "ben: submits", "sends their form", r"(?P<submits>submits)"),
    _form("close", "ben: closes", "closes their form", r"(?P<closes>closes)"),
    _form(
        "say", 'ben: says "Two meetings booked."', 'writes to salesbot, or in the channel named first; `to "words"`: '
        "in the thread below that message", rf"says {_QUOTED.format('words')}(?: to {_QUOTED.format('on')})?",
    ),
    _form(
        "shortcut", 'ben: uses "Save as a tip" on "words"', "a shortcut on the message with these words",
        rf"uses {_QUOTED.format('label')}(?: on {_QUOTED.format('on')})?",
    ),
    _form("home", "ben: opens home", "looks at salesbot's home tab", r"(?P<opens>opens) home"),
    _form(
        "react", 'ben: reacts tada on "words"', "puts an emoji on the message with these words",
        rf"reacts (?P<name>[\w+-]+) on {_QUOTED.format('on')}",
    ),
)  # fmt: skip
"""What a person does, after the name and perhaps a channel: `ana in #demo-sales: /checkin`."""

_PERSON = re.compile(r"(?P<who>[A-Za-z]+)(?: in (?P<where>#[\w-]+))?: (?P<deed>.+)")
_STAGE_WORDS = {"clock", "colleagues", "slack"}


def read(text: str) -> list[Deed]:
    """The deeds of a script. Raises ScriptError at the first line that cannot be read."""
    lines = enumerate((line.strip() for line in text.splitlines()), start=1)
    return [_deed(number, line) for number, line in lines if line and not line.startswith("#")]


def _deed(number: int, line: str) -> Deed:
    for form in STAGE:
        if match := form.pattern.fullmatch(line):
            return Deed(number, form.verb, told=_told(match))
    person = _PERSON.fullmatch(line)
    if person is None or person["who"].lower() in _STAGE_WORDS:
        raise ScriptError(number, f"I do not understand “{line}”. {_expected(line, STAGE)}")
    if person["who"].lower() not in PEOPLE:
        names = ", ".join(name.title() for name in PEOPLE)
        raise ScriptError(number, f"There is nobody called {person['who']} in the demo. There are {names}.")
    return _done(number, person)


def _done(number: int, person: re.Match[str]) -> Deed:
    for form in DEEDS:
        if match := form.pattern.fullmatch(person["deed"]):
            return Deed(number, form.verb, person["who"].lower(), person["where"] or "", _told(match))
    words = f"I do not understand what {person['who']} does: “{person['deed']}”."
    raise ScriptError(number, f"{words} {_expected(person['deed'], DEEDS)}")


def _told(match: re.Match[str]) -> dict[str, str]:
    return {name: found for name, found in match.groupdict().items() if found is not None}


def _expected(line: str, forms: tuple[Form, ...]) -> str:
    """What such a line looks like: the forms that begin alike, or where to read of all of them."""
    first = re.split(r"[\s:\"]", line, maxsplit=1)[0]
    alike = [f"`{form.written}`" for form in forms if first and re.search(rf"(?:^|: ){re.escape(first)}", form.written)]
    return f"Expected: {' or '.join(alike)}." if alike else "docs/demo.md lists all that a line can say."


def guide() -> str:
    """The format: each way to write a line, and below it what that does; the command line's help prints it."""
    lines = (f"{form.written}\n{indent(fill(form.means, 72), '    ')}" for form in (*DEEDS, *STAGE))
    return "\n".join(lines)
