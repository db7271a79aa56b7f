"""Between events and eventsourcing's stored events, by the registry alone.

The library's own mappers import whatever topic a row names and fill an object without validating
it. This one knows a closed list of names and validates every read; it has no transcoder, cipher or
compressor to be swapped by a setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, Notification, StoredEvent

from memberledger.aggregates.event import Event
from memberledger.store.errors import CorruptEvent
from memberledger.store.registry import Registry

__all__ = ["ClosedMapper", "Fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """An event with its place: the envelope eventsourcing needs and our events don't carry."""

    originator_id: UUID
    originator_version: int
    event: Event


class ClosedMapper(Mapper[UUID]):
    """A mapper that knows the registered events and nothing else."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self.registry = registry

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """The row of a `Fact`; raises what `Registry.encode` raises."""
        if not isinstance(domain_event, Fact):
            raise TypeError(f"a Fact is stored, not a {type(domain_event).__name__}")
        name, data = self.registry.encode(domain_event.event)
        return StoredEvent(domain_event.originator_id, domain_event.originator_version, name, data)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The `Fact` of a row; raises what `Registry.parse` raises, with the row's place."""
        position = stored_event.id if isinstance(stored_event, Notification) else None
        stream = UUID(str(stored_event.originator_id))
        version = stored_event.originator_version
        try:
            event = self.registry.parse(stored_event.topic, stored_event.state, position)
        except CorruptEvent as error:
            raise CorruptEvent(error.name, position, stream, version, error.why) from error
        return Fact(stream, version, event)
