"""What can go wrong with a store: a program branches on `code`, a person reads the message.

Every fact an error names is an argument of its constructor and readable as an attribute. None of
them leaves a half-written transaction.
"""

from __future__ import annotations

from uuid import UUID

from memberledger.errors import LedgerError

__all__ = [
    "ClaimTaken",
    "Conflict",
    "CorruptEvent",
    "ExtraMissing",
    "MemberTaken",
    "StoreAddress",
    "StoreAway",
    "StoreBusy",
    "StoreClosed",
    "StoreDenied",
    "StoreError",
    "StoreFailed",
    "StoreNewer",
    "StoreUncertain",
    "StoreUnreadable",
    "UnknownEvent",
    "UnwritableEvent",
]


class StoreError(LedgerError):
    """Base of the store's errors; raised itself by nothing."""

    code = "store_error"


class UnknownEvent(StoreError):
    """A stored name, or an event about to be stored, that the registry doesn't hold."""

    code = "unknown_event"
    name: str
    position: int | None

    def __init__(self, name: str, position: int | None = None) -> None:
        where = "" if position is None else f" at position {position}"
        super().__init__(
            f"no event type is registered for {name!r}{where}; "
            "a newer version wrote it, or the row is not this ledger's",
            name=name,
            position=position,
        )


class CorruptEvent(StoreError):
    """A stored event whose bytes or place in its stream can't be what was written."""

    code = "corrupt_event"
    name: str
    position: int | None
    stream: UUID | None
    version: int | None
    why: str

    def __init__(
        self,
        name: str,
        position: int | None = None,
        stream: UUID | None = None,
        version: int | None = None,
        why: str = "",
    ) -> None:
        super().__init__(
            f"stored event {name!r} (position {position}, stream {stream}, version {version}) "
            f"can't be trusted: {why}; restore the file from a backup",
            name=name,
            position=position,
            stream=stream,
            version=version,
            why=why,
        )


class UnwritableEvent(StoreError):
    """An event that would not read back as itself; nothing was written."""

    code = "unwritable_event"
    name: str
    why: str

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"event {name!r} would not read back as it is: {why}; "
            "build events by their constructor, and give every optional field the default None",
            name=name,
            why=why,
        )


class Conflict(StoreError):
    """The stream moved since it was read: `expected` was the version read, `found` is its own."""

    code = "conflict"
    stream: UUID
    expected: int
    found: int

    def __init__(self, stream: UUID, expected: int, found: int) -> None:
        super().__init__(
            f"stream {stream} is at version {found}, not {expected}; read again, decide again",
            stream=stream,
            expected=expected,
            found=found,
        )


class ClaimTaken(StoreError):
    """The key was claimed before; `value` is the value that stands, `wanted` the one refused."""

    code = "claim_taken"
    practice: str
    scope: str
    key: str
    value: str
    wanted: str

    def __init__(self, practice: str, scope: str, key: str, value: str, wanted: str = "") -> None:
        super().__init__(
            f"{scope} key {key!r} of practice {practice!r} stands for {value!r}, not {wanted!r}",
            practice=practice,
            scope=scope,
            key=key,
            value=value,
            wanted=wanted,
        )


class MemberTaken(StoreError):
    """The member is indexed under another stream; a member has one stream, for good."""

    code = "member_taken"
    practice: str
    member: str
    stream: UUID

    def __init__(self, practice: str, member: str, stream: UUID) -> None:
        super().__init__(
            f"member {member!r} of practice {practice!r} is kept in another stream than {stream}",
            practice=practice,
            member=member,
            stream=stream,
        )


class StoreAddress(StoreError):
    """An address that names no kind of store this library can open."""

    code = "store_address"
    url: str
    why: str

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"can't open {url!r}: {why}; use a file path, sqlite:///path or "
            "postgresql://user@host/database",
            url=url,
            why=why,
        )


class ExtraMissing(StoreError):
    """An address whose kind of store needs packages that are not installed."""

    code = "extra_missing"
    url: str
    extra: str
    why: str

    def __init__(self, url: str, extra: str, why: str) -> None:
        super().__init__(
            f"can't open {url!r}: {why}; install it with: pip install 'memberledger[{extra}]'",
            url=url,
            extra=extra,
            why=why,
        )


class StoreUnreadable(StoreError):
    """A place that holds no ledger this version can read; it was left as it was found."""

    code = "store_unreadable"
    path: str
    why: str

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"can't use {path!r} as a ledger: {why}", path=path, why=why)


class StoreNewer(StoreUnreadable):
    """A ledger written by a newer version of this library; `known` is the newest readable here."""

    code = "store_newer"
    found: int
    known: int

    def __init__(self, path: str, found: int, known: int) -> None:
        super().__init__(path, f"its schema is version {found}, this library knows up to {known}")
        self.facts |= {"found": found, "known": known}


class StoreBusy(StoreError):
    """Another writer kept the store for longer than the time allowed; nothing was written."""

    code = "store_busy"
    path: str
    why: str

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path!r} stayed busy: {why}; try again", path=path, why=why)


class StoreClosed(StoreError):
    """The store was closed, or belongs to the process this one was forked from."""

    code = "store_closed"
    path: str
    why: str

    def __init__(self, path: str, why: str = "the store was closed") -> None:
        super().__init__(f"can't use {path!r}: {why}; open it again", path=path, why=why)


class StoreFailed(StoreError):
    """The database refused or could not finish; the transaction was rolled back."""

    code = "store_failed"
    path: str
    why: str

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"the store at {path!r} failed: {why}", path=path, why=why)


class StoreAway(StoreError):
    """The database's server can't be reached; nothing was written.

    `lost` is true where a connection broke in use, false where none could be made.
    """

    code = "store_away"
    path: str
    why: str
    lost: bool

    def __init__(self, path: str, why: str, *, lost: bool = False) -> None:
        super().__init__(
            f"can't reach {path!r}: {why}; nothing was written, try again",
            path=path,
            why=why,
            lost=lost,
        )


class StoreDenied(StoreError):
    """The database says no: a wrong password, a right that is missing, or it may only be read."""

    code = "store_denied"
    path: str
    why: str

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path!r} refuses: {why}", path=path, why=why)


class StoreUncertain(StoreError):
    """The server was lost while it committed, and stays away: the write may stand or not.

    Do it again under the same key: what stands is then answered again, not done twice.
    """

    code = "store_uncertain"
    path: str
    why: str

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path!r} was lost while it committed: {why}; "
            "what was asked may be recorded or not: look, or ask again under the same key",
            path=path,
            why=why,
        )
