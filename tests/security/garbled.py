"""Requests with a good signature that Slack would never write: broken, huge, deep, incomplete, of another type."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from attacks import FORM, JSON, Attack, encoded, into_a_text, places, put
from hostility import JUNK

if TYPE_CHECKING:
    import random

    from world import World


def _bad_json(one: Attack, _world: World, rng: random.Random) -> None:
    text = json.dumps(one.payload)
    cut = rng.randrange(len(text))
    broken = rng.choice([text[:cut], text[cut:], text[:cut] + "," + text[cut:], text + "}", text.replace('"', "'"),
                         "NaN",
                         "", "[]", "null", "7", '"x"', "{", "}", "[" + text + "]"])  # fmt: skip
    one.body = broken.encode() if one.content_type == JSON else urlencode({"payload": broken}).encode()


def _bad_form(one: Attack, _world: World, rng: random.Random) -> None:
    text = encoded(one.payload).decode()
    cut = rng.randrange(len(text))
    one.body = rng.choice([
        text.replace("%", "%%"), text.replace("%22", "%2"), text[:cut] + "%zz" + text[cut:], text.replace("=", "==", 1),
        "&" * 3000, "=" * 3000, "payload", "payload=" * 500, ";".join(["a=b"] * 500),
        text.replace("payload", "PAYLOAD"),
        "payload=%7B%7D&" + text, text + "&payload=x", "command&text", "ssl_check=1&token=x",
    ]).encode()  # fmt: skip


def _missing(one: Attack, _world: World, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 1, 2, 5])):
        holder, key = rng.choice(list(places(one.payload)))
        if isinstance(holder, dict):
            holder.pop(key, None)


def _wrong_type(one: Attack, _world: World, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        put(one.payload, rng, rng.choice(JUNK))


def _nul(one: Attack, _world: World, rng: random.Random) -> None:
    into_a_text(one.payload, rng, "\0")


def _surrogate(one: Attack, _world: World, rng: random.Random) -> None:
    into_a_text(one.payload, rng, rng.choice(["\ud83e", "\udd8a", "\udfff\ud800"]))


def _large(one: Attack, _world: World, rng: random.Random) -> None:
    size = rng.choice([100_000, 400_000, 990_000, 1_000_001, 1_500_000])
    one.body = (
        encoded(one.payload) + b"&x=" + b"y" * size if one.content_type == FORM else b" " * size + encoded(one.payload)
    )


def _deep(one: Attack, _world: World, rng: random.Random) -> None:
    depth = rng.choice([200, 900, 20_000])
    left, right = rng.choice([("[", "]"), ('{"a":', "}")])
    deep = left * depth + "1" + right * depth
    text = json.dumps(put(copy.deepcopy(one.payload), rng, "DEEP")).replace('"DEEP"', deep)
    one.body = text.encode() if one.content_type == JSON else urlencode({"payload": text}).encode()


def _not_utf8(one: Attack, _world: World, rng: random.Random) -> None:
    whole = encoded(one.payload)
    cut = rng.randrange(len(whole))
    odd = rng.choice(
        [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"%ff", b"%ED%A0%80", b"\xfe\xff"]
    )
    one.body = whole[:cut] + odd + whole[cut:]


def _twice(one: Attack, _world: World, rng: random.Random) -> None:
    key = rng.choice(list(one.payload))
    other = json.dumps(rng.choice(JUNK))
    if "command" in one.payload:
        one.body = f"{quote_plus(key)}={quote_plus(other)}&".encode() + encoded(one.payload) + f"&{key}=x".encode()
        return
    text = json.dumps(one.payload)
    text = (
        f"{{{json.dumps(key)}: {other}, {text[1:]}"
        if rng.random() < 0.5
        else f"{text[:-1]}, {json.dumps(key)}: {other}}}"
    )
    one.body = text.encode() if one.content_type == JSON else urlencode({"payload": text}).encode()


def _content_type(one: Attack, _world: World, rng: random.Random) -> None:
    one.content_type = rng.choice([
        "", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
        JSON, FORM, "application/x-www-form-urlencoded; charset=latin-1", "*/*", "x" * 3000,
        "application/json, text/html",
    ])  # fmt: skip


KINDS: dict[str, tuple[int, Any]] = {
    "bad JSON": (40, _bad_json), "bad form": (30, _bad_form), "something missing": (60, _missing),
    "wrong types": (90, _wrong_type), "NULs": (25, _nul), "half characters": (25, _surrogate), "large": (6, _large),
    "deeply nested": (10, _deep), "not UTF-8": (20, _not_utf8), "a key twice": (20, _twice),
    "content types": (20, _content_type),
}  # fmt: skip
