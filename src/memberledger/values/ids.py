"""Names that are computed, never drawn: the id of a stream, the fingerprint of a request."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

__all__ = ["fingerprint", "stream_id"]

_NAMESPACE = UUID("6d656d62-6572-5c65-8467-657200000001")


@lru_cache(maxsize=10_000)  # a command asks for the same one several times
def stream_id(practice: str, member: str | None = None) -> UUID:
    """The id of a member's stream, or of the practice's own; the same words give the same id."""
    return uuid5(_NAMESPACE, json.dumps([practice, member], ensure_ascii=False))


def fingerprint(request: dict[str, Any]) -> str:
    """SHA-256, in hex, of a request's plain values; the order of the names does not matter.

    >>> fingerprint({"a": 1, "b": "2"}) == fingerprint({"b": "2", "a": 1})
    True
    """
    text = json.dumps(request, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
