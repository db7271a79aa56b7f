"""Deciders: events, the state they fold to, and the commands that make them."""
