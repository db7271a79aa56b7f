"""The hash chain by itself: anyone can recompute it, and no single change passes unseen."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from memberledger.store import Append, Store, StoredRecord, genesis, link
from memberledger.store.chain import walk

from .facts import ANNA, BEA, enrolled, redeemed


def a_log(lengths: list[int]) -> list[StoredRecord]:
    """Streams of these lengths, one after the other, sorted by stream and version."""
    found, position = [], 0
    for number, length in enumerate(lengths):
        digest = genesis(UUID(int=number))
        for version in range(1, length + 1):
            position += 1
            data = b'{"units":%d}' % position
            digest = link(digest, "Redeemed.v1", version, data)
            found.append(
                StoredRecord(position, UUID(int=number), version, "Redeemed.v1", data, digest)
            )
    return found


def test_the_digest_is_the_written_formula(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled(), redeemed()]), Append(BEA, 0, [enrolled()])])
    store.append([Append(ANNA, 2, [redeemed()])])
    heads: dict[UUID, bytes] = {}
    for record in store.records():
        text = b"%s\0%d\0%s" % (record.name.encode(), record.version, record.data)
        expected = sha256(
            heads.get(record.stream, sha256(record.stream.bytes).digest()) + text
        ).digest()
        assert record.digest == expected
        heads[record.stream] = expected


logs = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(a_log)


@given(logs)
def test_an_untouched_log_has_no_faults(log: list[StoredRecord]) -> None:
    assert list(walk(log)) == []


@given(logs, st.data())
def test_one_changed_row_is_found_at_that_row_or_the_next(
    log: list[StoredRecord], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(log) - 1))
    field, value = data.draw(
        st.sampled_from([("name", "Granted.v1"), ("data", b"{}"), ("digest", bytes(32))])
    )
    log[at] = log[at]._replace(**{field: value})
    faults = list(walk(log))
    assert faults
    assert {f.rule for f in faults} == {"digest"}
    assert faults[0].position == log[at].position
    assert all(f.position - log[at].position in {0, 1} for f in faults)


@given(logs, st.data())
def test_a_removed_row_leaves_a_gap_unless_it_was_the_last(
    log: list[StoredRecord], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(log) - 1))
    assume(at + 1 < len(log) and log[at + 1].stream == log[at].stream)
    del log[at]
    assert [(f.position, f.rule) for f in walk(log)] == [(log[at].position, "gap")]


@given(logs, st.data())
def test_two_rows_that_swapped_their_facts_are_found(
    log: list[StoredRecord], data: st.DataObject
) -> None:
    one, two = data.draw(st.integers(0, len(log) - 1)), data.draw(st.integers(0, len(log) - 1))
    assume(one != two)
    assume(log[one].version > 1 or log[two].version > 1)
    log[one], log[two] = (
        log[one]._replace(data=log[two].data, digest=log[two].digest),
        log[two]._replace(data=log[one].data, digest=log[one].digest),
    )
    assert "digest" in {f.rule for f in walk(log)}


def test_a_row_that_moved_before_its_own_past_is_found() -> None:
    log = a_log([3])
    log[0], log[2] = log[0]._replace(position=3), log[2]._replace(position=1)
    assert [(f.position, f.rule) for f in walk(log)] == [(2, "order"), (1, "order")]


@given(logs)
def test_a_stream_under_another_name_is_found(log: list[StoredRecord]) -> None:
    relabelled = [record._replace(stream=UUID(int=99 + record.stream.int)) for record in log]
    assert [fault.rule for fault in walk(relabelled)][:1] == ["digest"]
