"""What plans refer to in the practice: its services and its locations."""

from __future__ import annotations

from memberledger.terms.base import Amount, Id, Terms

__all__ = ["Service"]


class Service(Terms):
    """One line of the practice's catalogue.

    Attributes:
        id: the name programs use.
        category: what several services are together, such as `facials`; default none.
        price: the regular price of one unit, minor units; default not known.
    """

    id: Id
    category: Id | None = None
    price: Amount | None = None
