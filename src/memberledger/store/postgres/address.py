"""A PostgreSQL address taken apart: libpq's own parameters, and the schema that holds the ledger.

Who and where is read from the address alone; libpq would fill in what is left out from variables
of the process (PGHOSTADDR, PGUSER, PGDATABASE) and so open another ledger than the one named. Only
the password may come from outside (PGPASSWORD, a password file), where it is kept better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from memberledger.store.address import without_password
from memberledger.store.errors import StoreAddress

__all__ = ["DEFAULT_SCHEMA", "Address", "read_address"]

DEFAULT_SCHEMA = "memberledger"
"""The schema of a ledger whose address names none."""

CONNECT_TIMEOUT_S = 10
"""How long to wait for a server that doesn't answer, unless the address says."""

_SCHEMA_BYTES_MAX = 63
_PORT, _PORT_END = "5432", 65536
_NEEDED = {"host": "host", "user": "user", "dbname": "database"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a ledger is kept.

    Attributes:
        parameters: what libpq is given, the password included.
        schema: the schema of the ledger's tables.
        shown: the address as errors and logs show it, without the password.
    """

    parameters: dict[str, Any]
    schema: str
    shown: str


def read_address(url: str) -> Address:
    """Take an address apart.

    Args:
        url: `postgresql://user:password@host:port/database?schema=name`; other options after `?`
            are libpq's, such as `sslmode` or `connect_timeout`.

    Raises:
        StoreAddress: something needed is missing, or an option is unknown.
    """
    shown = without_password(url)
    base, _, query = url.partition("?")
    options = query.split("&") if query else []
    schemas = [unquote(o.removeprefix("schema=")) for o in options if o.startswith("schema=")]
    others = [option for option in options if not option.startswith("schema=")]
    try:
        given = conninfo_to_dict("?".join([base, "&".join(others)] if others else [base]))
    except psycopg.Error as error:
        raise StoreAddress(shown, _complaint(url, shown, str(error))) from None
    for name, word in _NEEDED.items():
        if not given.get(name):
            raise StoreAddress(shown, f"it names no {word}")
    if "@" in str(given["host"]):
        raise StoreAddress(shown, "an @ within a password is written %40")
    ports = str(given.get("port", _PORT)).split(",")
    if not all(port.isdecimal() and 0 < int(port) < _PORT_END for port in ports):
        raise StoreAddress(shown, "its port is no number from 1 to 65535")
    if len(schemas) > 1:
        raise StoreAddress(shown, "it names more than one schema")
    schema = schemas[0] if schemas else DEFAULT_SCHEMA
    if problem := _problem(schema):
        raise StoreAddress(shown, problem)
    parameters: dict[str, Any] = {
        "port": _PORT,
        "hostaddr": "",
        "connect_timeout": str(CONNECT_TIMEOUT_S),
        "fallback_application_name": "memberledger",
        **given,
        "client_encoding": "utf8",
    }
    return Address(parameters, schema, shown)


def _problem(schema: str) -> str:
    """What is wrong with the name of a schema, or nothing."""
    if not schema or "\0" in schema or len(schema.encode()) > _SCHEMA_BYTES_MAX:
        return f"a schema's name has 1 to {_SCHEMA_BYTES_MAX} bytes"
    if schema.startswith("pg_") or schema == "information_schema":
        return f"the schema {schema!r} belongs to PostgreSQL itself"
    return ""


def _complaint(url: str, shown: str, message: str) -> str:
    """What libpq says of an address it can't read, unless it may repeat a password."""
    if url == shown:
        return message.strip()
    return "it can't be read; write special characters of the password as %40, %2F and so on"
