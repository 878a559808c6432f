"""Which skill an answer shows, and the words that made it so."""

from salesbot.coaching.matching.matcher import Match, Phrase, match

__all__ = ["Match", "Phrase", "match"]
