"""The tables of a ledger in a schema, what guards them, and how a schema is known to hold one.

A schema holds a ledger when these tables stand in it as the catalog would describe them after
`create`. Other tables may live beside them: a host application's, or the views. Other triggers and
rules may not hang on these: opening a ledger must never run what came with it.
"""

from __future__ import annotations

from typing import Any

from psycopg import Cursor
from psycopg.sql import SQL, Identifier

from memberledger.store.copy_errors import UnfinishedCopy
from memberledger.store.errors import StoreNewer, StoreUnreadable

__all__ = ["FINISHED", "SCHEMA_VERSION", "UNFINISHED", "create", "missing_guards", "recognise"]

SCHEMA_VERSION = 1
FINISHED, UNFINISHED = SCHEMA_VERSION, -SCHEMA_VERSION
"""The version kept; the other instead while it is a copy that is not whole yet."""

# Each line is what CREATE TABLE takes and, word for word, what the catalog gives back.
# `ledger_log` is one row: the last position given, and the lock that writers queue for.
_TABLES = {
    "stored_events": (
        '"position" bigint NOT NULL',
        "originator_id uuid NOT NULL",
        "originator_version bigint NOT NULL",
        "topic text NOT NULL",
        "state bytea NOT NULL",
        "digest bytea NOT NULL",
        'PRIMARY KEY ("position")',
        "UNIQUE (originator_id, originator_version)",
        "CHECK (originator_version >= 1)",
        "CHECK (octet_length(digest) = 32)",
    ),
    "stored_snapshots": (
        "originator_id uuid NOT NULL",
        "originator_version bigint NOT NULL",
        "topic text NOT NULL",
        "state bytea NOT NULL",
        "PRIMARY KEY (originator_id, originator_version)",
    ),
    "ledger_members": (
        'practice text COLLATE "C" NOT NULL',
        'member text COLLATE "C" NOT NULL',
        "stream uuid NOT NULL",
        "next_due date",
        "PRIMARY KEY (practice, member)",
    ),
    "ledger_claims": (
        'practice text COLLATE "C" NOT NULL',
        'scope text COLLATE "C" NOT NULL',
        'key text COLLATE "C" NOT NULL',
        "value text NOT NULL",
        "PRIMARY KEY (practice, scope, key)",
    ),
    "ledger_log": (
        "one boolean NOT NULL",
        "schema_version integer NOT NULL",
        "last_position bigint NOT NULL",
        "PRIMARY KEY (one)",
        "CHECK (one)",
    ),
}

_INDEX = """CREATE INDEX ledger_members_due
ON ledger_members (practice, next_due) WHERE next_due IS NOT NULL"""

_FIRST_ROW = "INSERT INTO ledger_log VALUES (true, %s, 0)"

_FUNCTIONS = {
    "ledger_refuse": """
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END""",
    "ledger_follow": """
BEGIN
    IF EXISTS (SELECT FROM added
        WHERE position > (SELECT last_position FROM {schema}.ledger_log))
    OR EXISTS (SELECT FROM added WHERE originator_version > 1 AND NOT EXISTS (
        SELECT FROM {schema}.stored_events AS before
        WHERE before.originator_id = added.originator_id
        AND before.originator_version = added.originator_version - 1))
    THEN
        RAISE EXCEPTION 'an event follows the one before it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END""",
}

# The words are those of pg_get_triggerdef, so that the two can be compared.
_GUARDS = {
    "stored_events_stay": """CREATE TRIGGER stored_events_stay
BEFORE DELETE OR UPDATE OR TRUNCATE ON stored_events
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('an event is never changed or removed')""",
    "stored_events_follow": """CREATE TRIGGER stored_events_follow
AFTER INSERT ON stored_events REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION ledger_follow()""",
    "ledger_claims_stay": """CREATE TRIGGER ledger_claims_stay
BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger_claims
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('a claim is never changed or removed')""",
    "ledger_members_stream": """CREATE TRIGGER ledger_members_stream
BEFORE UPDATE OF practice, member, stream ON ledger_members
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('a member keeps one stream')""",
    "ledger_log_stay": """CREATE TRIGGER ledger_log_stay
BEFORE DELETE OR TRUNCATE ON ledger_log
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('a ledger keeps its count')""",
    "ledger_log_grow": """CREATE TRIGGER ledger_log_grow
BEFORE UPDATE ON ledger_log
FOR EACH ROW WHEN (new.last_position < old.last_position)
EXECUTE FUNCTION ledger_refuse('a position is never given twice')""",
}

