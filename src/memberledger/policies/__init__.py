"""Pure functions from facts to a decision; each says its rule, units, rounding and errors.

A decision is recorded in the event with the policy's name and version. Replay never calls a
policy, so a new version never changes the past.
"""
