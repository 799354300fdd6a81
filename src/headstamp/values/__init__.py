"""How the program says "about": times, quantities, places and likelihoods that keep their doubt; one codec.

Every other package builds on these values; this one imports none of them.
"""

from __future__ import annotations

from headstamp.values.citation import Citation, Credibility, Grade, Reliability
from headstamp.values.errors import HeadstampError, NotFound, Refused, SpanInverted, ValueUnreadable
from headstamp.values.json import Json, canonical, decode, dumps, encode
from headstamp.values.likelihood import Likelihood, strength_word
from headstamp.values.place import Place, PlacePrecision
from headstamp.values.quantity import Quantity, QuantityStatus
from headstamp.values.shown import visible
from headstamp.values.time import Precision, Span, SpanStatus

__all__ = [
    "Citation",
    "Credibility",
    "Grade",
    "HeadstampError",
    "Json",
    "Likelihood",
    "NotFound",
    "Place",
    "PlacePrecision",
    "Precision",
    "Quantity",
    "QuantityStatus",
    "Refused",
    "Reliability",
    "Span",
    "SpanInverted",
    "SpanStatus",
    "ValueUnreadable",
    "canonical",
    "decode",
    "dumps",
    "encode",
    "strength_word",
    "visible",
]
