"""Tables of a fixed evaluation, as approved; judging agrees with the library's own evaluation."""

from pathlib import Path

import numpy as np
import pytest

from typednn.report import Judged, judge
from typednn.report.pictures import mistakes_gallery
from typednn.report.tables import class_table, confusion_list, confusion_table, precision
from typednn.train import Evaluation, evaluate, load_run

COUNTS = np.array([[1200, 3, 0], [0, 0, 0], [40, 0, 7]], np.int64)

CLASSES = """\
class  examples  correct  accuracy  precision
    0     1,203    1,200    99.75%     96.77%
    1         0        0         –      0.00%
    2        47        7    14.89%    100.00%
"""
CONFUSION = """\
class      0      1      2
    0  1,200      3      ·
    1      ·      ·      ·
    2     40      ·      7
"""
MISTAKES = """\
     40  2 taken for 0
      3  0 taken for 1
"""


def test_the_class_table() -> None:
    assert "\n".join(class_table(Evaluation(0.1, COUNTS))) + "\n" == CLASSES


def test_the_confusion_table() -> None:
    assert "\n".join(confusion_table(COUNTS)) + "\n" == CONFUSION


def test_the_mistakes_in_words() -> None:
    assert "\n".join(confusion_list(COUNTS)) + "\n" == MISTAKES
    assert list(confusion_list(COUNTS, most=1)) == [MISTAKES.splitlines()[0]]
    assert list(confusion_list(np.eye(3, dtype=np.int64))) == []


def test_right_answers_are_green_and_many_wrong_ones_red() -> None:
    painted = "\n".join(confusion_table(COUNTS, lambda text, colour: f"<{colour}>" if colour else "")).splitlines()
    assert painted == ["class      0      1      2", "    0<green><yellow>", "    1", "    2<red><green>"]


def test_a_class_that_is_never_the_answer_has_no_precision() -> None:
    only = np.array([[2, 0], [1, 0]], np.int64)
    assert precision(only)[0] == 2 / 3
    assert np.isnan(precision(only)[1])


@pytest.mark.parametrize("which", ["mlp_run", "lenet_run"])
def test_judging_is_the_librarys_own_evaluation(which: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(which)
    run = load_run(path)
    data = run.data()
    net = run.network("best", data)
    judged = judge(net, data, data.test)
    x, labels = data.inputs(data.test)
    ours, theirs = judged.evaluation(), evaluate(net, x, labels)
    assert ours.loss == theirs.loss
    assert np.array_equal(ours.confusion, theirs.confusion)


def made(logits: list[list[float]], labels: list[int]) -> Judged:
    n = len(labels)
    images = np.arange(n * 6, dtype=np.uint8).reshape(n, 2, 3)
    return Judged(images, np.array(labels, np.uint8), np.array(logits, np.float32))


def test_the_worst_mistake_has_the_largest_loss_however_sure_the_network_is() -> None:
    """Probabilities of the right class of 1e-87 and 1e-130 are both 0 in float32; the loss tells them apart."""
    judged = made([[200, 0], [0, 300], [1, 0], [0, 5], [2, 1]], [1, 0, 1, 1, 0])
    worst = judged.worst(9)
    assert [mistake.index for mistake in worst] == [1, 0, 2]
    assert [(mistake.label, mistake.predicted) for mistake in worst] == [(0, 1), (1, 0), (1, 0)]
    assert worst[2].probability == pytest.approx(np.e / (1 + np.e))
    assert worst[2].probability + worst[2].probability_of_label == pytest.approx(1)
    assert judged.worst(1) == worst[:1]
    assert made([[1, 0]], [0]).worst(3) == []


def test_the_gallery_has_as_many_in_a_row_as_fit() -> None:
    judged = made([[0, 1]] * 4, [0] * 4)
    mistakes = judged.worst(4)
    one = mistakes_gallery(judged, mistakes[:1], width=None, colour=False)
    assert one == ["#0  0 taken for 1", "", "1: 73.1%, 0: 26.9%"]
    assert len(mistakes_gallery(judged, mistakes, width=18, colour=False)) == 4 * 3 + 3
    assert len(mistakes_gallery(judged, mistakes, width=38, colour=False)) == 2 * 3 + 1
    assert len(mistakes_gallery(judged, mistakes, width=5, colour=False)) == 4 * 3 + 3
    assert mistakes_gallery(judged, [], width=80, colour=False) == []
