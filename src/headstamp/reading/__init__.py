"""Documents read into what they say: mentions, claims with exact quotes, each held against the records.

Nothing here knows what is true: a mention is words that name something, a claim is what somebody said, and
whether it is so is for the records and for people. Word lists stand as data in `reading/languages/`.
"""

from __future__ import annotations
