"""The pages that people read hold what the code holds."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import typer.main
import yaml

from salesbot import cli
from salesbot.cli import manifest as manifests
from salesbot.cli import settings as settings_page
from salesbot.config import Settings, environment_name
from salesbot.features import rooms

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


CLI = typer.main.get_command(cli.app)


def _cli_commands():
    """Every command as it is typed: `run`, `db backup`."""
    for name, command in CLI.commands.items():
        yield from ([f"{name} {sub}" for sub in command.commands] if hasattr(command, "commands") else [name])


COMMANDS = [command for room in rooms() for command in room.commands]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_slash_command_is_in_manifest_docs_and_changelog(command):
    """What can be typed in Slack is in the app's manifest, explained, and told in the changelog."""
    manifest = yaml.safe_load(_page("manifest.yml"))
    assert f"/{command.name}" in [one["command"] for one in manifest["features"]["slash_commands"]]
    assert f"## `/{command.name}" in _page("docs/commands.md")
    assert f"`/{command.name}" in _page("CHANGELOG.md")


@pytest.mark.parametrize("line", [line for room in rooms() for line in room.help], ids=lambda line: line.typed)
def test_every_line_of_the_help_is_in_the_docs(line):
    """What `/salesbot help` offers is on the page of commands."""
    typed = re.sub(r"\{(\w+)\}", r"/\1", line.typed)
    typed = typed if typed.startswith("/") else f"/{typed}"
    words = typed.split()
    assert " ".join(words[:2]) in _page("docs/commands.md")


def test_the_page_of_commands_names_no_command_that_is_not_there():
    """A command that was taken away is taken out of the docs as well."""
    known = {command.name for command in COMMANDS}
    named = set(re.findall(r"^##+ `/([\w-]+)", _page("docs/commands.md"), flags=re.MULTILINE))
    assert named <= known


@pytest.mark.parametrize("name", list(_cli_commands()))
def test_every_command_of_the_command_line_is_in_docs_and_changelog(name):
    """What the host can type is explained, and told in the changelog."""
    assert f"`salesbot {name}" in _page("docs/commands.md")
    assert f"`salesbot {name}" in _page("CHANGELOG.md")


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_docs_and_changelog(name):
    """What can be set is explained, and told in the changelog."""
    assert f"`{environment_name(name)}`" in _page("docs/settings.md")
    assert f"`{environment_name(name)}`" in _page("CHANGELOG.md")


def test_the_page_of_settings_is_what_the_settings_say():
    """docs/settings.md is generated; `make docs` writes it again."""
    assert _page("docs/settings.md") == settings_page.page()


def test_the_manifest_is_what_the_rooms_say():
    """manifest.yml is generated; `make docs` writes it again."""
    assert _page("manifest.yml") == manifests.text(prefix="")


def test_no_page_names_a_setting_that_is_not_there():
    """A setting that was renamed is renamed in every page and in deploy/."""
    known = {environment_name(name) for name in Settings.model_fields} | {"SALESBOT_CONFIG"}
    invented = {"SALESBOT_DATABSE_URL"}  # the slip that decision 9 tells of
    places = [*PAGES, *(one for one in (ROOT / "deploy").iterdir() if one.is_file())]
    named = {
        (path.name, name) for path in places for name in re.findall(r"SALESBOT_[A-Z_]*[A-Z]", path.read_text("utf-8"))
    }
    assert not {(page, name) for page, name in named if name not in known | invented}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page):
    """Every relative link names a file that is there, and a heading that it has."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, heading = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if heading:
            assert heading in _headings(file.read_text(encoding="utf-8")), target


def _headings(text: str) -> set[str]:
    """The anchors that a page has, made as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _typed():
    """Each line of a shell block, in every page."""
    for page in PAGES:
        for block in re.findall(r"```(?:sh|console)\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                if line.strip() and not line.lstrip().startswith("#"):
                    yield pytest.param(line, id=f"{page.stem}: {line.strip()[:40]}")


@pytest.mark.parametrize("line", list(_typed()))
def test_commands_in_the_pages_exist(line):
    """A make target, a salesbot command or a file that a page tells people to type is there."""
    words = shlex.split(line, comments=True)
    words = words[1:] if words[0] == "sudo" else words
    if words[0] == "make":
        targets = re.findall(r"^(\w+):", _page("Makefile"), flags=re.MULTILINE)
        assert all(word in targets for word in words[1:] if "=" not in word)
    if Path(words[0]).name == "salesbot":
        known = list(_cli_commands())
        assert words[1] in known or " ".join(words[1:3]) in known
    for word in words:
        if word.startswith(("deploy/", "requirements/", "docs/")):
            assert (ROOT / word).exists(), word


def _named(text: str) -> list[str]:
    """Each `salesbot …` that a page names in its text, or has in a block."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, flags=re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    typed = [found[1] for line in lines if (found := re.search(r"(?:^|/bin/)salesbot (.+)", line))]
    return [*re.findall(r"`salesbot ([^`]+)`", text), *typed]


def _is_typable(words: str) -> bool:
    """Whether the command is there, and has the options that are named."""
    command, left = CLI, shlex.split(words, comments=True)
    while left and hasattr(command, "commands"):
        name = left.pop(0)
        if name == "…" or name.startswith("-"):
            return name in {"…", "-h", "--help"}
        if name not in command.commands:
            return False
        command = command.commands[name]
    known = {"--help", "-h"} | {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return {one.partition("=")[0] for one in left if one.startswith("-") and one != "-"} <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_and_their_options_are_there(page):
    """Wherever a page says what to type, the command exists, and has the options that are named."""
    assert [words for words in _named(page.read_text(encoding="utf-8")) if not _is_typable(words)] == []


def test_the_manifest_in_json_and_in_yaml_say_the_same():
    """Whoever pastes JSON gets the same app as whoever pastes YAML."""
    assert json.loads(manifests.text(prefix="", as_json=True)) == yaml.safe_load(manifests.text(prefix=""))


def test_what_the_readme_calls_later_has_no_page_yet():
    """What is explained on a page of ours exists, and is not told as something still to come."""
    table = _page("README.md").partition("| today | later |")[2].partition("\n\n")[0]
    later = [line.strip().strip("|").rpartition("|")[2] for line in table.splitlines()]
    told = [page.stem for page in PAGES if page.stem.replace("-", " ") in " ".join(later).lower()]
    assert told == []
