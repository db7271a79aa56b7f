"""Mutation testing of the pure core: every small change of the code must turn a test red."""
