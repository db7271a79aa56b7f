"""Mutation testing of the pure core: every small change of the code must turn a test red.

mutmut makes the changes, hundreds in a file, beside each other in one module; which of them is
alive is chosen as a function is called. So the tests are collected once, and each mutant is tried
in a process of its own that is forked from there.
"""
