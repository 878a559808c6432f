"""The skills that coaching knows, and how people call them."""

from __future__ import annotations

from enum import StrEnum


class Skill(StrEnum):
    """What somebody can get better at. The value is its slug, in files, tables and buttons."""

    LISTENING = "listening"
    DISCOVERY = "discovery"
    EXPECTATIONS = "expectations"
    TONE = "tone"
    OBJECTIONS = "objections"
    NEGOTIATION = "negotiation"
    MULTITHREADING = "multithreading"
    FORECASTING = "forecasting"
    PIPELINE = "pipeline"
    PARTNERS = "partners"
    LOSSES = "losses"
    FEEDBACK = "feedback"
    RECOGNITION = "recognition"
    ONE_TO_ONES = "one-to-ones"

    @property
    def words(self) -> str:
        """As people say it: "more contacts in an account"."""
        return NAMES[self]


NAMES = {
    Skill.LISTENING: "listening",
    Skill.DISCOVERY: "understanding needs",
    Skill.EXPECTATIONS: "setting expectations",
    Skill.TONE: "tone in messages",
    Skill.OBJECTIONS: "objections",
    Skill.NEGOTIATION: "negotiation",
    Skill.MULTITHREADING: "more contacts in an account",
    Skill.FORECASTING: "honest forecasts",
    Skill.PIPELINE: "a healthy pipeline",
    Skill.PARTNERS: "working with colleagues",
    Skill.LOSSES: "learning from lost deals",
    Skill.FEEDBACK: "feedback",
    Skill.RECOGNITION: "recognition",
    Skill.ONE_TO_ONES: "one-to-ones",
}
