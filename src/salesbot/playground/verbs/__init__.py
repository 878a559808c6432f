"""The verbs of the control door: the Python door's, with ids for objects and JSON for answers."""

from salesbot.playground.verbs import acting, bad_days, looking, setting_up
from salesbot.playground.verbs.naming import VERBS

__all__ = ["VERBS", "acting", "bad_days", "looking", "setting_up"]
