"""What ships beside the code holds what it claims: the image, the compose file, the unit, the bill, and the wheel."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "deploy"))

import bill

import audit
from salesbot import config
from salesbot.slack.health import Health, HealthPages

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
UNIT = (DEPLOY / "salesbot.service").read_text(encoding="utf-8")


def test_the_image_runs_as_nobody_special_from_hashed_pins():
    """The last stage changes to a user of its own, and nothing is installed that the pins do not name."""
    last = DOCKERFILE.split("FROM ")[-1]
    assert re.search(r"^USER salesbot$", last, flags=re.MULTILINE)
    installs = re.findall(r"pip install (.*)", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in one or "--no-deps dist/" in one for one in installs)
    assert re.search(r"^VOLUME /data$", last, flags=re.MULTILINE)


@pytest.mark.parametrize(("age", "healthy"), [(1.0, True), (60.0, False)])
async def test_the_images_health_check_tells_a_beating_salesbot_from_one_that_stands_still(age, healthy):
    """The very command of the Dockerfile, against real pages: 0 while it beats, else not; not either where none is."""
    pages = HealthPages(Health(tick_age=lambda: age), host="127.0.0.1", port=0)
    port = await pages.start()
    assert (await _checked(port) == 0) is healthy
    await pages.stop()
    assert await _checked(port) != 0


async def _checked(port: int) -> int:
    told = re.search(r"HEALTHCHECK .*\\\n\s*CMD (\[.*\])", DOCKERFILE)
    assert told, "no health check"
    _, *words = json.loads(told[1])
    env = {**config.os.environ, "SALESBOT_PORT": str(port)}
    pipe = asyncio.subprocess.DEVNULL
    check = await asyncio.create_subprocess_exec(sys.executable, *words, env=env, stdout=pipe, stderr=pipe)
    return await check.wait()


def test_every_service_of_the_compose_file_has_a_read_only_root_and_opens_no_port():
    """Socket Mode needs no way in, and what is written goes into volumes."""
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert "ports" not in service, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert all(not one.startswith((".", "/")) for one in service["volumes"]), name
        assert {one.partition(":")[0] for one in service["volumes"]} <= set(COMPOSE["volumes"]), name
    assert SERVICES["salesbot"]["cap_drop"] == ["ALL"]
    assert SERVICES["salesbot"]["tmpfs"] == ["/tmp"]  # noqa: S108  a folder of the container
    assert "privileged" not in str(COMPOSE)


def test_salesbot_waits_for_a_healthy_postgresql():
    """The database has a health check of its own, and salesbot begins after it."""
    assert SERVICES["salesbot"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "pg_isready" in SERVICES["postgres"]["healthcheck"]["test"][1]


def test_no_secret_stands_in_the_compose_file():
    """Secrets come from files, whose folder no commit takes along and no image is built from."""
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            secret = re.search(r"PASSWORD|TOKEN|SECRET|KEYS", key)
            assert secret is None or str(value).startswith("/run/secrets/"), (name, key)
    assert all(one["file"].startswith("./secrets/") for one in COMPOSE["secrets"].values())
    used = {one for service in SERVICES.values() for one in service.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()[0] == "*"


def test_salesbot_reads_the_compose_files_secret(tmp_path, monkeypatch):
    """With the image's and the compose file's environment, tokens and the database come from the secret file."""
    for name in [one for one in config.os.environ if one.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)
    secret = tmp_path / "salesbot.toml"
    example = (DEPLOY / "salesbot.toml.example").read_text(encoding="utf-8")
    secret.write_text(example.replace("…", "1-abc"), encoding="utf-8")
    image = dict(re.findall(r"(SALESBOT_\w+)=(\S+?)(?: \\)?$", DOCKERFILE, flags=re.MULTILINE))
    assert image["SALESBOT_DATABASE_URL"].startswith("sqlite:")
    for name, value in {**image, **SERVICES["salesbot"]["environment"], "SALESBOT_CONFIG": str(secret)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    settings = config.load().ready()
    assert settings.database_url == "postgresql://salesbot:PASSWORD@postgres/salesbot"
    assert settings.bot_token.get_secret_value() == "xoxb-1-abc"
    assert settings.key_file == "/data/salesbot.key"


@pytest.mark.parametrize(
    "line",
    [
        "User=salesbot", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes",
        "PrivateTmp=yes", "PrivateUsers=yes", "ProtectProc=invisible",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources", "MemoryDenyWriteExecute=yes",
        "UMask=0077", "StateDirectory=salesbot", "StateDirectoryMode=0700", "Restart=always",
        "RestartPreventExitStatus=2", "TimeoutStopSec=30",
    ],
)  # fmt: skip
def test_the_unit_is_hardened(line):
    """Without privileges, with its own folder only, and started again after a crash but not after a wrong setting."""
    assert line in UNIT.splitlines()


def test_a_wrong_setting_ends_with_the_code_that_the_unit_does_not_restart():
    """What the unit calls a wrong setting is what the command line ends with."""
    from salesbot import cli

    assert f"RestartPreventExitStatus={cli.TROUBLE}" in UNIT.splitlines()


def test_the_bill_names_every_pin_once_with_its_hashes():
    """Whoever reads the bill knows each package, its version, its files' hashes, and who needs it."""
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", text, flags=re.MULTILINE)
    made = bill.bill(bill.pins(text), version="1.2.3")
    assert [(one["name"], one["version"]) for one in made["components"]] == [(n.lower(), v) for n, v in pinned]
    assert all(one["externalReferences"] for one in made["components"])
    refs = {one["bom-ref"] for one in made["components"]} | {"salesbot@1.2.3"}
    assert {one["ref"] for one in made["dependencies"]} == refs
    needed = {ref for one in made["dependencies"] for ref in one["dependsOn"]}
    assert needed == refs - {"salesbot@1.2.3"}
    assert made == bill.bill(bill.pins(text), version="1.2.3")


