"""What people keep to themselves is sealed before it is stored: whoever has the database alone reads none of it."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from salesbot.errors import Refusal, WrongSetting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOST = "I cannot open this any more: the key that sealed it is missing."
EXPECTED = "one or several keys as `salesbot keys new` prints them, newest first, with commas between"
_HEAD = (
    "# The keys of salesbot, newest first. Without them nobody can read what people keep to themselves.\n"
    "# Keep a copy, apart from those of the database: whoever has both could read it.\n"
)
_GIVE_UP = "`salesbot keys give-up` lets go of what nobody can open, and begins with a new one."
_PRIVATE, _OTHERS = 0o600, 0o077


class Lost(Refusal):
    """What was sealed cannot be opened, since none of the keys that are here sealed it."""

    def __init__(self) -> None:
        super().__init__(LOST)


class Seals:
    """Seals words and opens them again, by keys from the settings or in a file of their own.

    The file is looked at before each seal, and again where something does not open: another process may have put a
    new key in front. `may_make`: a file that is missing may be made, as nothing was sealed yet.
    """

    def __init__(self, file: Path, *, given: str = "", may_make: bool = True) -> None:
        self.file = file
        self.given = tuple(keys_in(given))
        self.may_make = may_make
        self._keys: tuple[str, ...] = self.given
        self._seen: tuple[int, int] | None = None

    def seal(self, text: str) -> str:
        """Return the text sealed by the newest key. Raises WrongSetting where there is no key and none may be made."""
        return fernet(self.keys()[:1]).encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Return what was sealed. Raises Lost."""
        for keys in (self._keys, self._anew()):
            if keys:
                with suppress(InvalidToken):
                    return fernet(keys).decrypt(sealed.encode()).decode()
        raise Lost

    def _anew(self) -> tuple[str, ...]:
        """The keys as they are now; nothing where there are none any more."""
        try:
            return self.keys() if self.given or self.file.exists() else ()
        except WrongSetting:
            return ()

    def keys(self) -> tuple[str, ...]:
        """Return the keys, newest first; the file is made if it may be. Raises WrongSetting."""
        if self.given:
            return self.given
        seen = _look(self.file)
        if seen is None and self._keys:
            return self._keys  # somebody moved the file away under our feet: what we know still holds
        if seen is None:
            self.make()
            seen = _look(self.file)
        if seen != self._seen or not self._keys:
            self._keys, self._seen = read(self.file), seen
        return self._keys

    def make(self) -> None:
        """Make the file with a first key, unless it is there. Raises WrongSetting where none may be made."""
        if self.given or self.file.exists():
            return
        if not self.may_make:
            raise WrongSetting(missing(self.file))
        write(self.file, [new()], over=False)

    def hold(self, keys: Sequence[str]) -> None:
        """Put these keys, newest first, in the place of those in the file: all at once, and for good."""
        write(self.file, keys, over=True)
        self._seen = None


def missing(file: Path) -> str:
    """Say that the key is not there, where it was looked for, and what to do."""
    return (
        f"The database holds what people sealed, and the key that opens it is missing: there is no {file}. Put the key "
        "file back there, or name it with SALESBOT_KEY_FILE, or give the key as SALESBOT_KEYS. Only if it is lost for "
        f"good: {_GIVE_UP}"
    )


def wrong(where: str) -> str:
    """Say that the keys here open nothing of what is sealed, and what to do."""
    return (
        f"The database holds what people sealed, and no key in {where} opens it: it is the key of another database, "
        "or of another host: all that share a database need the same. Put the right one there (a file takes several, "
        f"one a line). Only if that is lost for good: {_GIVE_UP}"
    )


def new() -> str:
    """Return a new key."""
    return Fernet.generate_key().decode()


def keys_in(said: str) -> list[str]:
    """Return the keys in a setting or a file: parted by commas or lines, comments left out. Raises ValueError."""
    lines = (line.partition("#")[0] for line in said.splitlines())
    found = [one.strip() for line in lines for one in line.split(",") if one.strip()]
    for one in found:
        Fernet(one)
    return found


def fernet(keys: Sequence[str]) -> MultiFernet:
    """Return what seals with the first of these keys and opens with any."""
    return MultiFernet([Fernet(one) for one in keys])


# ---- the file ----


def read(file: Path) -> tuple[str, ...]:
    """Return the keys of a file, and see to it that nobody else reads it. Raises WrongSetting in words."""
    _close(file)
    try:
        found = tuple(keys_in(file.read_text(encoding="ascii")))
    except OSError as error:
        raise WrongSetting(f"The key file {file} cannot be read: {error.strerror}.") from error
    except ValueError:
        raise WrongSetting(f"The key file {file} holds something that is no key; it has one a line.") from None
    if not found:
        raise WrongSetting(f"The key file {file} is empty. Put the key back that was in it.")
    return found


def _close(file: Path) -> None:
    """Take the file out of others' reach, where this system knows of others."""
    try:
        if os.name == "nt" or not stat.S_IMODE(file.stat().st_mode) & _OTHERS:
            return
        file.chmod(_PRIVATE)
    except OSError as error:
        raise WrongSetting(
            f"The key file {file} can be read by others, and I may not change that ({error.strerror}). "
            f"Type: chmod 600 {file}. Or give the keys as SALESBOT_KEYS."
        ) from error


def _look(file: Path) -> tuple[int, int] | None:
    """Return by what one sees that a file changed; None where it is not there."""
    try:
        seen = file.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_ino


def write(file: Path, keys: Sequence[str], *, over: bool) -> None:
    """Write a key file that is whole or not there; not `over` one that is there. Raises WrongSetting."""
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(part, _HEAD + "".join(f"{one}\n" for one in keys))
        if over:
            part.replace(file)
        else:
            with suppress(FileExistsError):  # of several that start together, the others read what the first one made
                _name(part, file)
        _settle(file.parent)
    except OSError as error:
        raise WrongSetting(f"The key file {file} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _name(part: Path, file: Path) -> None:
    try:
        os.link(part, file)
    except FileExistsError:
        raise
    except OSError:  # a share or a stick that knows no hard links
        _write(file, part.read_text(encoding="ascii"))


def _write(part: Path, text: str) -> None:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        os.write(handle, text.encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle(folder: Path) -> None:
    """Wait until the disk knows the file by its name."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
