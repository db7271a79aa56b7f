"""A PostgreSQL address taken apart: libpq's own parameters, and the schema that holds the ledger.

Who and where is read from the address alone; libpq would fill in what is left out from variables
of the process (PGHOST, PGUSER, PGDATABASE) and so open another ledger than the one named. Only the
password may come from outside (PGPASSWORD, a password file), where it is kept better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from memberledger.store.address import without_password
from memberledger.store.errors import StoreAddress

__all__ = ["DEFAULT_SCHEMA", "Address", "read_address"]

DEFAULT_SCHEMA = "memberledger"
"""The schema of a ledger whose address names none."""

CONNECT_TIMEOUT_S = 10
"""How long to wait for a server that doesn't answer, unless the address says."""

_SCHEMA_BYTES_MAX = 63
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

    @property
    def conninfo(self) -> str:
        """The parameters as libpq's own text; holds the password."""
        return make_conninfo(**self.parameters)


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
    others = "&".join(option for option in options if not option.startswith("schema="))
    try:
        given = conninfo_to_dict(f"{base}?{others}" if others else base)
    except psycopg.Error as error:
        raise StoreAddress(shown, _without(url, str(error).strip())) from None
    for name, word in _NEEDED.items():
        if not given.get(name):
            raise StoreAddress(shown, f"it names no {word}")
    if len(schemas) > 1:
        raise StoreAddress(shown, "it names more than one schema")
    schema = schemas[0] if schemas else DEFAULT_SCHEMA
    if problem := _problem(schema):
        raise StoreAddress(shown, problem)
    parameters: dict[str, Any] = {
        "port": "5432",
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


def _without(url: str, message: str) -> str:
    """What libpq complains of, unless it repeats the address, which may hold a password."""
    return "it can't be read" if url in message else message
