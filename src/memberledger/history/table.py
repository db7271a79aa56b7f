"""The form of the tables of sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.history.names import Names

__all__ = ["Table"]

Table = dict[type[Event], Callable[[Any, Names], str]]
"""A sentence's function by the class of its event."""
