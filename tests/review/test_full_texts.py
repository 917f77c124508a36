"""Full texts: what passed, what was found, and what belongs together."""

from datetime import UTC, datetime

import pytest

from activescreen.errors import InputError, LedgerError, MissingError
from activescreen.protocol import FULL_TEXT
from activescreen.review.board import Boards
from activescreen.review.duplicates.merging import merge, split
from activescreen.review.full_texts.document_pile import (
    add_documents,
    assign_document,
    discard_document,
    pile_of,
)
from activescreen.review.full_texts.documents import (
    MOST_BYTES,
    Upload,
    add_to_record,
    find_document,
    remove_document,
)
from activescreen.review.full_texts.listing import Wanted, list_full_texts, show_full_text
from activescreen.review.full_texts.retrievals import Retrieval, not_retrieved
from activescreen.review.full_texts.retrieving import Word, report_retrieval
from activescreen.review.full_texts.studies import set_studies, studies_in
from activescreen.review.people import membership
from activescreen.review.permissions import Permission, access_to
from activescreen.review.records.states import State
from activescreen.store.population import all_ids
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
PDF = b"%PDF-1.7\nof a made article\n%%EOF\n"


class Desk:
    """A team at the stage of full texts: records 0 to 4 passed, 5 did not."""

    def __init__(self, team, article):
        self.team, self.database, self.boards = team, team.database, Boards()
        self.label = lambda labels, **more: team.label(
            team.write("l.csv", [{**article(n), "label": say} for n, say in labels.items()]), **more
        )
        with self.database.reading() as connection:
            self.review = find_review(connection, "peers")
        owner = membership.first_owner(self.database, NOW)
        self.access = access_to(self.database, owner, self.review.id, Permission.RETRIEVE)
        by_doi = {record.doi: record.id for record in team.records()}
        self.ids = [by_doi[f"10.1234/made.{n}"] for n in range(8)]
        self.label({**dict.fromkeys(range(5), "1"), 5: "0"})

    def upload(self, name="a.pdf", content=PDF):
        path = self.team.folder / "upload"
        path.write_bytes(content)
        return Upload(path, name)

    def add(self, n, **more):
        return self.add_all(n, self.upload(**more))[0]

    def add_all(self, n, *uploads):
        return add_to_record(
            self.database, self.access, self.team.originals, self.ids[n], uploads, NOW
        )

    def add_many(self, *names):
        uploads = []
        for at, name in enumerate(names):
            path = self.team.folder / f"upload {at}"
            path.write_bytes(PDF + name.encode())
            uploads.append(Upload(path, name))
        return add_documents(
            self.database, self.boards, self.access, self.team.originals, uploads, NOW
        )

    def report(self, n, state, note=""):
        said = Word(Retrieval(state), note)
        return report_retrieval(self.database, self.access, self.ids[n], said, NOW)

    def list(self, after=None, limit=50, **wanted):
        return list_full_texts(
            self.database, self.boards, self.access, Wanted(**wanted), after, limit
        )

    def show(self, n):
        return show_full_text(self.database, self.boards, self.access, self.ids[n])

    def places(self, **wanted):
        return [self.ids.index(line.record.id) for line in self.list(**wanted).lines]

    def ask(self, of):
        with self.database.reading() as connection:
            return of(connection, self.review)


@pytest.fixture
def desk(team, article):
    team.create(votes_per_record=1, exclusion_reasons=("Wrong population", "Letter"))
    team.bring(team.write("a.csv", [article(n) for n in range(8)]))
    return Desk(team, article)


def test_what_passed_is_listed_page_by_page(desk):
    assert desk.places() == [0, 1, 2, 3, 4]
    first = desk.list(limit=3)
    assert (first.total, first.found) == (5, 5)
    second = desk.list(after=first.next, limit=3)
    assert ([*map(len, (first.lines, second.lines))], second.next) == ([3, 2], None)
    with pytest.raises(InputError, match="1 to 500 records"):
        desk.list(limit=501)


