"""How far to believe each of two reports of one flow: numbers in, numbers out, no records and no names.

Both sides of a flow err, some far more than others, and only the gap between them can be seen. The squared
logarithm of that gap is taken for the sum of two variances, one of the exporter as exporter and one of the
importer as importer; what each reporter's flows with all its partners say together tells them apart. The
weights are then the inverse variances: the form of Gaulier and Zignago (BACI, CEPII working paper 2010-23).

Gaps alone leave one thing open: how much of them is the exporters' as a whole. As in ten Cate ("The
identification of reporting accuracies from mirror data", Journal of Economics and Statistics 234/1, 2014) the
two sides are taken to be alike on the whole. What both sides leave out alike no gap shows, and no interval
holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHRINKAGE = 4.0
"""As how many flows of an average reporter each reporter begins; few flows of its own move it little."""

START = 0.5
"""Standard deviation of a log report, a factor of 1.6, that stands for `SHRINKAGE` flows of a register."""

LEAST_FOR_CIF = 20
"""Fewer pairs of a value before and after freight do not tell the usual gap between the two."""

LEAST_TO_LEAN = 8
_LEANING = 3.0
_UNLIKELY = 2.5758293035489004
_Z90 = 1.6448536269514722
_ROUNDS = 1000
_SETTLED = 1e-6


class Verdict(IntEnum):
    """What the two numbers of a flow allow."""

    NO_NUMBER = 0
    ONE = 1
    BOTH = 2
    NONE = 3
    CONTRADICTION = 4


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows of one register in one unit, an element a flow.

    Attributes:
        exporter, importer: numbers of the reporters, from 0.
        exported, imported: what each side reports, 0 or more; 0 where it reports that nothing moved, NaN
            where it gives no number.
        cif: whether the exporter's value is free on board and the importer's holds freight and insurance.
    """

    exporter: Ints
    importer: Ints
    exported: Floats
    imported: Floats
    cif: Bools

    @property
    def reporters(self) -> int:
        """One more than the greatest number of a reporter; 0 without flows."""
        if not self.exporter.size:
            return 0
        return int(max(self.exporter.max(), self.importer.max())) + 1


@dataclass(frozen=True, slots=True)
class Role:
    """How well reporters tell in one role, an element a reporter.

    Attributes:
        sd: standard deviation of the error of a log report; NaN where the register has no flow told twice.
        flows: how many flows told by both sides it rests on.
        lean: mean log of what it tells over what its partners tell, freight removed; NaN without flows.
        leans: whether that is further from 0 than chance explains, of `LEAST_TO_LEAN` flows or more.
    """

    sd: Floats
    flows: Ints
    lean: Floats
    leans: Bools


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the flows told by both sides say of the reporters.

    Attributes:
        exporters, importers: the reporters in each role.
        flows: how many flows both sides tell with a number above nought.
        cif: the log gap removed from an importer's value with freight; 0 where it could not be measured.
        cif_flows: how many pairs of values before and after freight there are.
    """

    exporters: Role
    importers: Role
    flows: int
    cif: float
    cif_flows: int


@dataclass(frozen=True, slots=True)
class Estimates:
    """The likely quantity of each flow with its 90 % interval, in the exporter's terms; NaN without one.

    Attributes:
        verdict: values of `Verdict`.
        surprising: the gap is larger than the errors of the two reporters explain once in a hundred times;
            the interval is then widened until it holds both reports.
    """

    estimate: Floats
    low: Floats
    high: Floats
    verdict: npt.NDArray[np.int8]
    surprising: Bools
    reliability: Reliability


def reconcile(flows: Flows, known: Reliability | None = None) -> Estimates:
    """Estimate what moved from what two sides report.

    Of two numbers it is their mean in logs, weighted by inverse variances; of one number that number. Noughts
    are no logs: two are none, and none against some is a contradiction without an estimate.

    Args:
        flows: of one register in one unit.
        known: how far to believe the reporters, by the same numbers; None learns it from these flows.
    """
    trust = known if known is not None else reliability(flows)
    exported, imported = flows.exported, flows.imported / np.where(flows.cif, np.exp(trust.cif), 1.0)
    verdict = _verdicts(exported, imported)
    both = verdict == Verdict.BOTH
    variance = trust.exporters.sd[flows.exporter] ** 2, trust.importers.sd[flows.importer] ** 2
    logs = _log(exported), _log(imported)
    # A side without a number has no weight; where neither has one the verdict says so.
    share = np.where(
        both, variance[1] / (variance[0] + variance[1]), np.where(np.isfinite(logs[0]), 1.0, 0.0)
    )
    centre = share * np.nan_to_num(logs[0]) + (1 - share) * np.nan_to_num(logs[1])
    spread = np.sqrt(share**2 * variance[0] + (1 - share) ** 2 * variance[1])
    reach = _quantile(_rests_on(flows, trust, logs)) * spread
    gap = np.abs(np.where(both, logs[1], 0.0) - np.where(both, logs[0], 0.0))
    surprising = both & (gap > _UNLIKELY * np.sqrt(np.nan_to_num(variance[0] + variance[1])))
    least, most = np.fmin(exported, imported), np.fmax(exported, imported)
    low, high = np.exp(centre - reach), np.exp(centre + reach)
    low, high = (
        np.where(surprising, np.fmin(low, least), low),
        np.where(surprising, np.fmax(high, most), high),
    )
    some = both | (verdict == Verdict.ONE)
    # Logs and back lose the last digit, by which an estimate must not leave what is reported.
    middle = np.clip(np.exp(centre), least, most)
    return Estimates(
        estimate=np.where(some, middle, np.where(verdict == Verdict.NONE, 0.0, np.nan)),
        low=np.where(some, low, np.nan),
        high=np.where(some, high, np.nan),
        verdict=verdict,
        surprising=surprising,
        reliability=trust,
    )


def reliability(flows: Flows, reporters: int | None = None) -> Reliability:
    """How far each reporter is to be believed in each role, from the flows that both sides tell.

    Each reporter is drawn towards what it is in both roles together, and that towards all reporters of the
    register, as if each step were `SHRINKAGE` flows more.

    Args:
        flows: of one register in one unit.
        reporters: how many reporters there are; None for those of the flows.
    """
    told = (flows.exported > 0) & (flows.imported > 0)
    exporter, importer = flows.exporter[told], flows.importer[told]
    gap = np.log(flows.imported[told]) - np.log(flows.exported[told])
    with_freight = flows.cif[told]
    measured = int(with_freight.sum())
    cif = float(np.median(gap[with_freight])) if measured >= LEAST_FOR_CIF else 0.0
    gap = gap - np.where(with_freight, cif, 0.0)
    size = flows.reporters if reporters is None else reporters
    sd = _deviations(exporter, importer, gap, size)
    return Reliability(
        exporters=_role(exporter, -gap, sd[0], size),
        importers=_role(importer, gap, sd[1], size),
        flows=len(gap),
        cif=cif,
        cif_flows=measured,
    )


def _verdicts(exported: Floats, imported: Floats) -> npt.NDArray[np.int8]:
    told = np.isfinite(exported).astype(np.int8) + np.isfinite(imported)
    some = (exported > 0).astype(np.int8) + (imported > 0)
    found = np.where(some > 0, told, np.where(told > 0, Verdict.NONE, Verdict.NO_NUMBER))
    return np.where((some == 1) & (told == 2), Verdict.CONTRADICTION, found).astype(np.int8)


def _log(numbers: Floats) -> Floats:
    """Logs of the numbers above nought, NaN for all else."""
    return np.log(np.where(numbers > 0, numbers, np.nan))


def _rests_on(flows: Flows, trust: Reliability, logs: tuple[Floats, Floats]) -> Floats:
    """Degrees of freedom: the flows behind the less known of the sides that tell, with those it begins as."""
    many = np.inf
    sides = (
        np.where(np.isfinite(logs[0]), trust.exporters.flows[flows.exporter], many),
        np.where(np.isfinite(logs[1]), trust.importers.flows[flows.importer], many),
    )
    fewest = np.minimum(*sides)
    return np.asarray(np.where(np.isfinite(fewest), fewest, 0.0) + SHRINKAGE, np.float64)


def _quantile(freedom: Floats) -> Floats:
    """The 95th percentile of Student's t; Abramowitz and Stegun 26.7.5, right to 0.002 from 4 degrees on."""
    z = _Z90
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    added = [term / freedom ** (power + 1) for power, term in enumerate(terms)]
    return np.asarray(z + sum(added), np.float64)


