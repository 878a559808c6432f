"""What people do in Slack: type, press, fill in, close. Each act sends what Slack would send to the app."""

from salesbot.playground.acts.outcomes import Outcome
from salesbot.playground.acts.person import Person
from salesbot.playground.acts.stage import Stage

__all__ = ["Outcome", "Person", "Stage"]
