"""What can be wrong with a request to the law, or with a file of policy.

HeadstampError
└── PresetUnfit     a preset of policy does not hold together     exit 4
"""

from __future__ import annotations

from headstamp.values import HeadstampError


class PresetUnfit(HeadstampError):  # noqa: N818
    """A preset of policy does not hold together."""

    code = "preset-unfit"
