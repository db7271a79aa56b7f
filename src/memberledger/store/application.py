"""The eventsourcing application under a store, closed to its surroundings.

The library lets `os.environ` override an application's settings, lets a variable prefixed with the
application's name override those, and imports what they name. Here the environment is not read at
all: every setting is written out below, and the classes are passed, not looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper
from eventsourcing.utils import Environment, EnvType

from memberledger.store.mapper import ClosedMapper
from memberledger.store.recorder import LedgerRecorder
from memberledger.store.registry import Registry
from memberledger.store.snapshots import SnapshotRecorder

__all__ = ["SETTINGS", "LedgerApplication"]

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "PERSISTENCE_MODULE": "",
        "INFRASTRUCTURE_FACTORY": "",
        "FACTORY_TOPIC": "",
        "MAPPER_TOPIC": "",
        "TRANSCODER_TOPIC": "",
        "CIPHER_TOPIC": "",
        "CIPHER_KEY": "",
        "COMPRESSOR_TOPIC": "",
        "APPLICATION_RECORDER_TOPIC": "",
        "TRACKING_RECORDER_TOPIC": "",
        "PROCESS_RECORDER_TOPIC": "",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "ORIGINATOR_ID_TYPE": "uuid",
        "SINGLE_ROW_TRACKING": "y",
        "CREATE_TABLE": "n",
        "AGGREGATE_CACHE_MAXSIZE": "",
        "AGGREGATE_CACHE_FASTFORWARD": "y",
        "AGGREGATE_CACHE_FASTFORWARD_SKIPPING": "n",
        "DEEPCOPY_FROM_AGGREGATE_CACHE": "y",
    }
)
"""Every setting eventsourcing reads, whatever the database; a factory adds its own."""

Factory = Callable[[Environment], InfrastructureFactory[Any]]


class LedgerApplication(Application[UUID]):
    """An application whose mapper is the registry and whose recorders are the ledger's.

    Args:
        factory: makes the recorders from the settings.
        registry: the event types that can be stored and read.
        settings: the database's own settings, over `SETTINGS`.
    """

    def __init__(self, factory: Factory, registry: Registry, settings: Mapping[str, str]) -> None:
        self._factory = factory
        self._registry = registry
        super().__init__(env=settings)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """The written-out settings and nothing else; no name, so no prefixed variable counts."""
        return Environment("", {**SETTINGS, **(env or {})})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The factory that was passed; no topic is resolved."""
        return self._factory(env)

    def construct_mapper(self) -> Mapper[UUID]:
        """The closed mapper, without transcoder, cipher or compressor."""
        return ClosedMapper(self._registry)

    @property
    def log(self) -> LedgerRecorder:  # type: ignore[override]
        """The recorder of events, as the ledger's own kind."""
        assert isinstance(self.recorder, LedgerRecorder)  # noqa: S101 - which factory was passed
        return self.recorder

    @property
    def shortcuts(self) -> SnapshotRecorder:
        """The recorder of snapshots, as the ledger's own kind."""
        assert self.snapshots is not None  # noqa: S101 - the settings above ask for it
        recorder = self.snapshots.recorder
        assert isinstance(recorder, SnapshotRecorder)  # noqa: S101 - which factory was passed
        return recorder
