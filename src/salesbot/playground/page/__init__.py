"""The plain web page of the local Slack: look, write, press, fill in, act as somebody else, move the calendar.

Everything comes from this machine and nothing goes out of it. A server adds `Page(stage).routes()` and calls `close()`
before it stops; whoever has a calendar to set puts it into `page.clock`.
"""

from salesbot.playground.page.calendar import Clock
from salesbot.playground.page.doors import Page

__all__ = ["Clock", "Page"]
