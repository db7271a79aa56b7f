"""What it takes to test billing with random lives: strategies, a machine, laws, statistics.

Needs the extra `testing` (`pip install "memberledger[testing]"`), which brings Hypothesis and
pytest. Import from the parts; this module imports none of them, so that it costs nothing:

- `memberledger.testing.strategies`: random plans, lives, deliveries and values;
- `memberledger.testing.lives`: `Life`, `act`, and `play`, which lives one on a ledger in memory;
- `memberledger.testing.spec`: given what happened, when something is asked, then this follows;
- `memberledger.testing.laws`: every promise of a ledger as a law, with a check;
- `memberledger.testing.checking`: a test for each law, of a ledger and plans of your own;
- `memberledger.testing.processor`: a payment processor that answers by script and remembers;
- `memberledger.testing.delivering`: a processor's messages, and how they are delivered;
- `memberledger.testing.machine`: a state machine that asks a ledger for anything;
- `memberledger.testing.as_scenario`: what was asked, as a scenario file;
- `memberledger.testing.coverage`: what random lives reach, as counts.
"""

__all__: list[str] = []
