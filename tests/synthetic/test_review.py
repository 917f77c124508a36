"""The synthetic review has the seed paper's shape, and can be read like any export."""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from activescreen.deduplication import find_duplicates
from activescreen.formats import read_records
from activescreen.records import RecordSet
from activescreen.synthetic import SyntheticReview, Truth, generate, score_duplicates

Planted = dict[tuple[str, int], Truth]


@pytest.fixture(scope="module")
def records(review: SyntheticReview) -> RecordSet:
    return read_records(*review.files)


def test_the_flow_is_that_of_the_seed_paper(review: SyntheticReview) -> None:
    assert review.records == 8030
    assert review.duplicates == 2125
    assert (review.duplicates_across, review.duplicates_within) == (2000, 125)
    assert review.distinct == 5905
    assert (review.passing, review.included) == (39, 27)
    assert [path.name for path in review.files] == [
        "pubmed.ris",
        "embase.csv",
        "web_of_science.ris",
        "central.ris",
        "cinahl.ris",
        "psycinfo.csv",
    ]


def test_one_seed_gives_the_same_bytes(review: SyntheticReview, tmp_path: Path) -> None:
    again = generate(tmp_path, np.random.default_rng(42))
    for one, other in zip((*review.files, review.truth), (*again.files, again.truth), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_another_seed_gives_the_same_shape_and_other_text(
    review: SyntheticReview, tmp_path: Path
) -> None:
    other = generate(tmp_path, 7)
    assert (other.records, other.duplicates, other.passing, other.included) == (8030, 2125, 39, 27)
    assert other.files[0].read_bytes() != review.files[0].read_bytes()


def test_every_source_says_that_it_is_synthetic(review: SyntheticReview) -> None:
    assert "SYNTHETIC" in review.truth.read_text(encoding="utf-8").splitlines()[0]
    assert "SYNTHETIC" in (review.folder / "README.txt").read_text(encoding="utf-8")


def test_all_records_are_read_and_the_truth_knows_each(records: RecordSet, truth: Planted) -> None:
    assert len(records) == 8030
    assert {(record.source.file, record.source.row) for record in records} == set(truth)
    assert not any(report.warnings for report in records.reports)
    assert all(record.title and record.year and record.authors for record in records)


def test_identifiers_are_out_of_the_real_range(records: RecordSet) -> None:
    assert all(record.doi.startswith("10.5555/") for record in records if record.doi)
    assert all(int(record.pmid) > 90_000_000 for record in records if record.pmid)


def test_copies_of_one_publication_share_its_decisions(truth: Planted) -> None:
    decisions = defaultdict(set)
    for one in truth.values():
        decisions[one.publication].add((one.passes, one.included, one.group))
    assert len(decisions) == 5905
    assert all(len(different) == 1 for different in decisions.values())
    assert all(one.passes for one in truth.values() if one.included)


def test_copies_share_an_identifier_only_with_copies_save_for_supplements(
    records: RecordSet, truth: Planted
) -> None:
    holders = defaultdict(set)
    for record in records:
        publication = truth[record.source.file, record.source.row].publication
        for key in filter(None, (record.doi.lower(), record.pmid)):
            holders[key].add(publication)
    shared = {key for key, publications in holders.items() if len(publications) > 1}
    assert shared
    assert all("supplement" in key for key in shared)


def test_distractors_cover_every_neighbouring_subject(truth: Planted) -> None:
    distinct = {one.publication: one.group for one in truth.values()}
    groups = Counter(distinct.values())
    for group in (
        "digital but not peer",
        "peer but not digital",
        "psychosocial care of the same people",
        "digital peer support in other mental disorders",
        "digital peer support in physical illness",
        "carers",
        "adolescents",
        "students",
        "protocols",
        "reviews",
        "editorials",
        "pharmacological",
        "biology",
        "social media mining",
        "other senses of peer",
        "other senses of digital",
        "near twins",
    ):
        assert groups[group] >= 40, group
    assert (groups["included"], groups["fails at full text"]) == (27, 12)


def test_some_abstracts_are_missing_also_of_relevant_ones(
    records: RecordSet, truth: Planted
) -> None:
    assert 0.05 < records.without_abstract / len(records) < 0.13
    bare = {
        truth[record.source.file, record.source.row].publication
        for record in records
        if not record.abstract and truth[record.source.file, record.source.row].passes
    }
    assert len(bare) >= 3


def test_abstracts_are_of_realistic_length(records: RecordSet) -> None:
    words = [len(record.abstract.split()) for record in records if record.abstract]
    assert 100 < np.median(words) < 140
    assert np.percentile(words, 5) > 60
    assert np.percentile(words, 98) < 190


def test_no_template_is_left_unfilled(records: RecordSet) -> None:
    for record in records:
        assert not set("{}|") & set(record.title + record.abstract)


def test_most_but_not_all_duplicates_are_found_by_identifiers_and_title(
    records: RecordSet, truth: Planted
) -> None:
    found = find_duplicates(records)
    groups = [
        [(records[place].source.file, records[place].source.row) for place in group]
        for group in found.groups
    ]
    score = score_duplicates(truth, groups)
    assert score.planted == 2125
    assert 0.95 < score.removed_rightly / score.planted < 1
    assert score.precision is not None
    assert score.precision > 0.97


def test_no_publication_to_be_found_is_lost_or_doubled_by_deduplication(
    records: RecordSet, truth: Planted
) -> None:
    unique = find_duplicates(records).unique(records)
    kept = [truth[record.source.file, record.source.row] for record in unique]
    assert len({one.publication for one in kept if one.passes}) == 39
    assert sum(one.passes for one in kept) == 39
