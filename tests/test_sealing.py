"""Keys and seals: what is sealed opens for whoever has the key, and the key is where it should be and nowhere else."""

from __future__ import annotations

import asyncio
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from salesbot import clock, config, sealing
from salesbot.app import keys
from salesbot.app.house import House
from salesbot.coaching.model import OneToOne
from salesbot.config import Settings
from salesbot.errors import SalesbotError, WrongSetting
from salesbot.people import service as people
from salesbot.sealing import Lost, Seals

SQLITE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # what does not depend on the database
ACME = "T1"


# ---- a seal and its file ----


@given(st.text())
def test_what_was_sealed_opens_again(tmp_path_factory, text):
    """Any text comes back as it was, and its seal shows none of it."""
    seals = Seals(tmp_path_factory.getbasetemp() / "any.key")
    sealed = seals.seal(text)
    assert seals.unseal(sealed) == text
    assert sealed.isascii()
    assert seals.seal(text) != sealed


def test_several_that_start_together_make_one_key(tmp_path):
    """Twenty at once: one makes the file, only its owner may read it, and all seal with the same key."""
    file = tmp_path / "new" / "salesbot.key"
    with ThreadPoolExecutor(20) as crowd:
        sealed = list(crowd.map(lambda number: Seals(file).seal(str(number)), range(20)))
    assert [Seals(file).unseal(one) for one in sealed] == [str(number) for number in range(20)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["salesbot.key"]


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path):
    """A copy that came with 0644 is 0600 once it was used."""
    Seals(tmp_path / "a.key").make()
    (tmp_path / "a.key").chmod(0o644)
    Seals(tmp_path / "a.key").seal("x")
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "told"), [("", "is empty"), ("no key\n", "is no key"), ("# only words", "is empty")]
)
def test_a_file_without_keys_is_refused_in_words(tmp_path, content, told):
    """It is not overwritten with a new key: what it held may come back."""
    file = tmp_path / "salesbot.key"
    file.write_text(content)
    with pytest.raises(WrongSetting, match=told):
        Seals(file).seal("x")
    assert file.read_text() == content


def test_a_lost_key_is_told_and_none_is_made_in_its_place(tmp_path):
    """Where something was sealed and the file is gone, opening and sealing both say so."""
    seals = Seals(tmp_path / "salesbot.key", may_make=False)
    with pytest.raises(WrongSetting, match=r"there is no .*salesbot.key.*SALESBOT_KEY_FILE"):
        seals.seal("x")
    with pytest.raises(Lost, match="I cannot open this any more: the key that sealed it is missing"):
        seals.unseal(Seals(tmp_path / "another.key").seal("x"))
    assert not seals.file.exists()


def test_whoever_runs_already_follows_a_new_key(tmp_path):
    """Another process puts a key in front: this one opens what that one seals, and seals with the new key at once."""
    running, other = Seals(tmp_path / "salesbot.key"), Seals(tmp_path / "salesbot.key")
    before = running.seal("before")
    other.hold([sealing.new(), *other.keys()])
    assert running.unseal(other.seal("meanwhile")) == "meanwhile"
    assert keys.fits(other.keys(), running.seal("after")) is keys.Fits.NEWEST
    assert running.unseal(before) == "before"


def test_keys_come_from_the_settings_as_well(tmp_path, monkeypatch):
    """The first seals, all open, no file is made; a slip is refused without being shown."""
    old, fresh = sealing.new(), sealing.new()
    monkeypatch.setenv("SALESBOT_KEYS", f"{fresh}, {old}")
    settings = config.load(database_url=f"sqlite:///{tmp_path / 'salesbot.db'}")
    mine = keys.seals(settings)
    assert mine.unseal(Seals(tmp_path / "x", given=old).seal("x")) == "x"
    assert Seals(tmp_path / "x", given=fresh).unseal(mine.seal("y")) == "y"
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("SALESBOT_KEYS", f"{fresh},{old[:-4]}")
    with pytest.raises(WrongSetting, match="SALESBOT_KEYS was read") as no:
        config.load()
    assert old[:-4] not in str(no.value)