def test_what_did_not_pass_is_told(desk):
    with pytest.raises(MissingError, match="has not passed title and abstract"):
        desk.show(5)
    with pytest.raises(MissingError, match="no record with this id"):
        show_full_text(desk.database, desk.boards, desk.access, "nothing")


def test_the_last_word_on_a_search_counts_and_is_not_said_twice(desk):
    assert desk.show(0).sought.state is Retrieval.AWAITING
    desk.report(0, "sought", "asked the library")
    desk.report(0, "not_retrieved")
    seen = desk.report(0, "not_retrieved")
    assert (seen.state, seen.author) == (Retrieval.NOT_RETRIEVED, "Owner")
    assert desk.ask(not_retrieved) == {desk.ask(all_ids)[desk.ids[0]]}
    desk.report(0, "retrieved")
    assert desk.ask(not_retrieved) == set()
    with pytest.raises(InputError, match="more than 1,000 characters"):
        desk.report(0, "sought", "x" * 1001)


def test_a_document_makes_a_record_retrieved(desk):
    desk.report(1, "sought", "asked the library")
    added = desk.add(1, name="first.pdf")
    assert (added.name, added.bytes) == ("first.pdf", len(PDF))
    line = desk.show(1)
    assert (line.sought.state, line.sought.note) == (Retrieval.RETRIEVED, "asked the library")
    found, path = find_document(
        desk.database, desk.access, desk.team.originals, desk.ids[1], added.digest
    )
    assert (found, path.read_bytes()) == (added, PDF)


def test_the_same_file_twice_is_one_and_others_stay_beside_it(desk):
    one = desk.add(1, name="first.pdf")
    assert desk.add(1, name="again.pdf") == one
    other = desk.add(1, name="supplement.pdf", content=PDF + b"more")
    assert desk.show(1).documents == (one, other)
    assert desk.add(2).digest == one.digest
    assert desk.places(document=True) == [1, 2]
    assert desk.places(document=False) == [0, 3, 4]


def test_a_removed_document_is_shown_no_more_and_may_come_back(desk):
    digest = desk.add(1).digest
    remove_document(desk.database, desk.access, desk.ids[1], digest, NOW)
    assert desk.show(1).documents == ()
    for ask in (
        lambda: remove_document(desk.database, desk.access, desk.ids[1], digest, NOW),
        lambda: find_document(desk.database, desk.access, desk.team.originals, desk.ids[1], digest),
    ):
        with pytest.raises(MissingError, match="no such document"):
            ask()
    assert desk.add(1).digest == digest
    assert len(desk.show(1).documents) == 1


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><title>Sign in</title>", "is a web page"),
        (b"PK\x03\x04", "This is no PDF"),
        (b"x" * 2000 + PDF, "This is no PDF"),
    ],
)
def test_what_is_no_pdf_is_refused(desk, content, what):
    with pytest.raises(InputError, match=what):
        desk.add(1, content=content)
    assert desk.show(1).sought.state is Retrieval.AWAITING


def test_a_file_that_is_too_large_is_refused(desk):
    upload = desk.upload()
    with upload.path.open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError, match="100 are kept"):
        desk.add_all(1, upload)


def test_many_files_find_their_records_and_the_rest_waits(desk):
    desk.add_many("10.1234_made.0.pdf", "scan.pdf", "10.1234_made.5.pdf")
    assert desk.places(document=True) == [0]
    # The last one did not pass, so its full text is not sought.
    waiting = pile_of(desk.database, desk.access)
    assert [each.name for each in waiting] == ["scan.pdf", "10.1234_made.5.pdf"]
    scan = waiting[0].digest
    assert assign_document(desk.database, desk.access, scan, desk.ids[3], NOW).name == "scan.pdf"
    assert desk.places(document=True) == [0, 3]
    discard_document(desk.database, desk.access, waiting[1].digest, NOW)
    assert pile_of(desk.database, desk.access) == ()
    with pytest.raises(MissingError, match="waits for its record"):
        assign_document(desk.database, desk.access, scan, desk.ids[2], NOW)


