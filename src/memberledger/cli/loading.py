"""The host's policies for a command: a module of theirs and a name in it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from memberledger.errors import LedgerError
from memberledger.policies.own import NO_POLICIES, Policies

__all__ = ["PoliciesUnreadable", "load_policies"]


class PoliciesUnreadable(LedgerError):
    """What `--policies` names can't be loaded, or is no `Policies`."""

    code = "policies_unreadable"


def load_policies(named: str | None) -> Policies:
    """The policies that `MODULE:NAME` names; none where nothing is named.

    The module is looked for where Python looks, and in the folder the command is run in. Its code
    is run, as with every import: name only what you trust. No file that the ledger reads, neither
    plan nor ledger, can name one.

    Raises:
        PoliciesUnreadable: there is no such module or name, or it is something else.
    """
    if named is None:
        return NO_POLICIES
    module, _, name = named.partition(":")
    if not module or not name:
        raise PoliciesUnreadable(f"--policies {named}: write MODULE:NAME, such as spa.rules:ALL")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(import_module(module), name)
    except Exception as error:
        raise PoliciesUnreadable(
            f"--policies {named} can't be loaded: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(found, Policies):
        raise PoliciesUnreadable(
            f"--policies {named} is no Policies; write {name} = Policies().rollover(...)"
        )
    return found
