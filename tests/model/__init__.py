"""A second implementation of the rules, written from their text, and what compares the two."""
