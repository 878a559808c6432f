"""The front matter of a prompt's file: which fields there are, what each expects, and on which line it stands."""

from __future__ import annotations

import difflib
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from salesbot.coaching.rules.prompt import Audience, Level
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.writing import MINUTES
from salesbot.errors import SalesbotError

# libyaml where it is there, ten times as fast; both read plain values only.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Wrong(SalesbotError):
    """A file that is no prompt as it stands: (line, what is wrong and what to do), one or more."""

    def __init__(self, *found: tuple[int, str]) -> None:
        super().__init__(found[0][1])
        self.found = found


class _Front(BaseModel):
    """The fields, as they are named in the file."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: Annotated[str, Field(min_length=1)]
    skill: Skill
    audience: Audience
    level: Level
    minutes: Annotated[int, Field(ge=MINUTES[0], le=MINUTES[1])]
    signals: tuple[str, ...]


_EXPECTED = {
    "title": "a few words that say the idea",
    "skill": f"one of {', '.join(Skill)}",
    "audience": f"{' or '.join(Audience)}",
    "level": f"one of {', '.join(Level)}",
    "minutes": f"a whole number from {MINUTES[0]} to {MINUTES[1]}",
    "signals": "a list: signals: on a line, then one phrase a line after two spaces, a - and a space",
}


def front(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Read the fields, and on which line of the file each stands. Raises Wrong."""
    values, lines = _fields(text)
    try:
        return _Front.model_validate(values).model_dump(), lines
    except ValidationError as no:
        wrong = {str(one["loc"][0]): None for one in no.errors()}  # one sentence a field
        raise Wrong(*sorted((lines.get(one, 1), _sentence(one, values)) for one in wrong)) from None


def _fields(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The values as they were typed (`no` is a word here), and their lines. The file's first line is the ---."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as no:
        mark = getattr(no, "problem_mark", None)
        at = mark.line + 2 if mark else 1
        raise Wrong((at, "It cannot be read here: put what holds a colon or begins with a sign into quotes.")) from None
    if not isinstance(node, yaml.MappingNode):
        raise Wrong((2, f"There are no fields in the front matter: write {', '.join(_EXPECTED)}, each with a colon."))
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for name, value in node.value:
        at = name.start_mark.line + 2
        field = str(name.value) if isinstance(name, yaml.ScalarNode) else ""
        if field in values:
            raise Wrong((at, f"{field} stands there twice: keep one."))
        values[field], lines[field] = _value(value), at
    return values, lines


def _value(node: Any) -> Any:
    """A line of text, or a list of them; anything else is not what a field holds."""
    if isinstance(node, yaml.ScalarNode):
        return " ".join(node.value.split())
    if isinstance(node, yaml.SequenceNode) and all(isinstance(one, yaml.ScalarNode) for one in node.value):
        return [" ".join(one.value.split()) for one in node.value]
    return None


def _sentence(field: str, values: dict[str, Any]) -> str:
    if field not in _EXPECTED:
        near = difflib.get_close_matches(field, _EXPECTED, n=1)
        means = f"is {near[0]} meant?" if near else f"there are {', '.join(_EXPECTED)}."
        return f"“{field}” is no field of a prompt: {means}"
    if field not in values:
        return f"{field} is missing: write {_EXPECTED[field]}."
    value = values[field]
    shown = f"“{value}”" if isinstance(value, str) else "a list" if isinstance(value, list) else "something else"
    return f"{field} is {shown}: write {_EXPECTED[field]}."
