"""Proof coverage: which contracts of a program mypy proves, which it only assumes, and why."""

from typednn.proving.coverage import ASSUMED as ASSUMED
from typednn.proving.coverage import PROVED as PROVED
from typednn.proving.coverage import REFUTED as REFUTED
from typednn.proving.coverage import Contract as Contract
from typednn.proving.coverage import Coverage as Coverage
from typednn.proving.coverage import FileCoverage as FileCoverage
from typednn.proving.running import prove as prove
