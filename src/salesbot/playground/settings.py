"""How this local Slack behaves: patience, limits, retries and chance, with the numbers Slack documents as defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Settings:
    """The knobs of one playground; times are seconds of machine time. Change them at any moment.

    The defaults are Slack's: `ack_within` and `trigger_life` from "Handling user interaction" (3 s), `response_life`
    and
    `response_uses` from "Handling user interaction: using response_url", `event_retries` from "The Events API: retries"
    (nearly at once, one minute, five minutes), `links_per_app` from "Using Socket Mode", the rates from "Rate limits".
    """

    ack_within: float = 3.0
    trigger_life: float = 3.0
    response_life: float = 1800.0
    response_uses: int = 5
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    links_per_app: int = 10
    refresh_warning: float = 0.05  # Slack warns about 10 s before it refreshes a socket; a test need not wait that long
    ping_every: float = 10.0
    strict_rates: bool = True
    posts_per_channel_per_second: float = 1.0
    posts_per_channel_burst: int = 5
    posts_per_workspace_per_minute: int = 300
    tier_1_burst: int = 30  # "a small amount of burst behavior is tolerated"; the number is ours
    tier_factor: float = 1.0  # multiplies the per-minute number of every tier
    dedupe_client_msg_id: bool = False  # undocumented, so off: a repeated client_msg_id makes a second message
    echo_bot_messages: bool = True  # an app also hears of its own messages, as in Slack
    latency: float = 0.0  # added to every Web API call
    seed: int = 20260303
    log_size: int = 20_000
