"""The house's own rules, held where no linter holds them."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "salesbot"
SOURCES = sorted(PACKAGE.rglob("*.py"))
WRITTEN_BY_TOOLS = "store/migrations/versions/"  # Alembic's revisions: data in the form of modules
LONGEST = 300
LONG_FUNCTION, LONGEST_FUNCTION, SHARE_OF_SHORT = 20, 40, 0.9
TEXTS = {".py", ".md", ".toml", ".yml", ".txt", ".html", ".css", ".js", ".service", ".sh", "", ".mako", ".ini", ".json"}
SKIPPED = {".git", ".hypothesis", ".venv", ".venv-pins", "__pycache__", "node_modules", "dist", "build"}
# One machine's home folders; `/home/` and the like inside a longer path or an address are no offence.
MACHINE = re.compile(r"(?<![A-Za-z0-9_.~}/>])/(home|root|work|farm|Users)/[A-Za-z.]")
INDEX = re.compile("|".join([r"index-url\s+http", r"pypi\." + "org", r"pythonhosted\." + "org", r"registry\.npmjs"]))


def _said(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _files():
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        hidden = any(part in SKIPPED or part.endswith((".egg-info", "_cache")) for part in inside)
        if path.is_file() and not hidden and path.suffix in TEXTS and path.name != ".env":
            yield path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _one_sentence(words: str | None) -> bool:
    """The first paragraph ends as a sentence does: with a full stop, a question mark or an exclamation mark."""
    first = (words or "").strip().partition("\n\n")[0]
    return bool(first) and first.endswith((".", "?", "!"))


def test_every_module_says_what_it_is():
    """Each module begins with one sentence in product words."""
    silent = [
        _said(path)
        for path in SOURCES
        if path.stat().st_size and not _one_sentence(ast.get_docstring(ast.parse(_text(path))))
    ]
    assert not silent


def test_no_file_is_longer_than_the_house_allows():
    """A module that outgrows 300 lines becomes a folder of the same name."""
    lengths = {
        _said(path): len(_text(path).splitlines()) for path in SOURCES if WRITTEN_BY_TOOLS not in path.as_posix()
    }
    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST}


def test_every_lint_exception_has_a_reason():
    """A `noqa` names its rules and says why, on the same line."""
    bare = [
        f"{_said(path)}:{number}"
        for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
        for number, line in enumerate(_text(path).splitlines(), 1)
        if (found := re.search(r"# no" r"qa(.*)$", line))
        and not re.match(r": [A-Z]+\d+(?:, ?[A-Z]+\d+)*  \S+", found[1])
    ]
    assert not bare


def test_every_exception_from_types_has_a_reason():
    """A `type: ignore` names its error and says why, on the same line."""
    bare = [
        f"{_said(path)}:{number}"
        for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]
        for number, line in enumerate(_text(path).splitlines(), 1)
        if (found := re.search(r"# type: ig" r"nore(.*)$", line))
        and not re.match(r"\[[a-z-]+(?:, ?[a-z-]+)*\]  # \S", found[1])
    ]
    assert not bare


def _functions():
    """Each function of the source, with how many lines it has; decorators are not counted."""
    for path in SOURCES:
        if WRITTEN_BY_TOOLS not in path.as_posix():
            for node in ast.walk(ast.parse(_text(path))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{_said(path)} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short():
    """Twenty lines is a long function: nine in ten are no longer, and none is longer than forty."""
    lengths = dict(_functions())
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}
    assert sum(lines <= LONG_FUNCTION for lines in lengths.values()) >= SHARE_OF_SHORT * len(lengths)


def test_every_rule_that_is_left_out_has_a_reason():
    """Nearly every rule of ruff holds; whatever is ignored for all of src says why beside it."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    begin = lines.index("ignore = [")
    ignored = lines[begin + 1 : lines.index("]", begin)]
    assert ignored
    assert not [line for line in ignored if not re.fullmatch(r'    "[A-Z]+\d*",\s+# \S.+', line)]


def test_no_file_knows_one_machine():
    """No absolute path of somebody's machine is in the repository."""
    assert not [
        f"{_said(path)}:{number}"
        for path in _files()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if MACHINE.search(line) and path != Path(__file__)
    ]


def test_no_file_names_a_package_index():
    """Where packages come from is the business of whoever installs."""
    assert not [_said(path) for path in _files() if path != Path(__file__) and INDEX.search(_text(path))]


def test_every_test_says_in_one_sentence_what_must_be_true():
    """A test without its sentence leaves whoever breaks it guessing."""
    silent = [
        f"{_said(path)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(_text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not _one_sentence(ast.get_docstring(node))
    ]
    assert not silent


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "core", "misc"])
def test_no_drawer_for_odds_and_ends(word):
    """One folder per thing a salesperson would name, one file per thing it does."""
    assert not [_said(path) for path in PACKAGE.rglob("*") if path.stem == word]


def _project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_import_rules_name_every_package():
    """Whoever makes a new folder says where it belongs, before anything imports it."""
    contracts = _project()["tool"]["importlinter"]["contracts"]
    house = next(contract for contract in contracts if contract["containers"] == ["salesbot"])
    named = {name.strip("() ") for layer in house["layers"] for name in re.split(r"[|:]", layer)}
    there = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    there |= {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert named >= there


def test_rules_of_every_room_are_held_pure():
    """A room with a rules.py is in the contract that keeps rules away from Slack, SQL, clocks and chance."""
    contracts = _project()["tool"]["importlinter"]["contracts"]
    pure = next(contract for contract in contracts if contract["name"] == "Rules are pure")
    rules = {f"salesbot.{path.parent.name}.rules" for path in PACKAGE.glob("*/rules.py")}
    rules |= {f"salesbot.{path.parent.parent.name}.rules" for path in PACKAGE.glob("*/rules/__init__.py")}
    assert set(pure["source_modules"]) >= rules


def test_every_pin_is_hashed():
    """What is installed is what was looked at: each requirement has one version and at least one hash."""
    for name in ("runtime.txt", "dev.txt"):
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").split("\n")
        pins = [number for number, line in enumerate(lines) if line and not line.startswith((" ", "#"))]
        assert pins
        assert all(re.match(r"[\w.-]+==\S+ ", lines[number]) for number in pins)
        assert all(lines[number + 1].strip().startswith("--hash=sha256:") for number in pins)


def test_developers_run_what_users_run():
    """The pins for development repeat those of the runtime, version for version."""

    def pins(name):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.-]+)==(\S+)", text, flags=re.MULTILINE))

    runtime = pins("runtime.txt")
    assert {name: pins("dev.txt").get(name) for name in runtime} == runtime


def test_every_dependency_is_pinned():
    """A dependency that was added to pyproject.toml and not to the pins would be missing on a fresh machine."""
    project = _project()
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    names = {re.split(r"[\[<>=;! ]", one)[0].lower().replace("_", "-") for one in wanted}
    text = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", text, flags=re.MULTILINE)}
    assert names <= pinned
