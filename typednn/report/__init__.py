"""What people look at after a training: tables for the terminal, the worst mistakes, plots, one HTML page."""

from typednn.report.judging import Judged as Judged
from typednn.report.judging import Mistake as Mistake
from typednn.report.judging import judge as judge
