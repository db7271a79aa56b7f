"""Where events are kept: the only home of eventsourcing, of SQL, and of the hash chain.

`open_store(url, Registry(types))` gives a `Store`: streams of validated events with optimistic
versions, a members index and claims written in the same transaction, sealed snapshots, and a log
that can be read by position and checked. `copy_ledger` brings a whole one to another place.
`sqlite` and `postgres` are the databases; `recorder` says what another one must do.
"""

from __future__ import annotations

from memberledger.store.address import without_password
from memberledger.store.chain import ChainFault, Linked, genesis, is_unbroken, link
from memberledger.store.copy_errors import CopyDiverged, UnfinishedCopy
from memberledger.store.copying import CopyReport, copy_ledger
from memberledger.store.errors import (
    ClaimTaken,
    Conflict,
    CorruptEvent,
    ExtraMissing,
    MemberTaken,
    StoreAddress,
    StoreAway,
    StoreBusy,
    StoreClosed,
    StoreDenied,
    StoreError,
    StoreFailed,
    StoreNewer,
    StoreUncertain,
    StoreUnreadable,
    UnknownEvent,
    UnwritableEvent,
)
from memberledger.store.helping import Asked, HelperLost, Helpers, helpers
from memberledger.store.opening import holds_ledger, open_store
from memberledger.store.registry import Registry, Upcast
from memberledger.store.store import Address, Append, Claim, MemberIndex, Store, StoredRecord
from memberledger.store.vault import Vault

__all__ = [
    "Address",
    "Append",
    "Asked",
    "ChainFault",
    "Claim",
    "ClaimTaken",
    "Conflict",
    "CopyDiverged",
    "CopyReport",
    "CorruptEvent",
    "ExtraMissing",
    "HelperLost",
    "Helpers",
    "Linked",
    "MemberIndex",
    "MemberTaken",
    "Registry",
    "Store",
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
    "StoredRecord",
    "UnfinishedCopy",
    "UnknownEvent",
    "UnwritableEvent",
    "Upcast",
    "Vault",
    "copy_ledger",
    "genesis",
    "helpers",
    "holds_ledger",
    "is_unbroken",
    "link",
    "open_store",
    "without_password",
]