def test_sending_a_folder_again_adds_nothing(desk):
    names = ("10.1234_made.0.pdf", "scan.pdf", "other.pdf")
    desk.add_many(*names)
    scan = pile_of(desk.database, desk.access)[0].digest
    assign_document(desk.database, desk.access, scan, desk.ids[3], NOW)
    again = desk.add_many(*names)
    assert [each.by for each in again] == ["content", "content", ""]
    assert [len(line.documents) for line in desk.list().lines] == [1, 0, 0, 1, 0]
    assert len(pile_of(desk.database, desk.access)) == 1


def test_one_bad_file_keeps_all_of_them_out(desk):
    good, bad = desk.upload(), Upload(desk.team.folder / "bad", "bad.pdf")
    bad.path.write_bytes(b"no")
    with pytest.raises(InputError, match="no PDF"):
        add_documents(
            desk.database, desk.boards, desk.access, desk.team.originals, [good, bad], NOW
        )
    assert pile_of(desk.database, desk.access) == ()


def test_one_bad_file_keeps_the_others_of_a_record_out(desk):
    bad = Upload(desk.team.folder / "bad", "bad.pdf")
    bad.path.write_bytes(b"no")
    with pytest.raises(InputError, match="no PDF"):
        desk.add_all(1, desk.upload(), bad)
    assert desk.show(1).documents == ()


def test_decisions_and_reasons_show_when_final(desk, article):
    desk.label({0: "1", 1: "0"}, stage=FULL_TEXT)
    row = {**article(2), "label": "0", "reason": "Letter"}
    desk.team.label(desk.team.write("l.csv", [row]), stage=FULL_TEXT)
    assert [line.state for line in desk.list().lines] == [
        State.INCLUDED,
        State.EXCLUDED,
        State.EXCLUDED,
        State.UNREAD,
        State.UNREAD,
    ]
    assert desk.places(state=State.EXCLUDED) == [1, 2]
    assert desk.list().by_state[State.UNREAD] == 2


def test_a_merged_record_brings_its_file_along_and_takes_it_back(desk):
    digest = desk.add(1).digest
    merge(desk.database, desk.access, desk.ids[0], desk.ids[1], NOW)
    assert desk.places() == [0, 2, 3, 4]
    assert [each.digest for each in desk.show(0).documents] == [digest]
    assert desk.show(0).sought.state is Retrieval.RETRIEVED
    for ask in (lambda: desk.add(1), lambda: desk.report(1, "sought")):
        with pytest.raises(LedgerError, match="merged into record"):
            ask()
    split(desk.database, desk.access, desk.ids[1], NOW)
    assert desk.places(document=True) == [1]


def test_reports_are_linked_to_studies_and_parted_again(desk):
    ids = desk.ids
    said = {ids[0]: "Smith  2015 ", ids[1]: "Smith 2015", ids[2]: "  "}
    assert set_studies(desk.database, desk.access, said, NOW) == 2
    assert set_studies(desk.database, desk.access, said, NOW) == 0
    assert sorted(desk.ask(studies_in).values()) == ["Smith 2015", "Smith 2015"]
    assert desk.show(1).study == "Smith 2015"
    assert set_studies(desk.database, desk.access, {ids[1]: None}, NOW) == 1
    assert (desk.show(0).study, desk.show(1).study) == ("Smith 2015", "")


@pytest.mark.parametrize("name", ["x" * 201, "a\x00b", "\ud800"])
def test_a_study_has_a_name_that_can_be_shown(desk, name):
    with pytest.raises(InputError, match="name of a study"):
        set_studies(desk.database, desk.access, {desk.ids[0]: "fine", desk.ids[1]: name}, NOW)
    assert desk.ask(studies_in) == {}


def test_what_is_unknown_is_told(desk):
    desk.ids = ["nothing"]
    for ask in (lambda: desk.add(0), lambda: desk.report(0, "sought")):
        with pytest.raises(MissingError, match="no record with this id"):
            ask()
    with pytest.raises(MissingError):
        set_studies(desk.database, desk.access, {"nothing": "x"}, NOW)
