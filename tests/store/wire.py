"""A wire between a ledger and its server that can be cut at a chosen word."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["Wire", "a_wire"]


class Wire:
    """Carries every connection until a client says `word`; then it is cut, once.

    With `delivered` the server hears the word and answers, but the answer is lost.
    """

    def __init__(self, server: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._server = server
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.word: bytes | None = None
        self.delivered = False
        self.cuts = 0
        self.dead = self._dies = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, word: bytes, *, delivered: bool, dead: bool = False) -> None:
        """Cut at the next `word`; a `dead` wire carries nothing afterwards."""
        self.word, self.delivered, self._dies = word, delivered, dead

    def close(self) -> None:
        self.dead = True
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.dead:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._server))
                self._open += [client, server]
                for carry in (self._ask, self._answer):
                    threading.Thread(target=carry, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.word is not None and self.word in data:
                    self._cut(data, client, server)
                    return
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)

    def _cut(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        self.word, self.dead = None, self._dies
        self.cuts += 1
        client.shutdown(socket.SHUT_RDWR)
        if self.delivered:
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)


@contextmanager
def a_wire(server: int) -> Iterator[Wire]:
    """A wire to the server's port, taken down in the end."""
    wire = Wire(server)
    try:
        yield wire
    finally:
        wire.close()
