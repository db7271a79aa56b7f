"""What is said at the desk, on a ledger in memory, in a file and in PostgreSQL."""

from frontdesk.visits import check_in

from memberledger import Ledger


def test_a_visit_is_taken_once_for_each_appointment(ledger_anywhere: Ledger) -> None:
    ledger_anywhere.enroll("m-001", "radiance")
    assert check_in(ledger_anywhere, "m-001", "appt-1") == "Covered; 1 left"
    assert check_in(ledger_anywhere, "m-001", "appt-1") == "Covered; 1 left"
    assert check_in(ledger_anywhere, "m-001", "appt-2") == "Covered; 0 left"
    assert check_in(ledger_anywhere, "m-001", "appt-3").startswith("Not covered: facial")
