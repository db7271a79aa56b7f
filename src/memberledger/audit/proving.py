"""A proof of one member's history, to be checked by somebody without the ledger."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from memberledger.audit.merkle import path
from memberledger.audit.seal import Seal
from memberledger.errors import Refused
from memberledger.store import Store, genesis, link
from memberledger.values import stream_id

__all__ = ["PROOF", "prove"]

PROOF = "memberledger proof 1"


def prove(store: Store, seal: Seal, practice: str, member: str) -> str:
    """One member's events as stored, with the path from their digest to the root of a seal.

    Args:
        store: the ledger.
        seal: one that covers the member; what came after it is left out.
        practice: whose member.
        member: the reference.

    Returns:
        JSON; `verifier.py`, beside this file, checks it with Python's standard library alone.

    Raises:
        Refused: `not_enrolled`, when the seal does not cover the member; `invalid`, when the
            events are no longer those that were sealed.
    """
    stream = stream_id(practice, member)
    place = next((n for n, head in enumerate(seal.streams) if head.stream == stream.hex), None)
    if place is None:
        raise Refused("not_enrolled", f"the seal does not cover {member}", member=member)
    head, digest, events = seal.streams[place], genesis(stream), []
    for _, version, name, data in store.stored(stream)[: head.version]:
        digest = link(digest, name, version, data)
        events.append({"name": name, "data": b64encode(data).decode()})
    if len(events) != head.version or digest.hex() != head.digest:
        raise Refused(
            "invalid",
            f"the events of {member} are not those that were sealed; run audit verify",
            member=member,
        )
    facts = seal.model_dump(mode="json", exclude_none=True)
    del facts["streams"]
    leaves = [each.leaf() for each in seal.streams]
    proof: dict[str, Any] = {
        "format": PROOF,
        "practice": practice,
        "member": member,
        "stream": stream.hex,
        "events": events,
        "index": place,
        "size": len(leaves),
        "path": [each.hex() for each in path(leaves, place)],
        "seal": facts,
    }
    return json.dumps(proof, indent=1, ensure_ascii=False) + "\n"
