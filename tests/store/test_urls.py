"""The address of the database, as people write it."""

from __future__ import annotations

import inspect

import asyncpg
import pytest

from salesbot.errors import StoreError
from salesbot.store import urls


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_postgresql_is_known_by_all_its_names(scheme):
    """Hosts hand out postgres:// and postgresql://; both work, and what follows is kept."""
    url = urls.parse(f"{scheme}://ana:secret@db.example:6432/sales?prepared_statement_cache_size=0")
    assert url.drivername == "postgresql+asyncpg"
    assert (url.username, url.host, url.port, url.database) == ("ana", "db.example", 6432, "sales")
    assert url.query == {"prepared_statement_cache_size": "0"}


def test_sslmode_is_translated():
    """`sslmode`, which asyncpg does not know, becomes `ssl`, which it does."""
    assert urls.parse("postgresql://db.example/sales?sslmode=require").query == {"ssl": "require"}


def test_a_word_that_the_driver_does_not_know_is_named():
    """Hosts of PostgreSQL hand out addresses for libpq; what our driver would fall over is said in a sentence."""
    with pytest.raises(StoreError, match="says channel_binding=") as no:
        urls.parse("postgresql://ana:secret@db.example/sales?sslmode=require&channel_binding=require")
    assert "secret" not in str(no.value)


def test_every_word_that_is_let_through_is_one_of_the_drivers():
    """None of them is refused after all by the driver itself."""
    parameters = inspect.signature(asyncpg.connect).parameters
    assert urls._WORDS - {"prepared_statement_cache_size"} <= set(parameters)


def test_an_at_sign_in_a_password_is_told_and_not_shown():
    """Unescaped it cuts the password in two, and the second half would be shown as the host."""
    with pytest.raises(StoreError, match="as %40") as no:
        urls.parse("postgresql://ana:se@cret@db.example/sales")
    assert "cret" not in str(no.value)
    assert urls.parse("postgresql://ana:se%40cret@db.example/sales").password == "se@cret"


def test_other_tools_get_their_own_words():
    """pg_dump refuses an address with words of our driver; what it knows stays."""
    ours = (
        "postgresql://ana@db.example/sales?sslmode=require&prepared_statement_cache_size=0&command_timeout=9&host=/run"
    )
    told = urls.in_libpq(urls.parse(ours))
    assert told.drivername == "postgresql"
    assert told.query == {"sslmode": "require", "host": "/run"}


def test_a_relative_file_is_the_same_file_in_every_folder(tmp_path, monkeypatch):
    """A relative path is read once, from where salesbot was started."""
    monkeypatch.chdir(tmp_path)
    assert urls.file_of(urls.parse("sqlite:///team.db")) == tmp_path / "team.db"


def test_without_a_url_the_file_is_in_the_data_folder():
    """No setting at all gives a file that the platform keeps for applications."""
    file = urls.file_of(urls.parse(""))
    assert file.name == "salesbot.db"
    assert file.is_absolute()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_in_memory_is_refused(url):
    """Readers and the writer would not see each other's data."""
    with pytest.raises(StoreError, match="in a file"):
        urls.parse(url)


@pytest.mark.parametrize("url", ["mysql://ana:secret@db/sales", "postgresql://ana:secret@db:port/sales", "secret"])
def test_a_wrong_url_is_refused_without_repeating_it(url):
    """The sentence says what is expected and never shows the password."""
    with pytest.raises(StoreError, match="postgresql://") as no:
        urls.parse(url)
    assert "secret" not in str(no.value)


@pytest.mark.parametrize("said", ["ana:secret@db.example/sales", "db.example/sales?user=ana&password=secret"])
def test_what_is_shown_has_no_password(said):
    """Logs, errors and the commands of other tools name the database and hide its password."""
    told = urls.shown(urls.parse(f"postgresql://{said}"))
    assert "db.example/sales" in told
    assert "secret" not in told
