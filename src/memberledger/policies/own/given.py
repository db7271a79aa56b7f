"""What the terms give a policy beside the facts: names with whole numbers and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from memberledger.terms import OwnPolicy

__all__ = ["NOTHING", "Given"]


@dataclass(frozen=True, slots=True)
class Given(Mapping[str, int | str]):
    """The `with` of the terms, which nobody can change.

    >>> Given((("percent", 50),))["percent"]
    50

    Attributes:
        pairs: (name, whole number or word), in the order of the terms.
    """

    pairs: tuple[tuple[str, int | str], ...] = ()

    @classmethod
    def of(cls, own: OwnPolicy) -> Given:
        """What the terms say; nothing where they say nothing."""
        return cls(tuple((own.parameters or {}).items()))

    def number(self, name: str) -> int:
        """A whole number.

        Raises:
            KeyError: the terms give nothing of that name.
            TypeError: they give a word.
        """
        value = self[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} is the word {value!r}; write a whole number")
        return value

    def __getitem__(self, name: str) -> int | str:
        for known, value in self.pairs:
            if known == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


NOTHING = Given()
"""Where the terms give nothing."""
