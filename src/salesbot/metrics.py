"""What salesbot counts of itself, for a Prometheus server: counts and times, never whose they are."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each counter began would be a second series for each
REGISTRY = CollectorRegistry()  # this process's own: each process is scraped for itself
ProcessCollector(registry=REGISTRY)

ACKS = Histogram(
    "salesbot_ack_seconds",
    "From a payload of Slack's at the door to its answer.",
    ["kind", "outcome"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2, 3),
    registry=REGISTRY,
)
REFUSED = Counter(
    "salesbot_requests_refused_total",
    "Requests over HTTP that the guard did not let through, by the status they got.",
    ["status"],
    registry=REGISTRY,
)
CALLS = Histogram(
    "salesbot_slack_call_seconds",
    "Calls to Slack, by method and HTTP status (429 is too fast, none is no answer).",
    ["method", "status"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
ATTEMPTS = Counter(
    "salesbot_outbox_attempts_total",
    "What became of each attempt to say something.",
    ["result"],
    registry=REGISTRY,
)
DELAY = Histogram(
    "salesbot_outbox_delay_seconds",
    "From the time a message was due to the time it was posted.",
    buckets=(0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200),
    registry=REGISTRY,
)
ERRORS = Counter(
    "salesbot_errors_total",
    "Lines of the log that are errors, by what they say happened.",
    ["kind"],
    registry=REGISTRY,
)
WRITES = Histogram(
    "salesbot_database_write_seconds",
    "Writing transactions from their begin to their end, the wait for their turn included.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30),
    registry=REGISTRY,
)
HELD = Histogram(
    "salesbot_database_held_seconds",
    "How long a writing transaction held its connection; on SQLite the one writer, for which all others wait.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30),
    registry=REGISTRY,
)
