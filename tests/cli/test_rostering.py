"""The front desk's lists: who is a member, what they have, what goes next, what is due."""

from __future__ import annotations

import pytest

from memberledger.errors import Refused


@pytest.fixture
def desk(desk):
    """Ana is on Glow and paid; Bo is on Radiance and has not paid."""
    desk.with_ana()
    desk.say("enroll", "bo", "radiance", on="2026-01-20")
    return desk


def who(desk, *words):
    return [row["member"] for row in desk.ask("roster", *words)["members"]]


def test_the_roster_has_a_line_for_each_member(desk):
    printed = desk.say("roster")

    assert "ana" in printed
    assert "facial 1" in printed
    assert "bank 25.00" in printed
    assert "2 members" in printed
    assert max(len(line) for line in printed.splitlines()) <= 80


def test_a_member_of_the_roster_in_full(desk):
    (ana,) = desk.ask("roster", "--tier", "glow")["members"]

    assert (ana["status"], ana["standing"]) == ("active", "good")
    assert ana["balances"] == "facial 1, bank 25.00"
    assert ana["rollover"] == "facial: at most 3 is held; bank: ends with its period"
    assert (ana["next_charge_on"], ana["next_charge_amount"]) == ("2026-02-15", "129.00")
    assert (ana["monthly_price"], ana["owed"]) == ("129.00", "0.00")
    assert ana["last_refill"] == "2026-01-15"
    assert ana["cancels_on"] is None


def test_the_roster_by_tier_standing_and_what_expires(desk):
    assert who(desk) == ["ana", "bo"]
    assert who(desk, "--tier", "radiance") == ["bo"]
    assert who(desk, "--tier", "gold") == []
    assert who(desk, "--status", "paused") == []
    assert who(desk, "--standing", "good") == ["ana", "bo"]
    assert who(desk, "--flagged") == []
    # Ana's bank is gone on 15 February; nothing of Bo's was granted yet.
    assert who(desk, "--expiring", "25", "--as-of", "2026-01-21") == ["ana"]
    assert who(desk, "--expiring", "24", "--as-of", "2026-01-21") == []


def test_the_roster_of_a_past_day(desk):
    assert who(desk, "--as-of", "2026-01-18") == ["ana"]
    assert "No member is like that" in desk.say("roster", "--as-of", "2026-01-10")


def test_balances_of_one_and_of_all(desk):
    (facial, bank) = sorted(desk.ask("balances", "ana")["balances"], key=lambda row: row["kind"])
    assert (facial["benefit"], facial["free"], facial["next_expiry_on"]) == ("facial", 1, None)
    assert (bank["free"], bank["expiring"], bank["next_expiry_on"]) == (
        "25.00",
        "25.00",
        "2026-02-15",
    )
    printed = desk.say("balances")
    assert "25.00 on 2026-02-15" in printed
    assert "bo" not in printed
    assert "Nothing was granted yet" in desk.say("balances", "bo")


def test_balances_of_a_past_day_and_as_csv(desk):
    desk.say("redeem", "ana", "facial", on="2026-01-21")

    def free(*moment):
        told = desk.say("balances", "ana", "--csv", *moment).splitlines()
        return next(line.split(",")[3] for line in told if ",facial," in line)

    assert free() == "0"
    assert free("--as-of", "2026-01-20") == "1"


def test_balances_of_somebody_unknown_are_refused(desk):
    with pytest.raises(Refused, match="did you mean ana"):
        raise desk.refused("balances", "anna")


def test_who_loses_what_by_when(desk):
    facts = desk.ask("expiring", "--within", "30", "--as-of", "2026-01-21")
    assert facts["expiring"] == [
        {
            "expires_on": "2026-02-15",
            "member": "ana",
            "benefit": "bank",
            "kind": "value_credit",
            "quantity": "25.00",
        }
    ]
    nothing = desk.say("expiring", "--within", "10", "--as-of", "2026-01-21")
    assert nothing == "Nothing has its last day by 2026-01-31.\n"


def test_the_agenda_names_who_is_due_and_how_to_do_it(desk):
    due = desk.ask("agenda")["agenda"]
    assert {"due_on": "2026-02-15", "member": "ana"} in due
    assert "memberledger advance" in desk.say("agenda")
    assert desk.ask("agenda", "--until", "2026-01-16")["agenda"] == []
    assert desk.say("agenda", "--until", "2026-01-16") == "Nothing is due by 2026-01-16.\n"


def test_the_views_tell_how_far_they_are(desk):
    events = len(desk.ask("history", "ana")["events"]) + len(desk.ask("history", "bo")["events"])
    assert {row["state"] for row in desk.ask("views")["views"]} == {"new"}
    assert "The views know" in desk.say("views", "catch-up")
    rows = desk.ask("views")["views"]
    assert {row["state"] for row in rows} == {"current"}
    assert {row["position"] for row in rows} == {row["of"] for row in rows}
    assert rows[0]["of"] > events  # the practice's own events count, too
    desk.say("redeem", "ana", "facial", on="2026-01-21")
    assert {row["state"] for row in desk.ask("views")["views"]} == {"behind"}
    assert "catches it up" in desk.say("views")


def test_a_view_that_stops_is_told_with_what_to_do(desk, monkeypatch):
    desk.say("views", "catch-up")

    def stumble(*_):
        raise ArithmeticError("no idea")

    with monkeypatch.context() as patch:
        patch.setattr("memberledger.projections.rows.roster.roster_row", stumble)
        desk.say("redeem", "ana", "facial", on="2026-01-21")
        for words in (["roster"], ["views", "catch-up"]):
            stopped = desk.refused(*words)
            assert (stopped.code, stopped.view) == ("view_failed", "roster")
            assert "rebuild it" in stopped.message
        assert desk.ask("balances", "ana")["balances"]  # the other views go on
    printed = desk.say("views")
    assert "no idea" in " ".join(printed.split())
    assert "memberledger views rebuild roster" in printed
    desk.say("views", "rebuild", "roster")
    assert "2 members" in desk.say("roster")


def test_a_view_is_rebuilt_by_name(desk):
    assert "The views know" in desk.say("views", "rebuild", "roster")
    assert {row["state"] for row in desk.ask("views", "rebuild")["views"]} == {"current"}
    assert desk.refused("views", "rebuild", "rooster").code == "view_unknown"


def test_catching_up_can_go_on_until_it_is_stopped(desk, monkeypatch):
    waits = []

    def wait(seconds):
        waits.append(seconds)
        desk.opened()
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("memberledger.cli.viewing.time.sleep", wait)
    assert "The views know" in desk.say("views", "catch-up", "--follow", "60")
    assert waits == [60, 60]


def test_options_stand_after_the_command_they_are_of(desk):
    assert desk.run("views", "--json", "rebuild").exit_code == 2


def test_the_movements_of_a_past_day(desk):
    desk.say("redeem", "ana", "facial", on="2026-01-21")
    kinds = [m["kind"] for m in desk.ask("movements", "ana", "facial")["movements"]]
    assert kinds == ["grant", "redeem"]
    asked = desk.ask("movements", "ana", "facial", "--as-of", "2026-01-20")
    assert [m["kind"] for m in asked["movements"]] == ["grant"]


def test_somebody_who_watches_sees_the_views_come_up(desk, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "ana" in desk.say("roster")
    assert "2 member" in desk.say("roster", "--status", "active")
    assert "The views know" in desk.say("views", "rebuild")
