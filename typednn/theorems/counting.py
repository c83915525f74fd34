"""Counts of a run by verdict and mode, and the sentence that sums them up."""

from collections import Counter
from collections.abc import Iterable, Sequence

from typednn.theorems.evidence import Evidence, Verdict
from typednn.theorems.theorem import Mode, Standing, Theorem


def summary(found: Sequence[Evidence]) -> str:
    """``130 theorems: 60 proved, 55 checked, 15 refuted, 0 failed; 12.3 s``."""
    verdicts = Counter(evidence.verdict for evidence in found)
    good = (Verdict.PROVED, Verdict.CHECKED, Verdict.REFUTED)
    parts = [f"{verdicts[verdict]} {verdict}" for verdict in good if verdicts[verdict]]
    parts.append(f"{verdicts[Verdict.FAILED]} failed")
    parts += [
        f"{verdicts[each]} {each}" for each in (Verdict.VACUOUS, Verdict.BROKEN, Verdict.NOT_CHECKED) if verdicts[each]
    ]
    seconds = sum(evidence.seconds for evidence in found)
    return f"{len(found)} theorem{'' if len(found) == 1 else 's'}: {', '.join(parts)}; {seconds:.1f} s"


def as_json(found: Sequence[Evidence]) -> dict[str, object]:
    """The counts, for machines."""
    return {
        "theorems": len(found),
        "good": sum(evidence.verdict.good for evidence in found),
        "verdicts": {str(verdict): sum(each.verdict is verdict for each in found) for verdict in Verdict},
        "modes": by_mode(evidence.theorem for evidence in found),
        "cases": sum(evidence.cases for evidence in found),
        "hits": sum(evidence.hits for evidence in found),
        "seconds": round(sum(evidence.seconds for evidence in found), 3),
    }


def by_mode(theorems: Iterable[Theorem]) -> dict[str, int]:
    counts = Counter(theorem.mode for theorem in theorems)
    return {str(mode): counts[mode] for mode in Mode if counts[mode]}


def by_standing(theorems: Iterable[Theorem]) -> dict[str, int]:
    counts = Counter(theorem.standing for theorem in theorems)
    return {str(standing): counts[standing] for standing in Standing if counts[standing]}
