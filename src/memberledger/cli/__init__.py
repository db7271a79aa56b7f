"""The command line: `memberledger`."""

from memberledger.cli.app import main

__all__ = ["main"]
