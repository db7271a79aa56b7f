"""Bugs that were put in on purpose, each with the test that must notice it."""
