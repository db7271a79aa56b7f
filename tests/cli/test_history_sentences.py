"""Every event has a sentence; those that are hard to reach by commands are told here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from memberledger.aggregates.member import MEMBER_EVENTS
from memberledger.aggregates.member import events as e
from memberledger.history import SENTENCES, Names, entries, sentence
from memberledger.history.names import day_in_words
from memberledger.ledger import Ledger
from memberledger.scenarios import play, read_scenario

EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/programs/*.scenario.yaml"))
NAMES = Names(
    "USD",
    {
        1: ("facial", date(2026, 1, 15)),
        2: ("bank", date(2025, 12, 15)),
        3: ("bank", date(2026, 1, 2)),
    },
    {"bank"},
)


def told(kind, facts):
    stamp = {"effective_on": date(2026, 3, 1), "recorded_at": datetime(2026, 3, 1, tzinfo=UTC)}
    return sentence(kind(**stamp, **facts), NAMES)


def test_every_event_of_a_member_has_a_sentence():
    assert set(SENTENCES) == set(MEMBER_EVENTS)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_histories_of_real_programs_can_be_told(file, tmp_path):
    address = f"sqlite:///{tmp_path}/spa.db"
    play(read_scenario(file), address)

    with Ledger.open(address) as ledger:
        for member in ledger.members():
            for number, entry in enumerate(entries(ledger.history(member)), 1):
                assert entry.version == number
                assert entry.sentence
                assert "\n" not in entry.sentence
                assert "unknown" not in entry.sentence


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        (e.Lapsed, {"takes": ((1, 1),), "cause": "max_balance"},
         "Lapsed 1 facial of 15 Jan: more than can be held"),
        (e.LapseTakenBack, {"takes": ((2, 500),)},
         "Had not lapsed after all: 5.00 of bank of 15 Dec 2025, used before and reported late"),
        (e.Forfeited, {"takes": ((1, 1), (2, 500)), "cause": "ended"},
         "Forfeited 1 facial of 15 Jan and 5.00 of bank of 15 Dec 2025: the membership is over"),
        (e.RolledOver, {"benefit": "facial", "lots": ((1, 2),)},
         "Carried over 2 facial from the lot of 15 Jan"),
        (e.Redeemed, {"redemption": "s-1", "benefit": "bank", "quantity": 700,
                      "takes": ((2, 500), (3, 200))},
         "Redeemed 7.00 of bank from the lots of 15 Dec 2025 (5.00) and 2 Jan (2.00) (s-1)"),
        (e.Charged, {"charge": "ch_2", "amount": 14000, "bills": ((1, 10000), (2, 4000))},
         "Paid 140.00 for bill 1 (100.00) and bill 2 (40.00) (ch_2)"),
        (e.Charged, {"charge": "ch_3", "amount": 1000, "credited": 1000},
         "Paid 10.00 (ch_3); 10.00 is more than owed and kept as billing credit"),
        (e.WrittenOff, {"bills": ((3, 12900),)}, "Written off: 129.00 of bill 3"),
        (e.DunningStepTaken, {"step": 1, "actions": ("notify_email",), "left_out": ("retry",)},
         "Dunning step 2: notify by email; left out: try the card again"),
        (e.MemberErased, {}, "What was kept about the person was erased"),
        (e.NoticeSent, {"kind": "price_change", "delivered_on": date(2026, 2, 1)},
         "Notice of price change reached the member on 1 Feb"),
        (e.CancellationRequested, {"ends_on": date(2027, 1, 15), "at_period_end": True,
                                   "origin": "stop_order"},
         "The cardholder's bank passed on a stop order; the membership ends on 15 Jan 2027"),
        (e.Cancelled, {"cause": "dunning", "after_end": "keep"},
         "The membership is over, since what is owed was not paid; what is left stays usable"),
        (e.PeriodSkipped, {"n": 2, "start": date(2026, 3, 1), "end": date(2026, 4, 1),
                           "cause": "suspended"},
         "1 Mar to 1 Apr is not billed: the membership is suspended"),
        (e.GrantDelayed, {"benefit": "facial", "start": date(2026, 3, 1),
                          "end": date(2026, 4, 1), "cause": "paused"},
         "The grant of facial for 1 Mar waits for the end of the pause"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)  # fmt: skip
def test_a_sentence_reads(kind, facts, words):
    assert told(kind, facts) == words


def test_a_day_of_another_year_has_its_year():
    assert day_in_words(date(2026, 1, 15), date(2026, 3, 1)) == "15 Jan"
    assert day_in_words(date(2027, 1, 15), date(2026, 12, 15)) == "15 Jan 2027"
