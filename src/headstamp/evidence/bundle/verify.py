#!/usr/bin/env python3
"""Verifies a bundle of evidence, with nothing but this file and Python 3.8 or later; no network is used.

    python3 verify.py [FOLDER] [--key FILE] [--against CHECKPOINT ...] [--json]

FOLDER is the bundle; by default the folder this file lies in. --key takes the public key from a file that
you were given by another way, instead of from the bundle. --against takes an older checkpoint of the same
log, and asks whether the log still begins with what it says. Prints a verdict for each part; the exit code
is 0 where all is as it was signed, else 1. VERIFY.md tells the same steps by hand. A bundle can come with
an altered copy of this file: compare it with a published one, or follow VERIFY.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from typing import Any
from urllib.parse import quote, unquote

PIECE = 64 * 1024
HASH = re.compile("[0-9a-f]{64}")
PARTS = re.compile(
    r"VERIFY\.md|verify\.py|checkpoint|key\.pem|(events|disclosures|withheld)\.jsonl"
    r"|(objects|pieces)/[0-9a-f]{64}|stamps/[0-9a-z-]+\.(checkpoint|tsr)"
)
LOG, VALUES, WITHHELD = "events.jsonl", "disclosures.jsonl", "withheld.jsonl"
# What the lines of these files hold: names, and kinds of values.
EVENT = dict.fromkeys(("act", "at", "case", "prev", "subj", "who"), str)
EVENT.update(c=dict, seq=int, v=int)  # type: ignore[arg-type]
VALUE = {"field": str, "line": int, "salt": str, "value": str}
NO_VALUE, NO_OBJECT = {"field": str, "line": int}, {"object": str}


# --- Ed25519, verification only (RFC 8032, section 5.1.7) ---------------------------------------------------
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a: Any, b: Any) -> Any:
    """The sum of two points of the curve, in extended coordinates (section 5.1.4)."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def times(number: int, point: Any) -> Any:
    """A point added to itself, by doubling."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def point_of(raw: bytes) -> Any:
    """The point that 32 bytes stand for (section 5.1.3), None where they stand for none."""
    y, odd = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def verified(public: bytes | None, message: bytes, signature: bytes) -> bool:
    """Whether 64 bytes are the signature of a message by the owner of a public key."""
    if public is None or len(public) != 32 or len(signature) != 64:
        return False
    key, r = point_of(public), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(k, key))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# --- Hashes (RFC 6962) and the one form of a line (RFC 8785) ------------------------------------------------
def leaf(line: bytes) -> bytes:
    """The hash of a line, or of a piece of a file."""
    return hashlib.sha256(b"\0" + line).digest()


def root(leaves: list[bytes]) -> bytes:
    """The hash over all leaves: neighbours are joined until one is left; an odd one goes up as it is."""
    level = leaves or [hashlib.sha256(b"").digest()]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + b"".join(one)).digest() if len(one) == 2 else one[0] for one in pairs]
    return level[0]


def canonical(value: Any) -> str:
    """JSON as RFC 8785 writes it; a log holds no fractions, so they have no form here."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: str(name).encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
        raise ValueError("such a number is written as text")
    return json.dumps(value, ensure_ascii=False)


def read(line: bytes, kinds: Any) -> Any:
    """The object that a line holds, None unless the line is exactly its one form."""
    try:
        found = json.loads(line.decode("utf-8"))
        same = canonical(found).encode("utf-8") == line and isinstance(found, dict)
    except (ValueError, RecursionError):
        return None
    return found if same and {name: type(one) for name, one in found.items()} == kinds else None


def is_value(text: str, field: str) -> bool:
    """Whether a value is JSON in its one form, and text where it names a row."""
    try:
        return canonical(json.loads(text)) == text and (field != "@key" or text[0] == '"')
    except (ValueError, RecursionError):
        return False


