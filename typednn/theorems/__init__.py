"""The ledger: theorems that are checked each time, with evidence. `typednn verify` and `typednn refute` show it.

To trust a layer of your own, see `check_layer`:

    report = check_layer(MyLayer(3, 4))
    print(report)                   # the laws of every layer, each with its evidence
    assert report.ok

A chapter is a folder here. Its `__init__.py` has ``CHAPTER = Chapter("S", "sharpness", "what it is about")``; its
files, one a group of the inventory's rows, enter theorems into it, and are found by themselves:

    @CHAPTER.theorem("V43.1", PROPERTY, domain="n ≤ 8, |z| ≤ 100", original="gradient_sum_zero", standing=...,
                     tolerance="where the allowance for rounding comes from, if one is used")
    def the_gradient_sums_to_zero(trial: Trial) -> None:
        \"\"\"Σ_i ∂_i CE(z, t) = 0.\"\"\"                    # the docstring is the statement
        for case in trial.cases(quick=200, full=20_000):  # each has its own random numbers: case.rng
            z = case.rng.normal(size=(1, 5))
            case.given(z=z)                               # printed if the case fails
            if case.assume(z.max() < 100):                # the hypotheses: counted as hits
                case.near(dz.sum(), 0.0, tolerance)       # near, equal, at_most, require: conclusions

- An id is the inventory's row, or a part of it: `V82.3`. `--id V82` means all parts. One mode a theorem: a row that
  is proved of a formula and checked on the code is two theorems.
- "Proved" is said for STATIC, EXHAUSTIVE, EXACT, SYMBOLIC and INTERVAL. So use EXACT only where the points decide
  the statement (`trial.lattice` says when they do), and let `domain` say over what it is proved.
- `trial.each(things)` gives (case, thing) for all of a finite domain; `trial.lattice(variables, degree)` the points
  that decide an identity of polynomials; `case.stands_for(n)` counts a whole array of cases.
- `trial.size(quick, full)` is a number by the budget. The quick run of all chapters has a minute on two
  cores: some 20 s of work for each.
- MONTE_CARLO needs `confidence=CONFIDENCE`, and bounds that fail with less probability: `chance` has both.
- `CHAPTER.counterexample("V53", instead="what is true")`: the docstring is the claim that is false; the body shows
  the counterexample (`trial.say` tells it), and checks what is true instead. It stands in `typednn refute`.
- `CHAPTER.static("V20", name, statement, accepts=program, rejects=(program,))`: `programs` has the marks and the names
  that programs may use.
- sympy, mpmath and mypy are imported inside the function: without them the theorem is "not checked".
- Call the implementation through its module (`ops.softmax`): tests/theorems/test_mutations.py replaces it by a broken
  one and wants the theorem to fail; add a row there for each theorem that rests on code.
- `typednn verify --document > docs/theorems.md` writes the page that lists them all.
"""

from typednn.theorems.checking_layers import LayerReport as LayerReport
from typednn.theorems.checking_layers import check_layer as check_layer
from typednn.theorems.evidence import Budget as Budget
from typednn.theorems.evidence import Evidence as Evidence
from typednn.theorems.evidence import Verdict as Verdict
from typednn.theorems.theorem import Chapter as Chapter
from typednn.theorems.theorem import Mode as Mode
from typednn.theorems.theorem import Standing as Standing
from typednn.theorems.theorem import Theorem as Theorem
