"""Addresses as text: which kind of store one names, and how to show it without its password."""

from __future__ import annotations

import re

__all__ = ["POSTGRES", "scheme", "without_password"]

POSTGRES = frozenset({"postgresql", "postgres"})
"""The schemes of a PostgreSQL address, both known to its own programs."""

_LOGIN = re.compile(r"^([A-Za-z0-9+.-]+://[^:/@?]*):.*@")
_OPTION = re.compile(r"([?&](?:ssl)?password=)[^&]*")


def scheme(address: str) -> str:
    """What stands before `:/` or `://`, else nothing; a path may hold a colon later on."""
    head, colon, rest = address.partition(":")
    return head if colon and rest.startswith("/") and head.replace("+", "").isalnum() else ""


def without_password(address: str) -> str:
    """The address without what must not be printed; a path comes back as it is.

    >>> without_password("postgresql://spa:s3cret@db.local/ledger?schema=hill")
    'postgresql://spa@db.local/ledger?schema=hill'
    """
    if scheme(address) not in POSTGRES:
        return address
    return _OPTION.sub(r"\1***", _LOGIN.sub(r"\1@", address))