_DESCRIBE = """
WITH ours AS (
    SELECT oid, relname, relkind, relpersistence, relrowsecurity FROM pg_class
    WHERE relnamespace = to_regnamespace(%(quoted)s) AND relname = ANY(%(tables)s)
)
SELECT relname, format('%%I %%s%%s%%s', attname, format_type(atttypid, atttypmod),
    CASE WHEN collname <> 'default' THEN format(' COLLATE %%s', quote_ident(collname)) END,
    CASE WHEN attnotnull THEN ' NOT NULL' END)
FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_collation ON pg_collation.oid = attcollation
UNION ALL SELECT relname, pg_get_constraintdef(pg_constraint.oid, true)
FROM ours JOIN pg_constraint ON conrelid = ours.oid AND contype <> 'n'
UNION ALL SELECT relname, format('RULE %%I', rulename)
FROM ours JOIN pg_rewrite ON ev_class = ours.oid
UNION ALL SELECT relname, 'not a plain table' FROM ours
WHERE relkind <> 'r' OR relpersistence <> 'p' OR relrowsecurity
"""
_TRIGGERS = """
SELECT relname, tgname, pg_get_triggerdef(pg_trigger.oid, true), tgenabled::text
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = to_regnamespace(%(quoted)s) AND relname = ANY(%(tables)s) AND NOT tgisinternal
"""
_BODIES = """
SELECT proname, prosrc FROM pg_proc
WHERE pronamespace = to_regnamespace(%(quoted)s) AND proname = ANY(%(functions)s)
"""
_VERSION = SQL("SELECT schema_version FROM {}.ledger_log")
_PLACE = "SELECT set_config('search_path', %(quoted)s, true), current_setting('server_encoding')"


def create(db: Cursor[Any], schema: str) -> None:
    """Make the schema if need be, and the tables; inside the caller's transaction."""
    quoted = _quoted(schema)
    db.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
    db.execute(_PLACE, {"quoted": quoted})
    for table, lines in _TABLES.items():
        db.execute(f"CREATE TABLE {table} ({', '.join(lines)})".encode())
    db.execute(_INDEX)
    db.execute(_FIRST_ROW, (SCHEMA_VERSION,))
    for name, body in _bodies(quoted).items():
        head = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        db.execute(f"{head} $body${body}$body$".encode())
    for guard in _GUARDS.values():
        db.execute(guard.encode())


def recognise(db: Cursor[Any], schema: str, place: str, *, copying: bool = False) -> bool:
    """Whether the schema holds a ledger; False when it may become one. In a transaction.

    Args:
        db: a cursor.
        schema: its name.
        place: for the error.
        copying: whether an unfinished copy will do, since it is about to be finished.

    Raises:
        UnfinishedCopy: a copy was begun here and not finished.
        StoreNewer: a ledger of a newer schema.
        StoreUnreadable: tables of these names that are not a ledger's, or were altered.
    """
    about = _about(schema)
    found = db.execute(_PLACE, about).fetchone()
    if found is not None and found[1] != "UTF8":
        raise StoreUnreadable(place, f"the database's encoding is {found[1]}, UTF8 is needed")
    tables: dict[str, set[str]] = {}
    for table, line in db.execute(_DESCRIBE, about).fetchall():
        tables.setdefault(table, set()).add(line)
    if not tables:
        return False
    if not {_TABLES["ledger_log"][n] for n in range(3)} <= tables.get("ledger_log", set()):
        names = ", ".join(sorted(tables))
        raise StoreUnreadable(place, f"its schema {schema!r} has another application's {names}")
    _require_version(db, schema, place, copying=copying)
    for table, lines in _TABLES.items():
        if tables.get(table) != set(lines):
            raise StoreUnreadable(place, f"its table {table} is missing or was altered")
    for table, name, statement, _ in db.execute(_TRIGGERS, about).fetchall():
        if _plain(statement) != _plain(_GUARDS.get(name, "")):
            raise StoreUnreadable(place, f"a trigger {name!r} that is not ours hangs on {table}")
    bodies = _bodies(_quoted(schema))
    for name, body in db.execute(_BODIES, about).fetchall():
        if body != bodies[name]:
            raise StoreUnreadable(place, f"its function {name} was altered")
    return True


def _require_version(db: Cursor[Any], schema: str, place: str, *, copying: bool) -> None:
    found = db.execute(_VERSION.format(Identifier(schema))).fetchone()
    version = 0 if found is None else found[0]
    if version > SCHEMA_VERSION:
        raise StoreNewer(place, version, SCHEMA_VERSION)
    if version == UNFINISHED and not copying:
        raise UnfinishedCopy(place)
    if version not in (FINISHED, UNFINISHED):
        raise StoreUnreadable(place, "its table ledger_log holds no version of a ledger")


def missing_guards(db: Cursor[Any], schema: str) -> list[str]:
    """The guards that should be there and aren't, or are switched off. In a transaction."""
    about = _about(schema)
    db.execute(_PLACE, about)
    bodies = _bodies(_quoted(schema))
    sound = {name for name, body in db.execute(_BODIES, about) if body == bodies[name]}
    working = {
        name: _plain(statement)
        for _, name, statement, enabled in db.execute(_TRIGGERS, about)
        if enabled in {"O", "A"}
    }
    return [
        name
        for name, statement in _GUARDS.items()
        if working.get(name) != _plain(statement)
        or not any(f"FUNCTION {function}(" in statement for function in sound)
    ]


def _about(schema: str) -> dict[str, Any]:
    names = {"tables": list(_TABLES), "functions": list(_FUNCTIONS)}
    return {"quoted": _quoted(schema), **names}


def _bodies(quoted: str) -> dict[str, str]:
    """The functions by name, with the schema they belong to."""
    return {name: body.replace("{schema}", quoted) for name, body in _FUNCTIONS.items()}


def _quoted(schema: str) -> str:
    return Identifier(schema).as_string(None)


def _plain(statement: str) -> str:
    """A statement on one line."""
    return " ".join(statement.split())
