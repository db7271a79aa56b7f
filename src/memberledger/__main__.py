"""`python -m memberledger` is the command line."""

from memberledger.cli import main

if __name__ == "__main__":
    main()
