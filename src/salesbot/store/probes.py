"""A word that stands sealed from the first start on: whoever starts with another key is told before it seals."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store.base import Base

WORD = "salesbot"  # what is sealed; it is no secret, the key is


class KeyProbe(Base):
    """The one probe of this database. Empty: the keys were given up, and the next start seals it anew."""

    __tablename__ = "key_probes"

    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    sealed: Mapped[str] = mapped_column(default="")
