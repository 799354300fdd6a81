"""Numbers, days and lists as a reader meets them: signs, dashes and rounding in one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from headstamp.values import Likelihood, Span, ValueUnreadable

NBSP = "\u00a0"

STAGES = {
    "notified": ("notified", "announced as possible; neither agreed nor delivered"),
    "authorised": ("authorised", "a licence was given; that anything was delivered is not shown"),
    "refused": ("refused", "a licence was refused"),
    "revoked": ("revoked", "a licence was taken back"),
    "ordered": ("ordered", "a contract was signed; that anything was delivered is not shown"),
    "delivered": ("delivered", "the source says that it arrived"),
    "delivery_verified": ("delivery verified", "somebody checked at the recipient's that it arrived"),
    "retransfer_authorised": ("retransfer authorised", "the supplier allowed the recipient to pass it on"),
    "customs_exit": ("left by customs", "the exporter's customs counted it"),
    "customs_entry": ("entered by customs", "the importer's customs counted it"),
    "transit": ("in transit", "it was on its way through a third state"),
}
"""Stages of a transfer: the word for each and what it means."""

STATUSES = {
    "reported": ("a bare number", "the source gives it without reserve"),
    "estimate": ("about", "the source marks the number or date as its own estimate"),
    "at_least": ("at least", "the source gives a lower bound"),
    "up_to": ("up to", "the source gives an upper bound"),
    "blank": ("not reported", "the source leaves the number out; it is not taken as nought"),
    "withheld": ("withheld", "the source keeps the number back"),
    "aggregate": ("in all", "one number for several kinds of item; the share of this one is not known"),
}
"""Statuses of a quantity: how each is worded and what it means."""


def figure(probability: float) -> str:
    """A probability with two decimals; never a bare 0.00 or 1.00 for what is neither."""
    if 0 < probability < 0.005:
        return f"<{NBSP}0.01"
    if 0.995 < probability < 1:
        return f">{NBSP}0.99"
    return f"{probability:.2f}"


def band(probability: float) -> str:
    """Word and band, 'likely (55–80 %)'; sums that stray past 0 or 1 by rounding are taken as 0 or 1."""
    return set_band(Likelihood(min(1.0, max(0.0, probability))).band)


def set_band(text: str) -> str:
    """A band as printed elsewhere, with the dash and the spaces of print."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", text).replace(" %", f"{NBSP}%")


def span(when: Span) -> str:
    """A time in words, '2009–2014', with the dash of print."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", str(when)).replace(" - ", f"{NBSP}– ")


def told_day(text: str) -> str:
    """A day or time as a table's cell tells it, in words where it can be read, else as it stands."""
    try:
        return span(Span.parse(text)) if text else ""
    except ValueUnreadable:
        return text


def pieces(text: str) -> list[tuple[str, str]]:
    """A sentence in pieces, each set its own way: ('text', ..), ('arrow', '->'), ('band', '(55–80 %)')."""
    found = re.split(r"(->|\([^()]*%\))", text)
    return [(_kind(one), one) for one in found if one]


def _kind(piece: str) -> str:
    return "arrow" if piece == "->" else "band" if piece.endswith("%)") else "text"


def decibans(number: float) -> str:
    """A signed number of decibans with one decimal and a true minus."""
    text = f"{number:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "\u2212")


def day(when: date) -> str:
    """A day, '3 March 2025', whatever the computer's language."""
    return str(Span.day(when))


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun, '1 record', '1,200 records'."""
    return f"{number:,}{NBSP}{one if number == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """Words in a row, 'a, b and c'."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def plain(name: str) -> str:
    """A name from code as words, 'stock_share' as 'stock share'."""
    return name.replace("_", " ").strip()


def sentence(text: str) -> str:
    """Text with a capital at its head and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else f"{text}."
