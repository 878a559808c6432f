"""A prompt as a Markdown file: front matter, a lesson, and what follows **Reflect:** and **Today:**."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesbot.coaching.prompts.front import Wrong, front
from salesbot.coaching.rules.prompt import Prompt
from salesbot.coaching.rules.writing import faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONGEST_NAME = 60
_BIGGEST = 20_000  # bytes; ours have about 1,000
_LABELS = {"question": "**Reflect:**", "action": "**Today:**"}


@dataclass(frozen=True)
class Finding:
    """Something about a file that its writer should see: where it stands, what it is, and what to do."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


@dataclass(frozen=True)
class Source:
    """A prompt and where it was read; `lines` says on which line each of its parts begins."""

    prompt: Prompt
    file: str
    lines: Mapping[str, int]

    def finding(self, part: str, words: str) -> Finding:
        """Say something about one part."""
        return Finding(self.file, self.lines.get(part, 1), words)


def read(folder: Traversable) -> tuple[list[Source], list[Finding]]:
    """Return the prompts in a folder and in those below it, in the order of their files, and what is wrong with others.

    Markdown files are prompts, but for a README.
    """
    sources: list[Source] = []
    wrong: list[Finding] = []
    for name, file in _walk(folder, ""):
        try:
            sources.append(parse(_text(file), name))
        except Wrong as no:
            wrong += [Finding(name, line, words) for line, words in no.found]
    return _once(sources, wrong)


def parse(text: str, file: str) -> Source:
    """Read one file. Raises Wrong with every fault that can be told."""
    name = _name(file)
    begin, body, first = _split(text)
    fields, lines = front(begin)
    parts, more = _parts(body, first=first)
    prompt = Prompt(id=name, **fields, **parts)
    source = Source(prompt, file, {**lines, **more})
    if found := faults(prompt):
        raise Wrong(*((source.lines.get(one.part, 1), one.words) for one in found))
    return source


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.name.startswith((".", "_")):
            continue
        if one.is_dir():
            yield from _walk(one, f"{above}{one.name}/")
        elif one.name.casefold().endswith(".md") and one.name.casefold() != "readme.md":
            yield f"{above}{one.name}", one


def _text(file: Traversable) -> str:
    try:
        content = file.read_bytes()
    except OSError as no:
        raise Wrong((1, f"It cannot be read ({no.strerror}).")) from None
    if len(content) > _BIGGEST:
        raise Wrong((1, f"It has {len(content):,} bytes, a prompt has about 1,000: keep one prompt in a file."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as no:
        line = content.count(b"\n", 0, no.start) + 1
        raise Wrong((line, "It is not UTF-8: save it as UTF-8 text.")) from None
    if strange := _CONTROL.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise Wrong((line, "There is a control character here, which nobody sees: delete it."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name(file: str) -> str:
    name = file.rpartition("/")[2][: -len(".md")]
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise Wrong((1, f"The file is called {name}: use lower-case words with - between, such as name-the-trade.md."))
    return name


def _split(text: str) -> tuple[str, str, int]:
    """The front matter, what follows it, and on which line of the file that begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise Wrong((1, "It does not begin with front matter: write --- on the first line, then title: and the rest."))
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise Wrong((1, "The front matter has no end: write --- on a line of its own after the signals."))
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def _parts(body: str, *, first: int) -> tuple[dict[str, Any], dict[str, int]]:
    """Lesson, question and action, and their lines; `first` is the line on which the body begins."""
    lines = body.split("\n")
    at = {part: _only(label, lines, first) for part, label in _LABELS.items()}
    if at["action"] < at["question"]:
        raise Wrong((first + at["action"], "**Today:** comes before **Reflect:**: turn them round."))
    ends = {"lesson": (0, at["question"]), "question": (at["question"], at["action"]), "action": (at["action"], None)}
    texts = {part: _tidy(lines[begin:end], _LABELS.get(part, "")) for part, (begin, end) in ends.items()}
    starts = {part: first + begin for part, (begin, _) in ends.items()}
    starts["lesson"] += next((place for place, line in enumerate(lines) if line.strip()), 0)
    return texts, starts


def _only(label: str, lines: Sequence[str], first: int) -> int:
    """The place of the one line that begins with this label."""
    found = [at for at, line in enumerate(lines) if line.startswith(label)]
    if not found:
        raise Wrong((first, f"There is no {label} in it: begin a line with it, after a blank line."))
    if len(found) > 1:
        raise Wrong((first + found[1], f"{label} stands there twice: keep one."))
    return found[0]


def _tidy(lines: Sequence[str], label: str) -> str:
    """Paragraphs, each on one line, a blank line between."""
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines).removeprefix(label).strip())
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def _once(sources: Sequence[Source], wrong: list[Finding]) -> tuple[list[Source], list[Finding]]:
    """A name stands for one prompt: of two files with the same the second is wrong."""
    known: dict[str, Source] = {}
    for one in sources:
        if one.prompt.id in known:
            there = known[one.prompt.id].file
            wrong.append(Finding(one.file, 1, f"{there} has the same name: rename one, the name is the prompt's id."))
        known.setdefault(one.prompt.id, one)
    return list(known.values()), sorted(wrong, key=lambda one: (one.file, one.line))
