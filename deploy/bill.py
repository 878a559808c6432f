"""The bill of materials: what an installed salesbot is made of, from the hashed pins, as CycloneDX 1.6 in JSON."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parents[1]
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass
class Pin:
    """One line of the pins: what it is, the files that may be installed as it, and who asked for it."""

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """Its package URL, by which advisories name it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(text: str) -> list[Pin]:
    """Read a file of hashed pins as pip-compile writes it."""
    found: list[Pin] = []
    for line in text.splitlines():
        if (begins := _PIN.match(line)) is not None:
            found.append(Pin(re.sub(r"[-_.]+", "-", begins[1]).lower(), begins[2]))
        elif (known := _HASH.search(line)) is not None:
            found[-1].hashes.append(known[1])
        elif found and line.startswith("    #"):
            found[-1].via += [word for word in line.strip(" #").removeprefix("via").split() if word]
    return found


def bill(found: list[Pin], *, version: str) -> dict[str, Any]:
    """Return the whole bill; the same pins give the same bill, to the byte."""
    root = {"type": "application", "name": "salesbot", "version": version, "bom-ref": f"salesbot@{version}"}
    components = [_component(pin) for pin in found]
    content = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"component": root | {"licenses": [{"license": {"id": "MIT"}}]}},
        "components": components,
        "dependencies": _dependencies(found, root["bom-ref"]),
    }


def _component(pin: Pin) -> dict[str, Any]:
    """One package. A pin allows several files (one a platform): each is an artefact with a hash of its own."""
    files = [{"type": "distribution", "url": pin.purl, "hashes": [_sha256(one)]} for one in pin.hashes]
    known: dict[str, Any] = {"type": "library", "name": pin.name, "version": pin.version, "purl": pin.purl}
    known |= {"bom-ref": pin.purl, "externalReferences": files}
    return known | ({"licenses": [{"expression": said}]} if (said := _licence(pin.name)) else {})


def _sha256(content: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": content}


def _licence(name: str) -> str:
    """Return the licence that an installed package states as an SPDX expression, "" where it states none."""
    try:
        stated: list[str] = metadata.metadata(name).get_all("License-Expression") or []
    except metadata.PackageNotFoundError:
        return ""
    return next(iter(stated), "")


def _dependencies(found: list[Pin], root: str) -> list[dict[str, Any]]:
    refs = {pin.name: pin.purl for pin in found} | {"salesbot": root}
    needs: dict[str, set[str]] = {ref: set() for ref in refs.values()}
    for pin in found:
        for asker in pin.via:
            if asker in refs:
                needs[refs[asker]].add(pin.purl)
    return [{"ref": ref, "dependsOn": sorted(some)} for ref, some in sorted(needs.items())]


def main() -> None:
    """Write the bill to standard output."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    json.dump(bill(pins(text), version=project["version"]), sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
