"""The editor's page for one question: its words, its kind of answer, and when it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.editor.overview import place_of
from salesbot.checkins.blocks.editor.pages import weekday_options
from salesbot.checkins.rules import editing, ends
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.checkins.rules.sketch import Item
    from salesbot.checkins.service.proposal import Making
    from salesbot.room import Block

QUESTION_PAGE, KIND = "checkin.question_page", "checkin.kind"
_WHEN_HINTS = {
    "text": "Words, with commas between: discount, price. One of them in the answer brings this question.",
    "number": "For example: 10 or less, 50 or more, or just 3.",
    "scale": "For example: 2 or less, 4 or more, or just 3.",
}


def question_page(making: Making, item: Item) -> Block:
    """The fields that this kind of question has; an id of 0 is a new one."""
    blocks = [
        *_first(making, item),
        kit.text_input(
            "The question", "words", initial=item.words, longest=editing.LONGEST_QUESTION,
            placeholder="What would make today a good day?",
        ),
        kit.text_input("A hint below it", "hint", initial=item.hint, longest=editing.LONGEST_HINT, optional=True),
        kit.input_block("What kind of answer?", _kinds(item), block_id="kind", dispatch=True),
        *_of_kind(item),
        kit.input_block("Answering", _required(item), block_id="required", optional=True),
        kit.input_block("Who is asked this?", _roles(item), block_id="role"),
        kit.input_block(
            "On some days only", kit.checkboxes("weekdays", weekday_options(), initial=list(item.weekdays)),
            block_id="weekdays", optional=True, hint="Tick none for every day on which it asks.",
        ),
    ]  # fmt: skip
    title = ("New follow-up" if item.follows else "New question") if item.id == 0 else "Edit question"
    return kit.modal(
        title, blocks, callback_id=QUESTION_PAGE, submit="Keep", close="Back",
        private_metadata=f"{place_of(making)}.{item.id}.{item.follows or 0}",
    )  # fmt: skip


def _first(making: Making, item: Item) -> list[Block]:
    """What brings a follow-up."""
    if item.follows is None:
        return []
    first = making.sketch.item(item.follows)
    said = kit.section(f"It follows: *{kit.escape(first.words)}*")
    typed, ticked = editing.condition_field(first, item.when)
    if first.kind in editing.CHOOSING:
        options = [kit.option(option, str(place)) for place, option in enumerate(first.options)]
        boxes = kit.checkboxes("picked", options, initial=ticked)
        return [said, kit.input_block("Which answers bring it?", boxes, block_id="picked", optional=True)]
    hint = _WHEN_HINTS[first.kind]
    return [
        said,
        kit.text_input("Which answers bring it?", "when", initial=typed, longest=editing.LONGEST_CONDITION, hint=hint),
    ]


def _kinds(item: Item) -> Block:
    options = [
        kit.option("Text", "text"),
        kit.option("A number", "number"),
        kit.option("A scale from 1 to 5", "scale"),
        kit.option("One of several options", "choice"),
        kit.option("Any of several options", "choices"),
    ]
    return kit.static("Kind", KIND, options=options, initial=item.kind)


def _of_kind(item: Item) -> list[Block]:
    if item.kind == "number":
        return [kit.text_input("Its unit", "unit", initial=item.unit, longest=editing.LONGEST_UNIT, optional=True,
                               placeholder="EUR, meetings")]  # fmt: skip
    if item.kind == "scale":
        return _ends(item)
    if item.kind in editing.CHOOSING:
        return [kit.text_input("The options", "options", multiline=True, initial="\n".join(item.options),
                               hint="One a line, two to ten of them.")]  # fmt: skip
    return [kit.input_block("Its answers are", _topics(item), block_id="topic")] if item.kind == "text" else []


def _ends(item: Item) -> list[Block]:
    """What 1 and 5 mean, for who answers; without words of its own a scale has plain ones."""
    own = item.options if len(item.options) == len(editing.ENDS) else ("", "")
    labels = zip(editing.ENDS, ("What 1 means", "What 5 means"), own, ends(""), strict=True)
    return [
        kit.text_input(label, field, initial=said, longest=editing.LONGEST_END, optional=True, placeholder=plain)
        for field, label, said, plain in labels
    ]


def _topics(item: Item) -> Block:
    options = [
        kit.option("Simply answers", "none"),
        kit.option("Blockers", "blockers", description="kept open until somebody resolves them"),
        kit.option("Outcomes", "outcome", description="the week's digest tells them"),
        kit.option("Lessons", "learned", description="what others can use"),
        kit.option("Thanks", "helped", description="who helped"),
    ]
    return kit.static("Answers", "topic", options=options, initial=item.topic or "none")


def _required(item: Item) -> Block:
    options = [kit.option("It needs an answer", editing.REQUIRED)]
    return kit.checkboxes("required", options, initial=[editing.REQUIRED] if item.required else [])


def _roles(item: Item) -> Block:
    options = [
        kit.option("Everybody who is asked", "all"),
        kit.option("Managers only", "manager"),
        kit.option("Reps only", "rep"),
        kit.option("Contributors only", "contributor"),
    ]
    return kit.static("Who?", "role", options=options, initial=item.role or "all")
