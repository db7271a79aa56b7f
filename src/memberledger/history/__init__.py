"""A member's events in the trade's words, for people who read a history."""

from memberledger.history.names import Names, names_of
from memberledger.history.telling import SENTENCES, Entry, entries, sentence

__all__ = ["SENTENCES", "Entry", "Names", "entries", "names_of", "sentence"]