def unbase(text: str) -> bytes:
    """The bytes that base64 stands for; none where it is not spelt in the one way."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""


def content(path: str) -> bytes:
    """The bytes of a file; what is absent is as if empty, and MANIFEST tells that it is absent."""
    if not os.path.isfile(path) or os.path.islink(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def read_key(raw: bytes) -> bytes:
    """The 32 bytes of an Ed25519 public key in PEM (RFC 8410); none where it is not spelt in the one way."""
    text, start = raw.decode("ascii", "replace"), bytes.fromhex("302a300506032b6570032100")
    found = re.fullmatch("-----BEGIN PUBLIC KEY-----\n(.+)\n-----END PUBLIC KEY-----\n", text)
    der = unbase(found.group(1)) if found else b""
    return der[12:] if len(der) == 44 and der.startswith(start) else b""


def read_note(raw: bytes) -> tuple[str, list[tuple[str, bytes]]] | None:
    """The text of a checkpoint, and name and bytes of each signature; None where it is not its one form."""
    text, blank, below = raw.decode("utf-8", "replace").rpartition("\n\n")
    three = re.fullmatch("[^\n]+\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)", text)
    signatures = [re.fullmatch(r"\u2014 ([^\s+]+) (\S+)", line) for line in below[:-1].split("\n")]
    found = [(one.group(1), unbase(one.group(2))) for one in signatures if one]
    strict = (text + blank + below).encode("utf-8") == raw and not re.search(rb"[\x00-\x09\x0b-\x1f]", raw)
    strict = strict and len(found) == len(signatures) <= 64 and all(len(one) > 4 for _, one in found)
    if not (strict and blank and three and unbase(three.group(2)) and below.endswith("\n")):
        return None
    return text + "\n", found


class Bundle:
    """A bundle, and what was found wrong with it; the methods are called in their order."""

    def __init__(self, folder: str, public: bytes) -> None:
        self.folder, self.public = folder, public
        self.damage: list[Any] = []
        self.case, self.size, self.root = "", -1, b""  # what the checkpoint says, once its signature holds
        self.entries: list[Any] = []  # number and content of each line of the log; None where it has no form
        self.leaves: list[bytes] = []
        self.rows: dict[str, Any] = {}  # subject of the log -> field -> JSON text, None where it is not known
        self.items = 0
        self.given: dict[int, Any] = {}  # line of the log -> field -> (place, salt, value)
        self.said: dict[tuple[int, str], int] = {}  # (line of the log, field) or (0, object) -> place

    def say(self, what: str, file: str, line: int | None = None, piece: int | None = None) -> None:
        """Take note of damage."""
        self.damage.append({"what": what, "where": {"file": file, "piece": piece, "line": line}})

    def bytes_of(self, name: str) -> bytes:
        """The content of a file of the bundle."""
        return content(os.path.join(self.folder, name))

    def lines(self, name: str) -> list[tuple[int, bytes]]:
        """The lines of a file with their numbers."""
        lines = self.bytes_of(name).split(b"\n")
        if lines[-1]:
            self.say("the last line has no line feed", name, len(lines))
        return list(enumerate(lines if lines[-1] else lines[:-1], 1))

    def inside(self, folder: str) -> set[str]:
        """The files in a folder of the bundle and below it, as paths; a link to a folder counts as a file."""
        found = set()
        for top, folders, names in os.walk(os.path.join(self.folder, folder)):
            links = [one for one in folders if os.path.islink(os.path.join(top, one))]
            paths = [os.path.relpath(os.path.join(top, one), self.folder) for one in names + links]
            found |= {one.replace(os.sep, "/") for one in paths}
        return found

    def digest(self, name: str) -> tuple[str, int, list[bytes]]:
        """SHA-256 and size of a file, and the leaves over its pieces of 64 KiB."""
        whole, size, leaves = hashlib.sha256(), 0, []
        with open(os.path.join(self.folder, name), "rb") as file:
            for piece in iter(lambda: file.read(PIECE), b""):
                whole.update(piece)
                leaves.append(leaf(piece))
                size += len(piece)
        return whole.hexdigest(), size, leaves

    def files(self) -> str:
        """1. The files are those of MANIFEST, which is signed."""
        listed: dict[str, str] = {}
        for at, line in self.lines("MANIFEST"):
            told, _, name = line.decode("utf-8", "replace").partition("  ")
            if not HASH.fullmatch(told) or not PARTS.fullmatch(name) or name in listed:
                self.say("not a hash and the name of a part of a bundle", "MANIFEST", at)
            else:
                listed[name] = told
        there = self.inside("") - {"MANIFEST", "MANIFEST.sig"}
        for name in sorted(there - set(listed)):
            self.say("not named in MANIFEST", name)
        for name in sorted(listed):
            path = os.path.join(self.folder, name)
            if not os.path.isfile(path) or os.path.islink(path):
                self.say("missing", name)
            elif self.digest(name)[0] != listed[name]:
                self.say("changed: not what MANIFEST says", name)
        if not verified(self.public, self.bytes_of("MANIFEST"), self.bytes_of("MANIFEST.sig")):
            self.say("not a signature of MANIFEST by the key", "MANIFEST.sig")
        return f"{len(listed)} files are those of MANIFEST, which is signed"

    def signed(self, name: str, raw: bytes) -> tuple[str, int, bytes] | None:
        """Origin, size and root of a checkpoint (a C2SP signed note); None where the key did not sign it."""
        note = read_note(raw)
        if note is None:
            self.say("not a checkpoint in its exact form", name)
            return None
        origin, size, told = note[0][:-1].split("\n")
        mine = hashlib.sha256(origin.encode() + b"\n\1" + self.public).digest()[:4]
        blobs = [blob[4:] for who, blob in note[1] if (who, blob[:4]) == (origin, mine)]
        if not blobs or not all(verified(self.public, note[0].encode(), one) for one in blobs):
            self.say("not signed by the key", name)
            return None
        return origin, int(size), unbase(told)

    def checkpoint(self) -> str:
        """2. The checkpoint is signed; what it says counts from here on."""
        found = self.signed("checkpoint", self.bytes_of("checkpoint"))
        if found is not None:
            origin, self.size, self.root = found
            self.case = unquote(origin[len("headstamp/") :])
            if origin != "headstamp/" + quote(self.case, safe=""):
                self.say("its name is not that of the log of a case", "checkpoint")
                self.case = ""
        return f"{self.size} lines of case {self.case}, root {self.root.hex()}"

    def log(self) -> str:
        """3. Each line has its form and holds the hash of the one before; the root is the signed one."""
        last = 0
        for at, line in self.lines(LOG):
            found = read(line, EVENT)
            if found is None or found["v"] != 1 or {type(one) for one in found["c"].values()} - {str}:
                found = None
                self.say("not a line in its exact form", LOG, at)
            elif found["seq"] != last + 1:
                self.say("a line is missing, added or moved before this one", LOG, at)
            elif self.case and found["case"] != self.case:
                self.say("of another case", LOG, at)
            last = last + 1 if found is None else found["seq"]
            self.entries.append((last, found))
            self.leaves.append(leaf(line))
        for at in sorted(self.breaks()):
            self.say(
                "changed: the hash of the line before, or this one's in the line after, tells so", LOG, at
            )
        if self.size >= 0:
            self.compare(self.size, self.root, "checkpoint")
        return f"{len(self.leaves)} lines, root {root(self.leaves).hex()}"

    def breaks(self) -> set[int]:
        """The lines where the chain is broken."""
        found = set()
        for i, (seq, entry) in enumerate(self.entries):
            if entry is None or entry["prev"] == (self.leaves[i - 1].hex() if i else ""):
                continue
            # Either this line was changed or the one before. The line after holds the hash of this one and
            # so tells which; for the last line the signed root tells.
            if i + 1 < len(self.entries):
                after = self.entries[i + 1][1]
                sound = after is not None and after["prev"] == self.leaves[i].hex()
            else:
                told = bytes.fromhex(entry["prev"]) if HASH.fullmatch(entry["prev"]) else b""
                sound = root([*self.leaves[:-2], told, self.leaves[-1]]) == self.root
            follows = i > 0 and seq == self.entries[i - 1][0] + 1
            found.add(i if follows and sound else i + 1)
        return found

    def compare(self, size: int, told: bytes, whose: str) -> None:
        """Compare the log, or its beginning, with the size and root of a checkpoint."""
        lines = len(self.leaves)
        if size > lines or (size < lines and whose == "checkpoint"):
            self.say(f"{whose} is of {size} lines, and the log has {lines}", LOG, min(size, lines) + 1)
        elif root(self.leaves[:size]) != told:
            # Where every line is vouched for by the one after it, only the last can differ alone.
            alone = size == lines > 0 and not any(one["where"]["file"] == LOG for one in self.damage)
            self.say(f"the first {size} lines are not those of {whose}", LOG, lines if alone else None)

    def older(self, paths: list[str]) -> str:
        """4. The log begins with what older checkpoints say: those that were stamped, and those given."""
        stamps = sorted(self.inside("stamps"))
        held = [one for one in stamps if one.endswith(".checkpoint")]
        for name, raw in [(one, self.bytes_of(one)) for one in held] + [(one, content(one)) for one in paths]:
            found = self.signed(name, raw)
            if found is not None and self.case and found[0] != "headstamp/" + quote(self.case, safe=""):
                self.say("of another case", name)
            elif found is not None:
                self.compare(found[1], found[2], name)
        for name in (one for one in stamps if one.endswith(".tsr")):
            of = hashlib.sha256(self.bytes_of(name[: -len("tsr")] + "checkpoint")).digest()
            if of not in self.bytes_of(name):
                self.say("not a stamp of the checkpoint beside it", name)
        return f"{len(held) + len(paths)} older checkpoints; whether stamps are genuine `openssl ts` tells"

    def read_values(self) -> None:
        """Read the values, and what is said to be withheld."""
        for at, line in self.lines(VALUES):
            one = read(line, VALUE)
            salt = unbase(one["salt"]) if one else b""
            if len(salt) != 16 or one["field"] in self.given.get(one["line"], {}):
                self.say("not a disclosure in its exact form", VALUES, at)
            else:
                self.given.setdefault(one["line"], {})[one["field"]] = at, salt, one["value"]
        for at, line in self.lines(WITHHELD):
            value, item = read(line, NO_VALUE), read(line, NO_OBJECT)
            told = (value["line"], value["field"]) if value else (0, item["object"] if item else "")
            if not (item or (value and value["line"] > 0)) or told in self.said:
                self.say("not in its exact form", WITHHELD, at)
            else:
                self.said[told] = at

    def values(self) -> str:
        """5. Each value is the one that the log commits to; what is absent is said to be withheld."""
        self.read_values()
        given, count = dict(self.given), 0
        unread = {seq for seq, one in self.entries if one is None} - {seq for seq, one in self.entries if one}
        for number, (seq, entry) in enumerate(self.entries, 1):
            opening = dict(given.pop(seq, {}))
            if entry is None:
                continue
            row = self.rows.setdefault(entry["subj"], {})
            for field, commitment in entry["c"].items():
                row[field] = None
                at, salt, text = opening.pop(field, (0, b"", ""))
                digest = hashlib.sha256(salt + text.encode("utf-8", "replace")).digest()
                if not at and self.said.pop((seq, field), None) is None:
                    self.say(f"the value of '{field}' is absent, and not said to be withheld", LOG, number)
                elif at and base64.b64encode(digest).decode() != commitment:
                    self.say("not the value that the log commits to", VALUES, at)
                elif at and not is_value(text, field):
                    self.say("not a value in its exact form", VALUES, at)
                elif at:
                    row[field], count = text, count + 1
            for at, _, _ in opening.values():
                self.say("a value that its line does not commit to", VALUES, at)
        for at, _, _ in (one for fields in given.values() for one in fields.values()):
            self.say("a value of a line that is not there", VALUES, at)
        for (seq, _), at in self.said.items():
            if seq and seq not in unread:
                self.say("said to be withheld, and it is not", WITHHELD, at)
        return f"{count} values are those that the log commits to"

    def objects(self) -> str:
        """6. The files are those that rows of evidence name, piece by piece; nothing else is there."""
        rows = [row for subject, row in self.rows.items() if subject.startswith("evidence:")]
        wanted = {row["sha256"][1:-1]: row for row in rows if row.get("sha256") not in (None, "null")}
        self.items = len([row for row in rows if row.get("sha256") not in (None, "null")])
        # A value names a file even where its line is damaged: the file is not to blame for that.
        told = {fields["sha256"][2][1:-1] for fields in self.given.values() if "sha256" in fields}
        there, pieces = (
            {os.path.basename(one) for one in self.inside(kind)} for kind in ("objects", "pieces")
        )
        for name in sorted(there - told):
            self.say("not named by the log", f"objects/{name}")
        for name in sorted(pieces - there):
            self.say("not of a file that is there", f"pieces/{name}")
        for name in sorted(set(wanted) - there):
            if (0, name) not in self.said:
                self.say("missing, and not said to be withheld", f"objects/{name}")
        for (seq, name), at in self.said.items():
            if not seq and (name in there or name not in told):
                self.say("said to be withheld, and it is not", WITHHELD, at)
        for name in sorted(set(wanted) & there):
            self.object(name, wanted[name], self.bytes_of(f"pieces/{name}"))
        return f"{len(set(wanted) & there)} files of {self.items} items are those that the log names"

    def object(self, name: str, row: Any, listed: bytes) -> None:
        """Compare one file with its row."""
        file, lines = f"objects/{name}", listed.decode("ascii", "replace").split("\n")
        pieces = [bytes.fromhex(one) for one in lines if HASH.fullmatch(one)]
        exact = len(pieces) + 1 == len(lines) and not lines[-1]
        if row.get("pieces") is not None and not (exact and f'"{root(pieces).hex()}"' == row["pieces"]):
            self.say("not the pieces that the log names", f"pieces/{name}")
            pieces = []
        whole, size, leaves = self.digest(file)
        if whole == name:
            if row.get("size") not in (None, f'"{size}"'):
                self.say("not as long as the log says", file)
            return
        both = min(len(pieces), len(leaves))
        changed = [i for i in range(both) if pieces[i] != leaves[i]] if pieces else []
        for i in changed:
            self.say("a piece of 64 KiB is changed", file, piece=i)
        if pieces and len(pieces) != len(leaves):
            self.say("shortened" if len(leaves) < len(pieces) else "lengthened", file, piece=both)
        elif not changed:
            self.say("changed: its hash is not its name", file)


def verify(folder: str, key: str = "", against: list[str] | None = None) -> tuple[Bundle, list[str]]:
    """Verify a bundle; returns it with the damage that was found, and a verdict on each part."""
    bundle = Bundle(folder, read_key(content(key or os.path.join(folder, "key.pem"))))
    if not bundle.public:
        bundle.say("not an Ed25519 public key in its exact form", key or "key.pem")
    verdicts = []
    for part in (bundle.files, bundle.checkpoint, bundle.log, bundle.older, bundle.values, bundle.objects):
        before = len(bundle.damage)
        detail = part(against or []) if part == bundle.older else part()  # type: ignore[call-arg]
        found = len(bundle.damage) - before
        verdicts.append(f"{part.__name__:11}{f'DAMAGED in {found} places' if found else 'ok: ' + detail}")
    return bundle, verdicts


def main() -> int:
    """Verify what the command line names, and print the verdict."""
    asked = argparse.ArgumentParser(description="Verify a bundle of evidence.", epilog="See VERIFY.md.")
    asked.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    asked.add_argument("--key", default="", help="a public key that you were given by another way")
    asked.add_argument("--against", action="append", help="an older checkpoint of the same log")
    asked.add_argument("--json", action="store_true", help="print the verdict as JSON")
    named = asked.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal of few letters
    bundle, verdicts = verify(named.folder, named.key, named.against)
    ok = not bundle.damage
    if named.json:
        told = {"schema": "headstamp.verify/1", "ok": ok, "items": bundle.items, "events": len(bundle.leaves)}
        print(json.dumps({**told, "root": root(bundle.leaves).hex(), "damage": bundle.damage}, indent=2))
        return 0 if ok else 1
    print("\n".join(verdicts))
    for one in bundle.damage:
        place = ", ".join(f"{kind} {at}" for kind, at in one["where"].items() if at is not None)
        print(f"  {place}: {one['what']}")
    print(f"The key's fingerprint is {hashlib.sha256(bundle.public).hexdigest()}.")
    if not named.key:
        print("It came with the bundle: compare its fingerprint with the one you were told by another way.")
    print("Nothing is damaged." if ok else "DAMAGED: this is not what was signed.")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
