"""Checks a proof of one member's history. Python's standard library is all it needs.

    python verifier.py PROOF.json [--root HEX] [--public-key HEX]

The proof holds a member's events word for word. This recomputes the digest of each from the one
before it, the path from the last to the root of a seal, and compares the root with the one given
(keep the seal's root, or its owner's public key, from a source of your own). Exit status 0: proved.
"""

import base64
import hashlib
import json
import sys
import uuid
from pathlib import Path
from typing import Any

__all__ = ["check", "main"]

Point = tuple[int, int, int, int]

NAMES = uuid.UUID("6d656d62-6572-5c65-8467-657200000001")
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def head_of(stream: str, events: list[dict[str, str]]) -> bytes:
    """The digest of the last event, from the bytes of all."""
    digest = sha(uuid.UUID(stream).bytes)
    for version, event in enumerate(events, 1):
        data = base64.b64decode(event["data"], validate=True)
        digest = sha(b"%b%b\0%d\0%b" % (digest, event["name"].encode(), version, data))
    return digest


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a leaf and its path come to (RFC 6962)."""
    if not 0 <= index < size:
        raise ValueError("the leaf has no place in the tree")
    found, hashes, last = sha(b"\0" + leaf), list(path), size - 1
    while last:
        if index % 2:
            found = sha(b"\1" + hashes.pop(0) + found)
        elif index < last:
            found = sha(b"\1" + found + hashes.pop(0))
        index, last = index // 2, last // 2
    if hashes:
        raise ValueError("the path is too long")
    return found


def add(a: Point, b: Point) -> Point:
    """The sum of two points of edwards25519, in extended coordinates (RFC 8032, 5.1.4)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while n:
        total = add(total, point) if n & 1 else total
        point, n = add(point, point), n >> 1
    return total


def point_of(data: bytes) -> Point:
    """A point from its 32 bytes."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(message: bytes, signature: bytes, key: bytes) -> bool:
    """Whether an Ed25519 signature is sound (RFC 8032, 5.1.7)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(digest, "little") % ORDER
    left, right = times(s, BASE), add(point_of(signature[:32]), times(k, point_of(key)))
    across = left[0] * right[2] - right[0] * left[2]
    up = left[1] * right[2] - right[1] * left[2]
    return across % P == 0 and up % P == 0


def check(proof: dict[str, Any], root: str | None = None, key: str | None = None) -> None:
    """Nothing when the proof holds; a ValueError that says what does not."""
    events, seal = proof["events"], proof["seal"]
    whose = json.dumps([proof["practice"], proof["member"]], ensure_ascii=False)
    if uuid.uuid5(NAMES, whose).hex != proof["stream"]:
        raise ValueError("these are not the events of the member it names")
    digest = head_of(proof["stream"], events)
    leaf = b"%b%d\0%b" % (uuid.UUID(proof["stream"]).bytes, len(events), digest)
    path = [bytes.fromhex(each) for each in proof["path"]]
    found = root_of(leaf, proof["index"], proof["size"], path).hex()
    if found != seal["root"]:
        raise ValueError("the events do not lead to the root of the seal")
    if root is not None and found != root:
        raise ValueError("the root is not the one you gave")
    if key is not None:
        kept = {name: value for name, value in seal.items() if name != "signature"}
        message = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        signature = bytes.fromhex(seal.get("signature", ""))
        if seal.get("public_key") != key or not is_signed(
            message.encode(), signature, bytes.fromhex(key)
        ):
            raise ValueError("the seal is not signed by the key you gave")


def main(words: list[str]) -> int:
    options = dict(zip(words[1::2], words[2::2], strict=False))
    if not words or len(words) % 2 == 0 or options.keys() - {"--root", "--public-key"}:
        print(__doc__)
        return 2
    try:
        proof = json.loads(Path(words[0]).read_bytes())
        check(proof, options.get("--root"), options.get("--public-key"))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"NOT PROVED: {error}")
        return 1
    root = proof["seal"]["root"]
    print(f"{len(proof['events'])} events of {proof['member']} are under root {root}")
    if not options:
        print("Compare this root with the one you were given: a proof alone proves nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
