"""Coaching: the right prompt, to the right person, because of what they said."""
