from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.reports.labels import LETTER_WIDTH, LINE_HEIGHT, Label, place_labels

SIZE = {"end": 1000, "top": 1.0, "width": 640, "height": 400}


def boxes(placed):
    for label in placed:
        left, upper = label.left / 1000 * 640, (1 - label.top) * 400
        wide = LETTER_WIDTH * max(map(len, label.lines))
        yield left, upper, left + wide, upper + LINE_HEIGHT * len(label.lines)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 1000), st.floats(0.9, 1.0)), max_size=5))
def test_five_labels_stay_inside_and_apart(points):
    labels = [Label(x, y, ("calibrated_random_phase", "812 read, 97 % found")) for x, y in points]
    placed = list(boxes(place_labels(labels, **SIZE)))
    for place, (left, upper, right, lower) in enumerate(placed):
        assert left >= 0
        assert right <= 640 + 1e-6
        assert upper >= 0
        assert lower <= 400 + 1e-6
        for other in placed[:place]:
            beside = right <= other[0] or other[2] <= left
            assert beside or lower <= other[1] or other[3] <= upper
