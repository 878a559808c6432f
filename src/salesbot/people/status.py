"""A Slack status that says that its owner is away: in which words and emoji, in several languages, and in which not."""

from __future__ import annotations

import re
import unicodedata

# Slack's own suggestions ("Vacationing", "Out sick") and what people choose for the same.
EMOJI = frozenset({
    "palm_tree", "desert_island", "beach_with_umbrella", "beach_umbrella", "umbrella_on_ground", "camping",
    "face_with_thermometer", "face_with_head_bandage", "sneezing_face", "hospital", "baby_bottle",
    "ooo", "out-of-office", "out_of_office", "pto", "vacation", "holiday", "sick",
})  # fmt: skip

# Whole words, whatever their case and accents. Only what means days off: "in a meeting", "lunch", "commuting" and
# "travelling" are work.
WORDS: dict[str, tuple[str, ...]] = {
    "English": (
        "away", "vacation", "vacationing", "holiday", "holidays", "on leave", "annual leave", "sick leave",
        "parental leave", "maternity leave", "paternity leave", "bereavement leave", "out of office",
        "out of the office", "ooo", "oof", "pto", "day off", "days off", "time off", "off today", "off sick",
        "off until", "out sick", "out today", "out until", "sick", "sick day", "unwell", "jury duty", "sabbatical",
        "not working",
    ),
    "German": (
        "Urlaub", "im Urlaub", "Elternzeit", "Mutterschutz", "abwesend", "nicht im Büro", "krank", "krankgeschrieben",
        "Ferien",
    ),
    "French": (
        "vacances", "congé", "congés", "congé maladie", "arrêt maladie", "malade", "absent", "absente",
        "hors du bureau", "RTT",
    ),
    "Spanish": ("vacaciones", "de baja", "ausente", "fuera de la oficina", "enfermo", "enferma", "día libre"),
    "Italian": ("ferie", "in malattia", "malattia", "malato", "malata", "assente", "fuori ufficio"),
    "Portuguese": ("férias", "de licença", "licença", "doente", "fora do escritório", "de folga"),
    "Dutch": ("vakantie", "met verlof", "verlof", "ziek", "afwezig"),
    "Polish": ("urlop", "na urlopie", "na zwolnieniu", "chory", "chora"),
    # Not a bare "ledig": in Danish and Norwegian that is "available", in German "unmarried".
    "Swedish": ("på semester", "föräldraledig", "sjuk", "är ledig", "ledig idag"),
    "Danish and Norwegian": ("på ferie", "syg", "syk", "barsel"),
    "Japanese": ("休暇", "有給", "有休", "お休み", "病欠", "育休"),
    "Chinese": ("休假", "请假", "請假", "年假", "病假", "放假"),
    "Korean": ("휴가", "병가", "연차"),
}  # fmt: skip

# These speak of it without being it: over, still to come, denied, wished to others, or working all the same.
_NOT = (
    r"back from|returned from|after (?:my|the)|before (?:my|the|going)|until my|counting down|planning|no longer"
    r"|next week|next month|soon|upcoming|happy|starting|from (?:mon|tue|wed|thu|fri|sat|sun)\w*|tomorrow"
    r"|not (?:really |yet |actually )?(?:away|on|ooo|out|sick|off)|away from (?:keyboard|my desk|desk)|working"
    r"|zuruck|nicht im urlaub|nicht mehr|ab (?:montag|dienstag|mittwoch|donnerstag|freitag|morgen)|nachste woche"
    r"|de retour|retour de|bientot|de vuelta|de regreso|di ritorno|rientrat[oa]|de volta|terug van"
)
# "Not working", "back tomorrow", "until next week", "today and tomorrow" hold such a word and are no denial.
_STILL_AWAY = re.compile(
    r"\bnot working\b|\b(?:back|until|till|return|returning)(?: on| in| at)? (?:next \w+|tomorrow|soon)"
    r"|\btoday(?:,| and| &| \+) tomorrow\b"
)
_SCRIPTS_WITHOUT_SPACES = {"Japanese", "Chinese", "Korean"}


def says_away(text: str, emoji: str) -> bool:
    """Whether a status means that nothing should be asked of its owner while it stands."""
    said = _folded(text)
    if _DENIED.search(_STILL_AWAY.sub("", said)):
        return False
    return emoji.strip(":").partition("::")[0].casefold() in EMOJI or _AWAY.search(said) is not None


def _folded(text: str) -> str:
    """Text without case, accents and hyphens; scripts that compose their letters are put together again."""
    bare = (one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).replace("ø", "o").replace("-", " ").split())


def _pattern() -> re.Pattern[str]:
    spaced = [
        re.escape(_folded(one)) for name, some in WORDS.items() if name not in _SCRIPTS_WITHOUT_SPACES for one in some
    ]
    others = [re.escape(_folded(one)) for name in _SCRIPTS_WITHOUT_SPACES for one in WORDS[name]]
    return re.compile(rf"\b(?:{'|'.join(spaced)})\b|{'|'.join(others)}")


_AWAY = _pattern()
_DENIED = re.compile(rf"\b(?:{_NOT})\b")