_VULNERABLE = {
    "dependencies": [
        {"name": "aiohttp", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"]}]},
        {"name": "tzdata", "version": "2026.1", "vulns": []},
    ]
}
_AWAY = {"dependencies": [{"name": "aiohttp", "skip_reason": "Dependency not found"}]}


@pytest.mark.parametrize(
    ("out", "err", "code", "words"),
    [
        (json.dumps(_VULNERABLE), "", 1, "aiohttp 3.0: PYSEC-1, mended in 3.1."),
        (json.dumps({"dependencies": _VULNERABLE["dependencies"][1:]}), "", 0, "No weakness is known of 1 packages."),
        (json.dumps(_AWAY), "No known vulnerabilities found", 0, "was not reached"),
        ("", "ServiceError: Max retries exceeded", 0, "was not reached"),
        ("", "invalid requirements", 2, "could not look: invalid requirements"),
    ],
    ids=["weak", "well", "knows nothing", "away", "our fault"],
)
def test_an_audit_fails_for_what_it_finds_and_not_for_a_network_that_is_away(out, err, code, words, capsys):
    """A known weakness fails; no answer is a sentence; an audit that looked at nothing never says that all is well."""
    assert audit.judge(out, err) == code
    assert words in capsys.readouterr().out


def test_the_wheel_is_the_same_to_the_byte_wherever_it_is_built(tmp_path):
    """Two checkouts with other times, other places and another umask give one wheel."""
    wheels = [_built(tmp_path / name, umask) for name, umask in (("here", 0o022), ("elsewhere", 0o077))]
    assert wheels[0].name == wheels[1].name
    assert wheels[0].read_bytes() == wheels[1].read_bytes()


def _built(folder: Path, umask: int) -> Path:
    before = os.umask(umask)
    try:
        shutil.copytree(
            ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile
        )
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copyfile(ROOT / name, folder / name)
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
        env = {**config.os.environ, "SOURCE_DATE_EPOCH": "1764547200"}
        subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)  # noqa: S603  our own words
    finally:
        os.umask(before)
    (wheel,) = (folder / "dist").iterdir()
    return wheel
