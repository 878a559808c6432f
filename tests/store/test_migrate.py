"""Bringing the tables up to date loses nothing, whoever starts when."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from salesbot.errors import StoreError
from salesbot.people.model import Member, Membership, Team, Workspace
from salesbot.store import Base, Store, insert, migrate, urls
from salesbot.store.files import COPIES_KEPT
from salesbot.store.migrations.applying import settings, upgrade
from salesbot.store.migrations.tables import know_all_tables

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public'"""
INDEXES = "SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'"
RULES = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace"""
TRIGGERS = """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '' FROM pg_trigger
    WHERE NOT tgisinternal"""
FUNCTIONS = """SELECT proname::text, '', pg_get_functiondef(oid), '', '' FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace"""
KNOWN = f"{COLUMNS} UNION {INDEXES} UNION {RULES} UNION {TRIGGERS} UNION {FUNCTIONS}"
FILE = "SELECT tbl_name, name, sql, '', '' FROM sqlite_master WHERE sql IS NOT NULL"


async def shape(url: str) -> list[str]:
    """All that the database knows of its tables, in no order: columns, types, keys, indexes, triggers."""
    told = await told_by(url, FILE if "sqlite" in url else KNOWN)
    return sorted(" ".join(sorted(line.replace(",", " ").split())) for line in told)


async def told_by(url: str, query: str) -> list[str]:
    engine = create_async_engine(urls.parse(url))
    async with engine.connect() as db:
        rows = (await db.execute(text(query))).all()
    await engine.dispose()
    return [" ".join(map(str, row)) for row in rows if row[0] != "alembic_version"]


async def make_by_versions(url: str) -> None:
    """Apply one version after another, as they came to those who have salesbot from the beginning."""
    engine = create_async_engine(urls.parse(url))
    async with engine.begin() as db:
        await db.run_sync(upgrade, [migrate.FOLDER])
    await engine.dispose()


async def count(url: str) -> dict[str, int]:
    know_all_tables()
    return {name: await rows_of(url, name) for name in sorted(Base.metadata.tables)}


def test_a_version_is_named_by_its_file_and_they_follow_each_other():
    """What a start goes by, without reading the files, is what Alembic applies."""
    chain = ScriptDirectory.from_config(settings([migrate.FOLDER])).walk_revisions()
    assert migrate.versions() == [one.revision for one in reversed(list(chain))]


async def test_a_start_that_changes_no_table_of_before_does_without_alembic(sqlite_url):
    """It is 11 MB and a tenth of a second that nearly no start needs: neither the first nor any later one."""
    code = (
        "import asyncio, sys; from salesbot.app import serving; from salesbot.store import migrate; "
        "print(len(asyncio.run(migrate.upgrade(sys.argv[1]))), 'alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, sqlite_url.replace(".db", "-new.db")]
    for many in (len(migrate.versions()), 0):
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        told, _ = await process.communicate()
        assert told.decode().split()[-2:] == [str(many), "False"]


async def test_the_versions_make_what_the_models_say(empty_url):
    """A model that changed without a version fails here: run `python -m salesbot.store.migrations.new <room>`.

    So does a version that fills a table: a new database is made by the models alone.
    """
    await migrate.upgrade(empty_url)
    said, rows = await shape(empty_url), await count(empty_url)
    version = await told_by(empty_url, "SELECT 'at', version_num FROM alembic_version")
    await empty(empty_url)
    await make_by_versions(empty_url)
    made = await shape(empty_url)
    assert [line for line in said if line not in made] == []
    assert [line for line in made if line not in said] == []
    assert await count(empty_url) == rows == dict.fromkeys(rows, 0)
    assert await told_by(empty_url, "SELECT 'at', version_num FROM alembic_version") == version


async def empty(url: str) -> None:
    file = urls.file_of(urls.parse(url))
    if file is not None:
        file.unlink()
        return
    engine = create_async_engine(urls.parse(url))
    async with engine.begin() as db:
        await db.execute(text("DROP SCHEMA public CASCADE"))
        await db.execute(text("CREATE SCHEMA public"))
    await engine.dispose()


async def test_a_database_is_brought_up_to_date_once(empty_url):
    """An empty database lacks every version, gets them in order, and then lacks none."""
    lacking = await migrate.pending(empty_url)
    assert lacking == sorted(lacking)
    assert lacking[0] == "0001"
    assert await migrate.upgrade(empty_url) == lacking
    assert await migrate.pending(empty_url) == []
    assert await migrate.upgrade(empty_url) == []


async def test_to_ask_what_is_pending_makes_no_file(tmp_path):
    """Looking at a database that is not there leaves it not there."""
    assert await migrate.pending(f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()


START = """
import asyncio, sys
from salesbot.store import migrate
print(len(asyncio.run(migrate.upgrade(sys.argv[1]))))
"""


async def test_several_processes_may_start_together(empty_url):
    """Of four processes that start at the same moment, one makes the tables and nobody fails."""
    told = await asyncio.gather(*(start(empty_url) for _ in range(4)))
    made = [int(lines[-1]) for lines in told]
    assert sorted(made)[:3] == [0, 0, 0]
    assert max(made) > 0
    assert await migrate.pending(empty_url) == []


async def start(url: str) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", START, url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        out, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()
    return out.decode().split()


async def test_a_newer_database_is_refused_in_words(empty_url):
    """A salesbot that is older than its database says so and does nothing."""
    await migrate.upgrade(empty_url)
    await told_by_writing(empty_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="written by a newer salesbot"):
        await migrate.upgrade(empty_url)
    with pytest.raises(StoreError, match="written by a newer salesbot"):
        await migrate.pending(empty_url)


async def told_by_writing(url: str, statement: str) -> None:
    store = await Store.open(url)
    async with store.begin() as db:
        await db.execute(text(statement))
    await store.close()


@pytest.fixture
async def lived_in(empty_url, now):
    """A database at our last version in which Ana manages a team."""
    await migrate.upgrade(empty_url)
    store = await Store.open(empty_url)
    ana, one = {"workspace_id": "T1", "created_at": now}, {"workspace_id": "T1", "id": 1}
    async with store.begin() as db:
        await insert(db, Workspace, [{"id": "T1", "created_at": now}])
        await insert(db, Member, [{**ana, "id": "U1"}])
        await insert(db, Team, [{**ana, **one, "name": "EMEA", "channel_id": "C1", "zone": "UTC", "created_by": "U1"}])
        await insert(db, Membership, [{**one, "team_id": 1, "member_id": "U1", "role": "manager", "from_at": now}])
    await store.close()
    return empty_url


def version(folder: Path, number: int, body: str, *, after: str) -> None:
    """Write one more version, as a later salesbot would bring it."""
    head = f"from alembic import op\nimport sqlalchemy as sa\nrevision = '{number}'\ndown_revision = '{after}'\n"
    (folder / f"{number}_later.py").write_text(f"{head}def upgrade():\n    {body}\n")


@pytest.fixture
def later(tmp_path) -> Path:
    folder = tmp_path / "later"
    folder.mkdir()
    return folder


async def newest(tmp_path: Path) -> str:
    return (await migrate.pending(f"sqlite:///{tmp_path}/none.db"))[-1]


async def rows_of(url: str, table: str) -> int:
    return len(await told_by(url, f"SELECT '', * FROM {table}"))  # noqa: S608  a name of our own


async def test_a_table_made_anew_keeps_its_children(lived_in, later, tmp_path):
    """The table of members is altered, and nobody's membership is lost with the old one."""
    body = "with op.batch_alter_table('members') as t: t.alter_column('name', nullable=True)"
    version(later, 9001, body, after=await newest(tmp_path))
    assert await migrate.upgrade(lived_in, also=later) == ["9001"]
    assert await rows_of(lived_in, "memberships") == 1
    await told_by_writing(lived_in, "UPDATE members SET name = NULL")


