"""What a manager sees who makes or changes a check-in: a summary of it, and a page for each of its parts."""

from salesbot.checkins.blocks.editor.first import FIRST, NEW, choose_team, first_page
from salesbot.checkins.blocks.editor.overview import (
    ADD,
    EDITOR,
    MINE,
    PEOPLE,
    PUBLISHING,
    QUESTION,
    THEIRS,
    TIMES,
    done,
    overview,
    place_of,
)
from salesbot.checkins.blocks.editor.pages import (
    PEOPLE_PAGE,
    PUBLISHING_PAGE,
    SHARED_PAGE,
    TIMES_PAGE,
    people_page,
    publishing_page,
    shared_page,
    times_page,
)
from salesbot.checkins.blocks.editor.questions import KIND, QUESTION_PAGE, question_page
from salesbot.checkins.blocks.editor.turning import EDIT, END, PAUSE, RESUME, choose_checkin, choose_turn, turned

__all__ = [
    "ADD",
    "EDIT",
    "EDITOR",
    "END",
    "FIRST",
    "KIND",
    "MINE",
    "NEW",
    "PAUSE",
    "PEOPLE",
    "PEOPLE_PAGE",
    "PUBLISHING",
    "PUBLISHING_PAGE",
    "QUESTION",
    "QUESTION_PAGE",
    "RESUME",
    "SHARED_PAGE",
    "THEIRS",
    "TIMES",
    "TIMES_PAGE",
    "choose_checkin",
    "choose_team",
    "choose_turn",
    "done",
    "first_page",
    "overview",
    "people_page",
    "place_of",
    "publishing_page",
    "question_page",
    "shared_page",
    "times_page",
    "turned",
]
