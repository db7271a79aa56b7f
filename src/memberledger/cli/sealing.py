"""`memberledger audit seal`, `verify`, `prove`, `key`: proof for somebody who trusts nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from memberledger.audit import (
    Finding,
    Seal,
    new_key,
    prove,
    public_key_of,
    read_key,
    seal_ledger,
    sign,
    verify,
)
from memberledger.cli import options as o
from memberledger.cli.auditing import check_ledger
from memberledger.cli.filing import FileTrouble, new_file
from memberledger.cli.output import JSON, print_json, print_table, say
from memberledger.cli.place import require_ledger
from memberledger.cli.progress import bar
from memberledger.ledger.ledger import registry
from memberledger.store import open_store
from memberledger.values import format_amount

__all__ = ["register"]

SealFile = Annotated[Path, typer.Argument(metavar="SEAL.json", help="The file to write.")]
KeyFile = Annotated[
    Path | None, typer.Option("--key-file", help="Sign with this Ed25519 key (a PEM file).")
]
PublicKey = Annotated[
    str | None, typer.Option("--public-key", help="Whose signature every seal must carry, in hex.")
]


def seal(
    to: SealFile,
    *,
    ledger: o.LedgerAt = o.DEFAULT_LEDGER,
    as_json: o.Json = False,
    key_file: KeyFile = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="The seal before, named in this one.")
    ] = None,
) -> None:
    """Seal the whole ledger, every practice in it: digests under one root, and totals.

    Keep the file where those who write the ledger can't: it shows any later change of the past.
    """
    before = _read_seal(previous) if previous is not None else None
    require_ledger(ledger)
    with open_store(ledger, registry()) as store, bar("Sealing", "events", quiet=as_json) as tell:
        made = seal_ledger(store, now=datetime.now(UTC), previous=before, tell=tell)
    if key_file is not None:
        made = sign(made, read_key(key_file))
    with new_file(to) as out:
        out.write(made.to_json().encode())
    if as_json:
        print_json({"root": made.root, "events": made.events, "position": made.position})
        return
    streams = len(made.streams)
    say(f"{made.events:,} events in {streams:,} streams are sealed in {to}.")
    say(f"root {made.root}")
    if made.public_key is not None:
        say(f"signed by {made.public_key}")
    _show_totals(made)


def _show_totals(made: Seal) -> None:
    rows = [
        (
            practice,
            totals.members,
            totals.events,
            currency,
            format_amount(money.charged, currency),
            format_amount(money.refunded, currency),
            format_amount(money.disputes_lost, currency),
        )
        for practice, totals in made.practices.items()
        for currency, money in totals.money.items()
        if currency
    ]
    columns = ["Practice", ">Members", ">Events", "", ">Charged", ">Refunded", ">Disputes lost"]
    print_table(columns, rows)


def verify_seals(
    *,
    ledger: o.LedgerAt = o.DEFAULT_LEDGER,
    as_json: o.Json = False,
    against: Annotated[
        list[Path], typer.Option("--against", help="A seal kept elsewhere; as often as you like.")
    ],
    public_key: PublicKey = None,
) -> None:
    """Compare the ledger with seals: what was changed, inserted, removed, reordered or cut since.

    Exit status 1 when anything is found.
    """
    seals = [_read_seal(file) for file in against]
    require_ledger(ledger)
    with open_store(ledger, registry()) as store, bar("Verifying", "events", quiet=as_json) as tell:
        found = verify(store, seals, public_key=public_key, tell=tell)
    newest = max(each.position for each in seals)
    if as_json:
        print_json({"findings": found, "seals": len(seals), "sealed_position": newest})
    elif found:
        _show(found)
    else:
        said = "the seal" if len(seals) == 1 else f"all {len(seals)} seals"
        say(f"The ledger is as it was sealed, up to position {newest}: it agrees with {said}.")
    if found:
        raise typer.Exit(1)


def _show(found: list[Finding]) -> None:
    for finding in found:
        at = f" at position {finding.position}" if finding.position else ""
        say(f"{finding.rule}{at}: {finding.message}")
    say()
    for advice in dict.fromkeys(finding.advice for finding in found):
        say(f"What to do: {advice}.")


def prove_member(
    member: o.Member,
    to: Annotated[Path, typer.Argument(metavar="PROOF.json", help="The file to write.")],
    *,
    ledger: o.LedgerAt = o.DEFAULT_LEDGER,
    practice: o.PracticeName = "main",
    as_json: o.Json = False,
    seal_file: Annotated[Path, typer.Option("--seal", help="A seal that covers the member.")],
) -> None:
    """Export one member's history with a proof that it is under a seal.

    `python -m memberledger.audit.verifier PROOF.json --root ROOT` checks it without the ledger; the
    verifier is one file that needs Python alone.
    """
    made = _read_seal(seal_file)
    require_ledger(ledger)
    with open_store(ledger, registry()) as store:
        proof = prove(store, made, practice, member)
    with new_file(to) as out:
        out.write(proof.encode())
    if as_json:
        print_json({"member": member, "root": made.root, "file": str(to)})
    else:
        say(f"The history of {member} is in {to}, under root {made.root}.")


def make_key(
    to: Annotated[Path, typer.Argument(metavar="KEY.pem", help="The file to write.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=JSON)] = False,
) -> None:
    """Make a key that signs seals, readable by you alone, and print its public half."""
    key = new_key()
    with new_file(to, private=True) as out:
        out.write(key)
    public = public_key_of(read_key(to))
    if as_json:
        print_json({"public_key": public, "file": str(to)})
    else:
        say(f"public key {public}")


def _read_seal(file: Path) -> Seal:
    try:
        text = file.read_bytes()
    except OSError as error:
        raise FileTrouble(f"{file}: {error.strerror}", file=str(file)) from None
    return Seal.from_json(text, str(file))


def register(app: typer.Typer) -> None:
    """Add the group `audit`."""
    audit = typer.Typer(
        no_args_is_help=True, help="Prove that nothing was changed, and find what was."
    )
    audit.command("check")(check_ledger)
    audit.command("seal")(seal)
    audit.command("verify")(verify_seals)
    audit.command("prove")(prove_member)
    audit.command("key")(make_key)
    app.add_typer(audit, name="audit", rich_help_panel="Questions")
