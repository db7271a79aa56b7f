"""A seal: what a ledger held at one position, in a small file to be kept somewhere else.

A chain inside a file proves nothing against somebody who can write the whole file anew. A seal kept
elsewhere does: it has the digest of every stream under one Merkle root, the digest of the order of
all events, and totals that a person can compare with a statement of the processor.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memberledger.audit.merkle import root
from memberledger.errors import LedgerError

__all__ = [
    "FORMAT",
    "MoneyTotals",
    "PracticeTotals",
    "Seal",
    "SealUnreadable",
    "StreamHead",
    "signed_bytes",
]

FORMAT = "memberledger seal 1"
_HEX32 = r"^[0-9a-f]{64}$"


class SealUnreadable(LedgerError):
    """A file that is no seal, or contradicts itself."""

    code = "seal_unreadable"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class StreamHead(_Part):
    """One stream: how many events it had, and the digest of the last."""

    stream: str = Field(pattern=r"^[0-9a-f]{32}$")
    version: int = Field(ge=1)
    digest: str = Field(pattern=_HEX32)

    def leaf(self) -> bytes:
        """The leaf of the tree: the stream's 16 bytes, its version in decimal, NUL, its digest."""
        return b"%b%d\0%b" % (UUID(hex=self.stream).bytes, self.version, bytes.fromhex(self.digest))


class MoneyTotals(_Part):
    """Minor units that the events of one currency name; a person can check them elsewhere."""

    charged: int = 0
    refunded: int = 0
    disputes_lost: int = 0


class PracticeTotals(_Part):
    """What one practice's events add up to."""

    members: int
    events: int
    money: dict[str, MoneyTotals]


class Seal(_Part):
    """A sealed moment of a ledger.

    Attributes:
        format: says what the file is.
        sealed_at: the UTC instant, by the clock of who sealed.
        position: the last event that is covered; `events` is how many are.
        log: digest of the order of all covered events.
        root: Merkle root over `streams`, in their order.
        streams: each stream's head, sorted by its id.
        practices: totals by practice.
        kinds: how many events of each stored name there are.
        policies: the policies, with their versions, that decided them.
        previous: the root of the seal before, where one was given.
        public_key, signature: of who signed it: Ed25519, hex; None where nobody did.
    """

    format: str = Field(pattern=f"^{FORMAT}$")
    sealed_at: datetime
    position: int = Field(ge=0)
    events: int = Field(ge=0)
    log: str = Field(pattern=_HEX32)
    root: str = Field(pattern=_HEX32)
    streams: tuple[StreamHead, ...]
    practices: dict[str, PracticeTotals]
    kinds: dict[str, int]
    policies: tuple[str, ...]
    previous: str | None = Field(default=None, pattern=_HEX32)
    public_key: str | None = Field(default=None, pattern=_HEX32)
    signature: str | None = Field(default=None, pattern=r"^[0-9a-f]{128}$")

    def signed_bytes(self) -> bytes:
        """What a signature is over: all but the signature and the streams, which the root covers.

        JSON with sorted keys and no spaces, UTF-8.
        """
        return signed_bytes(self.model_dump(mode="json"))

    def to_json(self) -> str:
        """The seal as it is kept."""
        facts = self.model_dump(mode="json", exclude_none=True)
        streams = facts.pop("streams")
        head = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
        rows = ",\n  ".join(json.dumps(each, sort_keys=True) for each in streams)
        listed = f"[\n  {rows}\n ]" if rows else "[]"
        return f'{head[:-2]},\n "streams": {listed}\n}}\n'

    @classmethod
    def from_json(cls, text: str | bytes, name: str = "the seal") -> Seal:
        """A seal from its file.

        Raises:
            SealUnreadable: it is no seal, or its root is not that of its streams.
        """
        try:
            seal = cls.model_validate_json(text)
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in problem["loc"]) or "the whole file"
            raise SealUnreadable(f"{name}: {where}: {problem['msg']}", name=name) from None
        if seal.root != root([head.leaf() for head in seal.streams]).hex():
            raise SealUnreadable(
                f"{name}: its root is not that of its streams; the file was changed", name=name
            )
        return seal


def signed_bytes(facts: dict[str, Any]) -> bytes:
    """The bytes of a seal's facts that are signed."""
    kept = {k: v for k, v in facts.items() if k not in ("signature", "streams") and v is not None}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