def test_where_the_file_is(tmp_path):
    """Beside a SQLite file, where a setting says, or in the data folder under a name of the database's own."""
    sqlite = keys.place(Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/team.db"))
    assert sqlite == tmp_path / "team.key"
    named = keys.place(Settings(_env_file=None, key_file=str(tmp_path / "elsewhere")))
    assert named == tmp_path / "elsewhere"
    two = {keys.place(Settings(_env_file=None, database_url=f"postgresql://h/{name}")).name for name in ("a", "b")}
    assert len(two) == 2
    assert all(one.endswith(".key") for one in two)


# ---- a house with something sealed in it ----


@pytest.fixture
async def sealed_house(house, now):
    """Ana has notes of 120 one-to-ones with Ben: more than a batch."""
    clock.set_calendar(now)
    async with house.store.begin() as db:
        await people.install(db, ACME, now=now)
        for one in ("UANA", "UBEN"):
            await people.meet(db, {"id": one, "team_id": ACME, "real_name": one}, workspace_id=ACME, now=now)
        draft = people.TeamDraft("EMEA", "C1", "Europe/Berlin", members=["UBEN"])
        team = await people.make_team(db, draft, workspace_id=ACME, by="UANA", now=now)
        row = {"workspace_id": ACME, "team_id": team.id, "manager_id": "UANA", "member_id": "UBEN", "held_at": now}
        rows = [row | {"sealed": house.seals.seal(f"note {number}")} for number in range(120)]
        await db.execute(insert(OneToOne), rows)
    return house


async def notes(house):
    """All notes, as a house opens them."""
    async with house.store.read() as db:
        return [house.seals.unseal(one) for one in await db.scalars(select(OneToOne.sealed).order_by(OneToOne.id))]


ALL = [f"note {number}" for number in range(120)]


def twin(house):
    """Another process on the same database and key file, which read the keys before."""
    other = House(house.settings, house.store, house.session, rooms=house.rooms)
    other.seals.keys()
    return other


async def test_a_new_key_in_front_of_a_running_house(sealed_house):
    """All is sealed anew while another process reads; the old key goes when nothing needs it, and not before."""
    running, old = twin(sealed_house), sealed_house.seals.keys()
    done = await keys.rotate(sealed_house)
    assert (done.anew, done.lost, done.went_on) == (120, 0, False)
    assert sealed_house.seals.keys()[1:] == old
    assert await notes(running) == ALL
    assert {found[keys.Fits.OLDER] for found in (await keys.counted(running)).values()} == {0}
    done = await keys.rotate(sealed_house, forget_old=True)
    assert done.forgot == 2
    assert len(sealed_house.seals.keys()) == 1
    assert await notes(running) == ALL
    assert stat.S_IMODE(sealed_house.seals.file.stat().st_mode) == 0o600


@SQLITE
async def test_a_crash_between_the_new_key_and_the_sealing_loses_nothing(sealed_house):
    """The new key stood in the file and little was sealed with it: all opens, and the next call goes on with it."""
    seals = sealed_house.seals
    seals.hold([sealing.new(), *seals.keys()])
    first = seals.keys()
    async with sealed_house.store.begin() as db:
        one = (await db.scalars(select(OneToOne).limit(1))).one()
        one.sealed = seals.seal("note 0")
    assert await notes(twin(sealed_house)) == ALL
    done = await keys.rotate(sealed_house)
    assert (done.anew, done.went_on) == (119, True)
    assert seals.keys() == first
    assert await notes(twin(sealed_house)) == ALL


async def test_two_rotations_at_once_are_one_after_the_other(sealed_house):
    """Neither drops the key that the other made."""
    done = await asyncio.gather(*(keys.rotate(twin(sealed_house)) for _ in range(2)))
    assert [one.lost for one in done] == [0, 0]
    assert await notes(sealed_house) == ALL
    assert len(sealed_house.seals.keys()) == 3


def test_a_key_is_made_where_a_disk_knows_no_hard_links(tmp_path, monkeypatch):
    """A stick, or a share; a second start reads what the first one made."""

    def no_links(_from, _to):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(sealing.os, "link", no_links)
    file = tmp_path / "salesbot.key"
    Seals(file).make()
    made = file.read_text()
    Seals(file).make()
    assert file.read_text() == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


@SQLITE
async def test_a_start_without_the_key_says_so_and_makes_none(sealed_house):
    """Missing, wrong, and right again; what nobody can open any more is let go of only when asked."""
    file = sealed_house.seals.file
    right = file.read_text()
    file.unlink()
    missing = twin_without_memory(sealed_house)
    with pytest.raises(WrongSetting, match="the key that opens it is missing"):
        await keys.ready(missing)
    assert not file.exists()
    Seals(file).make()
    with pytest.raises(WrongSetting, match=r"no key in .*salesbot\.key opens it"):
        await keys.ready(twin_without_memory(sealed_house))
    file.write_text(right)
    await keys.ready(twin_without_memory(sealed_house))
    file.unlink()
    assert await keys.give_up(twin_without_memory(sealed_house)) == 120
    await keys.ready(twin_without_memory(sealed_house))
    assert file.exists()


def twin_without_memory(house):
    """A process that begins now."""
    other = House(house.settings, house.store, house.session, rooms=house.rooms)
    other.seals.may_make = False
    return other


@SQLITE
async def test_the_first_start_makes_the_key(house):
    """Before anything is sealed, so that a backup of the key can be made on the first day."""
    await keys.ready(house)
    assert stat.S_IMODE(house.seals.file.stat().st_mode) == 0o600
    assert await keys.rotate(house, forget_old=True) == keys.Rotated(0, 0, went_on=False, forgot=1)


@SQLITE
async def test_old_keys_stay_while_something_needs_them(sealed_house):
    """Somebody sealed with an old key behind the rotation's back: it is not dropped, and we hear what to do."""
    old = sealed_house.seals.keys()
    sealed_house.seals.hold([sealing.new(), *old])
    with pytest.raises(SalesbotError, match="Run it once more"):
        await keys._forget_old(sealed_house, sealed_house.seals.keys())
    assert sealed_house.seals.keys()[1:] == old