def _deviations(exporter: Ints, importer: Ints, gap: Floats, size: int) -> tuple[Floats, Floats]:
    """Standard deviations of reporters as exporters and as importers, by expectation and maximisation.

    The unseen exporter's part of a gap d has, given d, the mean -d a/(a+b) and the variance ab/(a+b) for the
    variances a and b of the two sides. All flows of one pair of reporters share these, so their squares are
    added first.
    """
    if not len(gap):
        return np.full(size, np.nan), np.full(size, np.nan)
    pair, at = np.unique(exporter * size + importer, return_inverse=True)
    seller, buyer = pair // size, pair % size
    many, squares = np.bincount(at).astype(np.float64), np.bincount(at, gap**2)
    overall = (squares.sum() / 2 + SHRINKAGE * START**2) / (len(gap) + SHRINKAGE)
    counts = np.bincount(exporter, minlength=size), np.bincount(importer, minlength=size)
    variances = np.full((2, size), overall)
    for _ in range(_ROUNDS):
        mine, other = variances[0][seller], variances[1][buyer]
        together = mine + other
        unseen = many * mine * other / together
        sums = (
            np.bincount(seller, (mine / together) ** 2 * squares + unseen, size),
            np.bincount(buyer, (other / together) ** 2 * squares + unseen, size),
        )
        whole = (sums[0] + sums[1] + SHRINKAGE * overall) / (counts[0] + counts[1] + SHRINKAGE)
        told = [
            (one + SHRINKAGE * whole) / (count + SHRINKAGE) for one, count in zip(sums, counts, strict=True)
        ]
        moved = float(np.abs(np.log(np.array(told) / variances)).max())
        variances = np.array(told)
        if moved < _SETTLED:
            break
    return np.sqrt(variances[0]), np.sqrt(variances[1])


def _role(reporter: Ints, tells: Floats, sd: Floats, size: int) -> Role:
    """What is known of reporters in a role; `tells` is how much more each told than its partner, in logs."""
    flows = np.bincount(reporter, minlength=size)
    mean = np.bincount(reporter, tells, size) / np.where(flows > 0, flows, np.nan)
    # Around the mean, not around none: a reporter that always tells half is steady.
    around = np.bincount(reporter, (tells - mean[reporter]) ** 2, size) / np.maximum(flows - 1, 1)
    error = np.sqrt(around / np.maximum(flows, 1))
    leans = (flows >= LEAST_TO_LEAN) & (np.abs(np.nan_to_num(mean)) > _LEANING * error + 1e-9)
    return Role(sd, flows.astype(np.int64), mean, leans)
