"""Ed25519 signatures of seals, where the package `cryptography` is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from memberledger.audit.seal import Seal
from memberledger.errors import LedgerError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["KeyUnusable", "is_signed_by", "new_key", "public_key_of", "read_key", "sign"]


class KeyUnusable(LedgerError):
    """A key can't be read or is of another kind, or the package that signs is not installed."""

    code = "key_unusable"


def new_key() -> bytes:
    """A new private key, PEM without a password; who holds it can seal in your name."""
    ed25519, serialization = _libraries()
    key: bytes = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key


def read_key(file: Path) -> Ed25519PrivateKey:
    """A private key from a PEM file, as `openssl genpkey -algorithm ed25519` makes one.

    Raises:
        KeyUnusable: it can't be read, has a password, or is no Ed25519 key.
    """
    ed25519, serialization = _libraries()
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(
            f"{file}: no private key could be read: {error}", file=str(file)
        ) from None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise KeyUnusable(f"{file}: a seal is signed with an Ed25519 key", file=str(file))
    found: Ed25519PrivateKey = key
    return found


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public key in hex: give it to whoever will verify."""
    return key.public_key().public_bytes_raw().hex()


def sign(seal: Seal, key: Ed25519PrivateKey) -> Seal:
    """The seal with a signature."""
    named = seal.model_copy(update={"public_key": public_key_of(key), "signature": None})
    return named.model_copy(update={"signature": key.sign(named.signed_bytes()).hex()})


def is_signed_by(seal: Seal, public_key: str) -> bool:
    """Whether a seal carries a sound signature of this key.

    Raises:
        KeyUnusable: the key is not 32 bytes in hex.
    """
    ed25519, _ = _libraries()
    from cryptography.exceptions import InvalidSignature

    try:
        key = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    except ValueError:
        raise KeyUnusable("a public key is 64 hexadecimal digits", key=public_key[:80]) from None
    if seal.signature is None or seal.public_key != public_key.lower():
        return False
    try:
        key.verify(bytes.fromhex(seal.signature), seal.signed_bytes())
    except InvalidSignature:
        return False
    return True


def _libraries() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise KeyUnusable(
            f"signing needs the package cryptography ({error}); "
            'install it with: pip install "memberledger[audit]"'
        ) from None
    return ed25519, serialization
