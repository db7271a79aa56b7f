"""The practice's catalogue: what a service's category is, and its regular price."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from memberledger.aggregates.member.serving import Visit
from memberledger.ledger.base import Base
from memberledger.ledger.checking import Money, amount_of, checked_name, invalid
from memberledger.terms import Service, read_catalogue

__all__ = ["Cataloguing", "services_of"]


def services_of(
    catalogue: Iterable[Service | dict[str, Any]], currency: str
) -> tuple[Service, ...]:
    """The services of a catalogue, mappings read as a file has them.

    Raises:
        Refused: `invalid`, where it is no list.
        InvalidPlan: a mapping is no service, or an id is there twice.
    """
    if not isinstance(catalogue, list | tuple):
        raise invalid("give a list of services", value=str(catalogue)[:80])
    return read_catalogue(list(catalogue), currency)


class Cataloguing(Base):
    """What commands and questions look up in the catalogue."""

    @property
    def catalogue(self) -> dict[str, Service]:
        """The services of the practice, by id; empty where none was given."""
        return dict(self._desk.practice_state(fresh=True).catalogue)

    def _visit(self, service: str | None, price: Money | None = None) -> Visit | None:
        """A service with its category, and its price: as given, or else as in the catalogue.

        Without a catalogue, or for what is not in it, an id is only compared.
        """
        if service is None and price is not None:
            raise invalid("a price is the one of a service; name the service too")
        if service is None:
            return None
        known = self._desk.practice_state(fresh=True).catalogue.get(service)
        if price is not None:
            paid = amount_of(price, self.currency)
            return Visit(service, known.category if known else None, paid)
        return Visit(service, known.category, known.price) if known else Visit(service)

    def _checked_person(self, by: str | None) -> None:
        """The shape of who uses it."""
        if by is not None:
            checked_name(by, "a person")

    def _checked_service(self, service: str | None, price: Money | None = None) -> None:
        """The shape of a service and of its price today."""
        if service is not None:
            checked_name(service, "a service")
        if price is not None:
            amount_of(price, self.currency)
