"""Ways to spoil an input: bytes, words, structure; each drawn from dice."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["CANARY", "SPOILS", "spoiled", "spoiled_word"]

CANARY = "canary-ran"
"""The file that would be there if anything read were run."""

WORDS = [
    *("null", "~", "true", "no", "''", '""', "[]", "{}", "[[]]", "{a: {}}", "- ", "? ", "&a *a"),
    *("0", "-1", "-0", "1e999", ".nan", ".inf", "-.inf", "0x7f", "0o17", "1_000", "1.005", "٣"),
    *("9" * 400, "-" + "9" * 30, "99999999999999999999", "1" * 5000, "0." + "0" * 400 + "1"),
    *(
        "2026-02-30",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "2026-1-5",
        "2026-13-01",
        "10000-01-01",
    ),
    *("2026-01-05T25:00:00", "2026-01-05T00:00:00+99:99", "2026-W01-1", "20260105", "12:00:00"),
    *("1 month", "0 months", "-1 month", "1000000000000 years", "9" * 30 + " days", "1 fortnight"),
    *(
        "glow",
        "m-00",
        "a" * 300,
        "a" * 70_000,
        " glow",
        "glow\u202e",
        "\ud7ff",
        "🜚",
        "e\u0301",
        "\\",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "../../etc/passwd",
        "/dev/null",
        "{{7*7}}",
        "${HOME}",
        "%s%s%n",
        "[/red]",
    ),
    *(
        "US-ZZ",
        "XXX",
        "JPY",
        "Mars/Olympus",
        "../UTC",
        "America/",
        "!!binary aGVsbG8=",
        "!!set {a}",
    ),
    "!!timestamp 2026-99-99",
    "!!int abc",
    "!!float x",
    "<<: *nobody",
    f"!!python/object/apply:os.system ['touch {CANARY}']",
    f"!!python/object/apply:subprocess.check_output [[touch, {CANARY}]]",
    "!!python/name:os.system",
    f"!<tag:yaml.org,2002:python/object/apply:os.system> ['touch {CANARY}']",
    (
        "!!python/object/new:type {args: [z, !!python/tuple [], {extend: !!python/name:exec }], "
        f"""listitems: "open('{CANARY}','w')"}}"""
    ),
]
RAW = [b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x80", b"\x1b[2J", b"\x85"]
RAW += [b"\xe2\x80\xa8", b"\r", b"\r\n", b"\n", b"\t", b"'", b'"', b"#", b":", b",", b";", b"%"]
RAW += [b"@", b"`", b"|", b">"]
_SCALAR = re.compile(rb"(?<=[:,\[{ ])[^\s:,\[\]{}#][^,\]}\n#]*")


def _flip(data: bytearray, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def _cut(data: bytearray, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return bytes(data[:start] + data[start + dice.randint(1, 60) :])


def _end(data: bytearray, dice: random.Random) -> bytes:
    return bytes(data[: dice.randrange(len(data))])


def _again(data: bytearray, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    part = data[start : start + dice.randint(1, 200)]
    return bytes(data[:start] + part * dice.randint(2, 4) + data[start:])


def _raw(data: bytearray, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return bytes(data[:at] + dice.choice(RAW) * dice.randint(1, 3) + data[at:])


def _line(data: bytearray, dice: random.Random) -> bytes:
    """A line is gone, moved or indented otherwise."""
    lines = bytes(data).split(b"\n")
    line = lines.pop(dice.randrange(len(lines)))
    at = dice.randrange(len(lines) + 1)
    if dice.random() < 0.7:
        lines.insert(at, b" " * dice.randint(0, 4) + line.lstrip() if dice.random() < 0.5 else line)
    return b"\n".join(lines)


def _word(data: bytearray, dice: random.Random) -> bytes:
    """A value is another one, mostly of another kind."""
    found = list(_SCALAR.finditer(bytes(data)))
    if not found:
        return bytes(data)
    place = dice.choice(found)
    word = dice.choice(WORDS).encode("utf-8", "surrogatepass")
    if place[0].startswith(b'"') and dice.random() < 0.5:
        word = b'"' + word.replace(b'"', b"") + b'"'
    return bytes(data[: place.start()] + word + data[place.end() :])


def _swap(data: bytearray, dice: random.Random) -> bytes:
    """Two values change places."""
    found = list(_SCALAR.finditer(bytes(data)))
    if len(found) < 2:
        return bytes(data)
    one, two = sorted(dice.sample(found, 2), key=lambda place: place.start())
    middle = data[one.end() : two.start()]
    return bytes(data[: one.start()] + two[0] + middle + one[0] + data[two.end() :])


def _deep(data: bytearray, dice: random.Random) -> bytes:
    """A value is nested deeper than anybody writes."""
    found = list(_SCALAR.finditer(bytes(data)))
    depth = dice.choice([20, 100, 1000, 20_000])
    opening, closing = dice.choice([(b"[", b"]"), (b"{a: ", b"}"), (b'{"a": ', b"}"), (b"- ", b"")])
    place = dice.choice(found) if found else None
    start, end = (place.start(), place.end()) if place else (len(data), len(data))
    return bytes(data[:start] + opening * depth + b"1" + closing * depth + data[end:])


def _bomb(data: bytearray, dice: random.Random) -> bytes:
    """Aliases of aliases: small to write, and huge for whoever follows each of them."""
    kind = dice.choice(["list", "map", "self"])
    if kind == "self":
        bomb = b"x0: &x0 [*x0]\n"
    else:
        lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a]"]
        for n in range(1, dice.choice([9, 30])):
            each = f"*x{n - 1}"
            nine = ", ".join([each] * 9)
            named = ", ".join(f"k{k}: {each}" for k in range(9))
            lines.append(f"x{n}: &x{n} " + (f"[{nine}]" if kind == "list" else f"{{{named}}}"))
        bomb = "\n".join(lines).encode() + b"\n"
    last = bomb.rstrip().split(b"\n")[-1].split(b":")[0]
    found = list(_SCALAR.finditer(bytes(data)))
    if found and dice.random() < 0.8:
        place = dice.choice(found)
        data = data[: place.start()] + b"*" + last + data[place.end() :]
    return bomb + bytes(data)


SPOILS: dict[str, Callable[[bytearray, random.Random], bytes]] = {
    "bits flipped": _flip,
    "a part cut out": _cut,
    "cut off": _end,
    "a part again": _again,
    "raw bytes": _raw,
    "a line moved": _line,
    "another word": _word,
    "two words swapped": _swap,
    "nested deep": _deep,
    "a bomb of aliases": _bomb,
}
_OF_WORDS = ["bits flipped", "a part cut out", "cut off", "a part again", "raw bytes"]
_OFTEN = [3, 2, 2, 2, 2, 3, 10, 3, 1, 1]


def spoiled(data: bytes, dice: random.Random) -> tuple[str, bytes]:
    """An input spoiled in one to three ways; the name of the last one."""
    how = ""
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        how = dice.choices(list(SPOILS), _OFTEN)[0]
        data = SPOILS[how](bytearray(data or b" "), dice)
    return how, data


def spoiled_word(word: str, dice: random.Random) -> str:
    """A word of a command line, which a shell can give: no NUL in it."""
    if dice.random() < 0.6:
        return dice.choice(WORDS).replace("\0", "")
    before = bytearray(word.encode("utf-8", "surrogatepass") or b" ")
    data = SPOILS[dice.choice(_OF_WORDS)](before, dice)
    return data.replace(b"\0", b"").decode("utf-8", "surrogateescape")
