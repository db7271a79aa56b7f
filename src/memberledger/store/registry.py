"""The closed list of event types: the only way from a stored name to a class.

A row's name is looked up here and nowhere else, so a name such as `os:system` is unknown, never
imported. Names carry a version (`Redeemed.v1`), not a module path, so classes may move; an old
name is read by an upcast to a newer one. Bytes are checked twice: after they are made (an append-
only log must never hold what can't be read back) and whenever they are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from memberledger.aggregates.event import Event
from memberledger.store.errors import CorruptEvent, UnknownEvent, UnwritableEvent
from memberledger.store.naming import is_spaced, keys_of_parts, named_once, parts_of

__all__ = ["Registry", "Row", "Upcast"]

Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
"""From an old payload (parsed JSON) to a newer stored name and the payload that name has."""

Row = tuple[int, int, str, bytes]
"""Position, version, stored name, bytes."""

_NONE: Mapping[str, Upcast] = MappingProxyType({})


class Registry:
    """Versioned names for a closed set of event types.

    Args:
        types: concrete `Event` classes, each frozen, strict and refusing extra fields.
        upcasts: old stored name to a function giving the newer name and payload; chained until a
            registered name is reached.

    Raises:
        ValueError: two types share a name, an upcast replaces a registered name, or a type is
            not frozen, strict and closed.
    """

    def __init__(self, types: Iterable[type[Event]], upcasts: Mapping[str, Upcast] = _NONE) -> None:
        self._types: dict[str, type[Event]] = {}
        self._names: dict[type[Event], str] = {}
        for kind in types:
            _require_closed(kind)
            name = f"{kind.__name__}.v{kind.version}"
            if name in self._types:
                raise ValueError(f"two event types are named {name}")
            self._types[name] = kind
            self._names[kind] = name
        self._upcasts = dict(upcasts)
        if both := sorted(self._upcasts.keys() & self._types.keys()):
            raise ValueError(f"an upcast would replace a registered event: {', '.join(both)}")
        # Terms that were validated once are not validated again; see `Plan`.
        context: dict[str, Any] = {"plans": {}}
        self._readers: dict[str, Callable[[bytes], Event]] = {
            name: kind.__pydantic_validator__.validate_json
            if not parts_of(kind)
            else partial(kind.__pydantic_validator__.validate_json, context=context)
            for name, kind in self._types.items()
        }
        self._parts = {name: parts_of(kind) for name, kind in self._types.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return Registry, (tuple(self._types.values()), self._upcasts)

    @property
    def names(self) -> frozenset[str]:
        """Every stored name that can be read, the old ones included."""
        return frozenset(self._types) | frozenset(self._upcasts)

    def name_of(self, event: Event) -> str:
        """The stored name of an event, such as `Redeemed.v1`.

        Raises:
            UnknownEvent: the event's own class is not registered.
        """
        try:
            return self._names[type(event)]
        except KeyError:
            raise UnknownEvent(type(event).__qualname__) from None

    def dump(self, event: Event) -> bytes:
        """The event as compact UTF-8 JSON, fields in their declared order, nothing for None.

        Equal events give equal bytes. Unlike `encode`, it doesn't check that they read back.

        Raises:
            UnwritableEvent: a value has no JSON form.
        """
        try:
            return event.__pydantic_serializer__.to_json(event, exclude_none=True, warnings=False)
        except PydanticSerializationError as error:
            raise UnwritableEvent(type(event).__qualname__, str(error)) from error

    def encode(self, event: Event) -> tuple[str, bytes]:
        """The stored name and bytes of an event, checked to read back as an equal event.

        Raises:
            UnknownEvent: its class is not registered.
            UnwritableEvent: it would read back as something else, or not at all.
        """
        name = self.name_of(event)
        data = self.dump(event)
        try:
            same = self._readers[name](data).__dict__ == event.__dict__
        except Exception as error:
            raise UnwritableEvent(name, _reason(error)) from error
        if not same:
            raise UnwritableEvent(name, "a field changes on its way through JSON")
        return name, data

    def parse(self, name: str, data: bytes, position: int | None = None) -> Event:
        """The event stored under a name, fully validated.

        Args:
            name: the stored name; an old one is upcast.
            data: the stored bytes, JSON.
            position: where the row stands in the log, for the error.

        Raises:
            UnknownEvent: no registered type and no upcast has this name.
            CorruptEvent: the bytes are not that event, or name a key twice.
        """
        reader = self._readers.get(name)
        if reader is None:
            return self._upcast(name, data, position)
        try:
            event: Event = reader(data)
        except Exception as error:
            raise CorruptEvent(name, position, why=_reason(error)) from error
        if not isinstance(data, bytes):
            raise CorruptEvent(name, position, why="its state is not kept as bytes")
        if not named_once(event, data, self._parts[name]):
            self._object(name, data, position)
        return event

    def parse_stream(self, stream: UUID, after: int, rows: Sequence[Row]) -> list[Event]:
        """The events of a stream, each as `parse` gives it: the loop of every replay.

        Keys named twice are looked for in all events at once: where no white space stands before a
        colon, there are as many `":` as fields, or each event is looked at by itself.

        Args:
            stream: whose rows, for the error.
            after: the version before the first row.
            rows: (position, version, stored name, bytes), in order.

        Raises:
            UnknownEvent, CorruptEvent: as `parse`, or a version is missing.
        """
        readers, all_parts, events = self._readers, self._parts, []
        keys, looked_at, expected = 0, [], after
        for position, version, name, data in rows:
            expected += 1
            if version != expected:
                why = f"version {expected} of its stream is missing before it"
                raise CorruptEvent(name, position, stream, version, why)
            reader = readers.get(name)
            if reader is None:
                events.append(self._parse_at(stream, position, version, name, data))
                continue
            try:
                event = reader(data)
            except Exception as error:
                raise CorruptEvent(name, position, stream, version, _reason(error)) from error
            keys += len(event.__pydantic_fields_set__)
            if parts := all_parts[name]:
                keys += keys_of_parts(event, parts)
            looked_at.append(data)
            events.append(event)
        try:
            together = b"".join(looked_at)
        except TypeError:  # some state is no bytes: the look at each row tells which
            together = b""
        if together.count(b'":') != keys or is_spaced(together):
            for position, version, name, data in rows:
                self._parse_at(stream, position, version, name, data)
        return events

    def _parse_at(self, stream: UUID, position: int, version: int, name: str, data: bytes) -> Event:
        try:
            return self.parse(name, data, position)
        except CorruptEvent as error:
            raise CorruptEvent(name, position, stream, version, error.why) from error

    def _upcast(self, name: str, data: bytes, position: int | None) -> Event:
        """Follow the upcasts from an old name to a registered one."""
        if name not in self._upcasts:
            raise UnknownEvent(name, position)
        payload = self._object(name, data, position)
        newest, seen = name, {name}
        while (step := self._upcasts.get(newest)) is not None:
            try:
                newest, payload = step(payload)
            except Exception as error:
                why = f"its upcast failed: {type(error).__name__}: {error}"
                raise CorruptEvent(name, position, why=why) from error
            if newest in seen:
                raise CorruptEvent(name, position, why=f"its upcasts come back to {newest}")
            seen.add(newest)
        reader = self._readers.get(newest)
        if reader is None:
            raise UnknownEvent(newest, position)
        try:
            event: Event = reader(json.dumps(payload).encode())
        except Exception as error:
            raise CorruptEvent(name, position, why=f"as {newest}: {_reason(error)}") from error
        return event

    def _object(self, name: str, data: bytes, position: int | None) -> dict[str, Any]:
        """The payload as a dict, every key of it and of its parts named once."""
        try:
            payload = json.loads(data, object_pairs_hook=_no_duplicates)
        except (ValueError, TypeError, RecursionError) as error:
            raise CorruptEvent(name, position, why=str(error)) from error
        if not isinstance(payload, dict):
            raise CorruptEvent(name, position, why="its bytes are not a JSON object")
        return payload


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"it names {', '.join(twice)} more than once")
    return found


def _reason(error: Exception) -> str:
    """Where and what, without the value: a message may travel further than the data should."""
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in problem["loc"]) or "the whole event"
    return f"{where}: {problem['msg']}"


def _require_closed(kind: type[Event]) -> None:
    wanted = {"frozen": True, "strict": True, "extra": "forbid"}
    if wrong := [key for key, value in wanted.items() if kind.model_config.get(key) != value]:
        raise ValueError(f"{kind.__name__} must be frozen, strict and closed: see {wrong}")
