"""The command line: `memberledger`."""

__all__ = ["main"]


def main() -> None:
    """Run the command that the program was called with.

    What it needs is loaded now: a process that helps loads this module too, and none of it.
    """
    from memberledger.cli.app import main as run

    run()
