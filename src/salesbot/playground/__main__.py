"""Runs the local Slack alone, so that a killed bot finds it again: `python -m salesbot.playground --port 8400`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys

from salesbot.playground.playground import Playground


def main() -> None:
    """Read the command line and serve until interrupted."""
    reader = argparse.ArgumentParser(prog="salesbot.playground", description="A local Slack.")
    reader.add_argument("--port", type=int, default=8400, help="where apps find the Web API; 0 takes a free port")
    reader.add_argument("--control-port", type=int, default=0, help="where /control/ stays open while Slack is down")
    reader.add_argument("--host", default="127.0.0.1")
    asked = reader.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(asked.host, asked.port, asked.control_port))


async def serve(host: str, port: int, control_port: int) -> None:
    """Serve until SIGINT or SIGTERM; the first line on stdout says where, as JSON."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Playground.serve(port, control_port=control_port, host=host) as slack:
        sys.stdout.write(json.dumps({"api": slack.url, "control": slack.control_url}) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