LOSING = {
    "rows": ("op.execute('DELETE FROM memberships')", r"lost rows of memberships \(1 rows, then 0\)"),
    "an error in the middle": (
        "op.create_table('half'); op.execute('SELECT nonsense')",
        "could not be brought up to date",
    ),
}


@pytest.mark.parametrize("loss", LOSING)
async def test_what_would_lose_something_is_taken_back(lived_in, later, tmp_path, loss):
    """A version that loses rows, or breaks in the middle, stops the start and leaves everything as it was."""
    body, words = LOSING[loss]
    body = body.replace("op.create_table('half')", "op.create_table('half', sa.Column('id', sa.Integer()))")
    version(later, 9001, body, after=await newest(tmp_path))
    before = await shape(lived_in)
    with pytest.raises(StoreError, match=words) as no:
        await migrate.upgrade(lived_in, also=later)
    assert "Nothing was changed" in str(no.value)
    assert await shape(lived_in) == before
    assert await rows_of(lived_in, "memberships") == 1
    assert await migrate.pending(lived_in) == []


async def test_a_row_that_would_point_nowhere_is_taken_back(lived_in, later, tmp_path):
    """References are not followed while tables are made anew, so they are looked through before the commit."""
    version(later, 9001, "op.execute(\"UPDATE memberships SET member_id = 'U404'\")", after=await newest(tmp_path))
    with pytest.raises(StoreError, match="Nothing was changed"):
        await migrate.upgrade(lived_in, also=later)
    assert await told_by(lived_in, "SELECT member_id FROM memberships") == ["U1"]


async def test_a_copy_is_made_first_and_few_are_kept(sqlite_url, later, tmp_path):
    """Beside a SQLite file lies how it was before the last few versions."""
    await told_by_writing(sqlite_url, "CREATE TABLE alembic_version (version_num TEXT)")
    last = await newest(tmp_path)
    await told_by_writing(sqlite_url, f"INSERT INTO alembic_version VALUES ('{last}')")  # noqa: S608  our own number
    for number in range(9001, 9003 + COPIES_KEPT):
        version(later, number, f"op.create_table('t{number}', sa.Column('id', sa.Integer()))", after=last)
        await migrate.upgrade(sqlite_url, also=later)
        last = str(number)
    copies = sorted(tmp_path.glob("salesbot.db.before-*"))
    assert len(copies) == COPIES_KEPT
    assert "t9002" in await tables_of(copies[0])
    assert "t9003" not in await tables_of(copies[0])


async def tables_of(file: Path) -> list[str]:
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
    async with engine.connect() as db:
        names = await db.run_sync(lambda connection: inspect(connection).get_table_names())
    await engine.dispose()
    return names


async def test_a_file_of_another_program_is_not_taken_for_ours(tmp_path):
    """A slip in the settings adds no table to somebody else's data, and the words say what is there."""
    url = f"sqlite:///{tmp_path}/other.db"
    engine = create_async_engine(urls.parse(url))
    async with engine.begin() as db:
        await db.execute(text("CREATE TABLE bookmarks (address TEXT)"))
    await engine.dispose()
    for look in (migrate.pending, migrate.upgrade):
        with pytest.raises(StoreError, match="is not a database of salesbot: it has the table bookmarks"):
            await look(url)
    assert await told_by(url, "SELECT name FROM sqlite_master") == ["bookmarks"]
