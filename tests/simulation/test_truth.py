import numpy as np
import pytest

from activescreen.errors import InputError
from activescreen.formats import labels_of, read_records
from activescreen.records import Record, RecordSet, Source
from activescreen.simulation import Truth, draw_priors


class TestDrawnPriors:
    @pytest.mark.parametrize("seed", range(3))
    def test_are_those_of_the_published_comparison(self, shared, seed):
        records = read_records(shared / "reviews" / "Cohen_2006_ADHD.csv")
        labels = labels_of(records, "label_included").values
        rng = np.random.default_rng(seed)
        inclusion = int(rng.choice(np.flatnonzero(labels == 1)))
        exclusion = int(rng.choice(np.flatnonzero(labels == 0)))
        assert draw_priors(labels, seed) == (inclusion, exclusion)

    def test_one_inclusion_then_one_exclusion(self, truth):
        for seed in range(20):
            inclusion, exclusion = draw_priors(truth.labels, seed)
            assert (truth.labels[inclusion], truth.labels[exclusion]) == (1, 0)
        assert len({draw_priors(truth.labels, seed) for seed in range(20)}) > 10

    @pytest.mark.parametrize(("label", "n"), [(0, 1), (1, 1)])
    def test_of_a_class_without_records_none_is_drawn(self, label, n):
        assert len(draw_priors(np.full(5, label, dtype=np.int8), 0)) == n

    def test_of_nothing_nothing(self):
        assert draw_priors(np.array([], dtype=np.int8), 0) == ()


class TestLabels:
    def test_every_record_needs_one(self, review):
        records, labels = review
        open_labels = labels.copy()
        open_labels[[7, 9]] = -1
        with pytest.raises(InputError, match=r"r.csv: 2 of 120 .* row 7.*'activescreen rank'"):
            Truth(records, open_labels, "r.csv")
        with pytest.raises(InputError, match="3 labels do not go with 120 records"):
            Truth(records, labels[:3], "r.csv")

    def test_come_from_a_mapping_by_id(self, review):
        records, labels = review
        mapping = {name: bool(v) for name, v in zip(records.ids, labels, strict=True)}
        truth = Truth.of(records, mapping)
        np.testing.assert_array_equal(truth.labels, labels)
        assert truth.name == "made.csv"
        assert (truth.relevant, truth.one_class) == (12, False)
        del mapping[records.ids[0]]
        with pytest.raises(InputError, match="1 of 120"):
            Truth.of(records, mapping)

    @pytest.mark.parametrize(("labels", "one"), [((0, 0), True), ((1, 1), True), ((0, 1), False)])
    def test_one_class(self, small_truth, labels, one):
        assert small_truth(*labels).one_class is one

    def test_digest_tells_records_and_labels(self, truth, small_truth):
        digests = {small_truth(0, 1).digest, small_truth(1, 0).digest, truth.digest}
        assert len(digests) == 3
        assert small_truth(0, 1).digest == small_truth(0, 1).digest


class TestRows:
    def test_are_those_of_the_file(self):
        # As where the reader left out a blank row.
        records = RecordSet(Record(f"R{row}", Source("a.csv", row)) for row in (0, 2, 3))
        truth = Truth(records, np.array([0, 1, 0], dtype=np.int8), "a.csv")
        assert truth.rows.tolist() == [0, 2, 3]
        assert truth.places([3, 0]) == (2, 0)
        with pytest.raises(InputError, match=r"no row 1 to take.*up to 3"):
            truth.places([1])
        with pytest.raises(InputError, match="name a row twice"):
            truth.places([2, 2])

    @pytest.mark.parametrize("files", [("a.csv", "b.csv"), ("a.csv", "a.csv")])
    def test_are_places_where_rows_say_nothing(self, files):
        records = RecordSet(Record(f"R{i}", Source(name, 0)) for i, name in enumerate(files))
        truth = Truth(records, np.array([0, 1], dtype=np.int8), "both")
        assert truth.rows.tolist() == [0, 1]
        assert truth.places([1, 0]) == (1, 0)
