"""What holds for any records: order, repetition, identifiers, decisions, searching in waves."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.deduplication import PairDecision, find_duplicates
from activescreen.records import Record, RecordSet, Source

TITLES = (
    "",
    "Editorial",
    "Digital peer support for people with serious mental illness",
    "DIGITAL PEER SUPPORT FOR PEOPLE WITH SERIOUS MENTAL ILLNESS.",
    "Digital peer support for people with severe mental illness",
    "Digital peer support for people with serious mental illness: a trial",
    "Erratum: Digital peer support for people with serious mental illness",
    "Lithium in primary practice, part 1",
    "Lithium in primary practice, part 2",
)
AUTHORS = ((), ("Fortuna, K.", "Naslund, J."), ("Fortuna KL", "et al."), ("Okafor, A.",))

drawn = st.builds(
    dict,
    title=st.sampled_from(TITLES),
    authors=st.sampled_from(AUTHORS),
    year=st.sampled_from([None, 2018, 2019, 2024]),
    journal=st.sampled_from(["", "Journal of Clinical Oncology", "J Clin Oncol", "medRxiv"]),
    volume=st.sampled_from(["", "3", "4"]),
    pages=st.sampled_from(["", "5-9", "5", "S77"]),
    doi=st.sampled_from(["", "10.1000/a", "10.1000/b"]),
    pmid=st.sampled_from(["", "", "1", "2"]),
)
lists = st.lists(drawn, min_size=1, max_size=12)


def made(fields, order=None):
    """Records that carry the number they were drawn as."""
    order = range(len(fields)) if order is None else order
    return RecordSet(
        Record(source=Source("a.ris", place), fields={"drawn": str(number)}, **fields[number])
        for place, number in enumerate(order)
    )


def partition(found, records):
    """Groups by what the records say: which of two identical ones it is makes no difference."""
    return sorted(
        sorted(records[place].content_digest() for place in group) for group in found.groups
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_order_of_the_records_does_not_matter(data):
    fields = data.draw(lists)
    order = data.draw(st.permutations(range(len(fields))))
    one, other = made(fields), made(fields, order)
    assert partition(find_duplicates(one), one) == partition(find_duplicates(other), other)


@settings(max_examples=100, deadline=None)
@given(lists)
def test_what_is_unique_holds_no_certain_duplicates_of_the_canonical_records(fields):
    records = made(fields)
    found = find_duplicates(records)
    again = find_duplicates(found.unique(records))
    # A canonical record may have been kept apart by a copy of it that is gone now.
    assert again.removed <= len(found.uncertain)


@settings(max_examples=150, deadline=None)
@given(lists)
def test_two_pubmed_ids_never_meet_in_a_group(fields):
    records = made(fields)
    for group in find_duplicates(records).groups:
        assert len({records[place].pmid for place in group} - {""}) <= 1


@settings(max_examples=100, deadline=None)
@given(lists)
def test_counts_reconcile(fields):
    records = made(fields)
    found = find_duplicates(records)
    members = [place for group in found.groups for place in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in found.groups)
    assert len(found.unique(records)) == len(found.merged(records)) == len(records) - found.removed
    assert sum(found.by_source_pair.values()) == sum(found.by_how.values()) == found.removed
    home = found.group_numbers(len(records))
    assert len(set(home)) == len(records) - found.removed
    assert not [pair for pair in found.uncertain if home[pair.one] == home[pair.other]]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_decisions_are_always_respected(data):
    records = made(data.draw(st.lists(drawn, min_size=2, max_size=10)))
    pairs = st.tuples(st.sampled_from(records.ids), st.sampled_from(records.ids)).filter(
        lambda pair: pair[0] != pair[1]
    )
    joined = [PairDecision(*pair, same=True) for pair in data.draw(st.lists(pairs, max_size=2))]
    together = find_duplicates(records, decisions=joined).group_numbers(len(records))
    components = _components(records.ids, joined)
    parted = [
        PairDecision(*pair, same=False)
        for pair in data.draw(st.lists(pairs, max_size=3))
        if components[pair[0]] != components[pair[1]]
    ]
    home = find_duplicates(records, decisions=[*parted, *joined]).group_numbers(len(records))
    at = {name: place for place, name in enumerate(records.ids)}
    for decision in joined:
        assert together[at[decision.one]] == together[at[decision.other]]
    for decision in (*joined, *parted):
        assert (home[at[decision.one]] == home[at[decision.other]]) is decision.same


def _components(ids, decisions):
    component = {name: name for name in ids}
    for decision in decisions:
        old, new = component[decision.one], component[decision.other]
        component = {name: new if at == old else at for name, at in component.items()}
    return component


@settings(max_examples=100, deadline=None)
@given(lists, lists)
def test_what_is_in_the_review_stays_and_is_canonical(old, new):
    existing = find_duplicates(made(old)).unique(made(old))
    records = RecordSet(replace(record, id="") for record in made(new))
    found = find_duplicates(records, against=existing)
    assert all(removal.position < len(records) for removal in found.removals)
    assert len(found.unique(records)) == len(records) - found.removed
    for group in found.groups:
        there = [place for place in group if place >= len(records)]
        assert len(there) <= 1
        if there:
            assert group[0] == there[0]
    assert all(pair.one < len(records) for pair in found.uncertain)


def test_a_second_wave_gives_the_groups_that_one_wave_would():
    texts = ("hope and sleep", "lithium and the gland", "peers in a day clinic", "rural nurses")
    titles = [f"A cohort study of {text} in the counties of Norway" for text in texts]
    first = [
        Record(title, Source("2019.ris", n), authors=("Ås, K.",), year=2019, abstract="Text.")
        for n, title in enumerate(titles[:3])
    ]
    second = [
        Record(title.upper(), Source("2020.ris", n), authors=("Aas K",), year=2019)
        for n, title in enumerate((*titles[1:], titles[3]))
    ]
    at_once = find_duplicates(RecordSet([*second, *first]))
    in_waves = find_duplicates(RecordSet(second), against=RecordSet(first))
    assert in_waves.groups == at_once.groups
    assert in_waves.matched == {0: 1, 1: 2}
    assert in_waves.removed == 3
