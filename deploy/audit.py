"""Known weaknesses of what salesbot is made of: asks the advisory database about each pin, by pip-audit.

Ends with 1 where one is known. Where the database cannot be reached it says so in a sentence and ends with 0: a network
that is away is no weakness.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PINS = Path(__file__).parents[1] / "requirements" / "runtime.txt"
SECONDS = 300.0
UNREACHED = (
    "The advisory database was not reached, so nobody looked for known weaknesses. Try `make audit` where the internet "
    "can be reached."
)
# How pip-audit's last lines begin when it got no answer; anything else that goes wrong is a fault of ours.
_NETWORK = (
    "ServiceError",
    "ConnectionError",
    "ProxyError",
    "SSLError",
    "Timeout",
    "HTTPError",
    "Max retries",
    "resolve",
)


def main() -> int:
    """Print what was found; returns the exit code."""
    asked = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(  # noqa: S603  our own pins and nobody's input
            [*asked, "--requirement", str(PINS)], capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return _said(UNREACHED, 0)
    return judge(done.stdout, done.stderr)


def judge(out: str, err: str) -> int:
    """Read what pip-audit printed; returns the exit code."""
    try:
        told: dict[str, Any] = json.loads(out)
    except ValueError:
        if any(word in err for word in _NETWORK):
            return _said(UNREACHED, 0)
        return _said(f"pip-audit could not look: {err.strip()[-500:]}", 2)
    looked_at = [one for one in told["dependencies"] if "skip_reason" not in one]
    if not looked_at:  # it ends well all the same: each package is "not found" where the database is away
        return _said(UNREACHED, 0)
    if skipped := len(told["dependencies"]) - len(looked_at):
        _said(f"Of {skipped} packages the advisory database knows nothing.", 0)
    return _weak(looked_at)


def _weak(looked_at: list[dict[str, Any]]) -> int:
    found = [(one["name"], one["version"], weak) for one in looked_at for weak in one.get("vulns", ())]
    for name, version, weak in found:
        mended = ", ".join(weak.get("fix_versions", ())) or "no version yet"
        _said(f"{name} {version}: {weak['id']}, mended in {mended}.", 1)
    if found:
        return _said("Raise what is named here in pyproject.toml, then `make pins`.", 1)
    return _said(f"No weakness is known of {len(looked_at)} packages.", 0)


def _said(words: str, code: int) -> int:
    sys.stdout.write(f"{words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
