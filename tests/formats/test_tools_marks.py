"""What each tool writes about decisions, as its own files have it."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import Screening, UserNote, read_records
from activescreen.formats.decisions import screening_of
from activescreen.formats.decisions.covidence import as_list, assumption
from activescreen.formats.decisions.rayyan_notes import read_note, write_note
from activescreen.formats.decisions.ruby import read_hash, write_hash
from activescreen.ledger import Verdict
from activescreen.records import Record, RecordSet, Source

INCLUDE, EXCLUDE, MAYBE = Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE


def screening(**fields):
    return screening_of(RecordSet([Record("T", Source("f", 0), fields=fields)]))


def votes(found):
    return [(made.reviewer, made.verdict) for made in found.decisions]


@pytest.mark.parametrize(
    "note",
    [
        'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bo"=>"Excluded", "Cy"=>"Maybe"}',
        "RAYYAN-INCLUSION: {&quot;Ann&quot;=&gt;&quot;Included&quot;, &quot;Bo&quot;=&gt;"
        "&quot;Excluded&quot;, &quot;Cy&quot;=&gt;&quot;Maybe&quot;}",
        r"RAYYAN-INCLUSION: {\"Ann\"=>\"Included\", \"Bo\"=>\"Excluded\", \"Cy\"=>\"Maybe\"}",
        'RAYYAN-INCLUSION: {""Ann""=>""Included"", ""Bo""=>""Excluded"", ""Cy""=>""Maybe""}',
        'RAYYAN-INCLUSION: {"Ann"=>"Included","Bo"=>"Excluded","Cy"=>"Maybe","Di"=>"Undecided"}',
    ],
)
def test_rayyans_votes_however_they_were_handed_on(note):
    assert votes(screening(notes=note)) == [("Ann", INCLUDE), ("Bo", EXCLUDE), ("Cy", MAYBE)]


def test_a_note_of_rayyan_is_taken_apart_and_written_the_same():
    text = (
        'Own note | RAYYAN-INCLUSION: {"Ann"=>"Excluded"} | RAYYAN-LABELS: a,b c | '
        'RAYYAN-EXCLUSION-REASONS: wrong drug,old | USER-NOTES: {"Ann"=>["x \\"y\\"", "z"]}'
    )
    note = read_note(text)
    assert note.before == "Own note"
    assert (note.labels, note.reasons) == (("a", "b c"), ("wrong drug", "old"))
    assert note.notes == (UserNote('x "y"', "Ann"), UserNote("z", "Ann"))
    assert write_note(note) == text


def test_signs_in_a_reviewers_note_are_no_coding():
    note = read_note('USER-NOTES: {"Ann"=>["{\\"", "a =&gt; b", "\\"\\""]}')
    assert [said.text for said in note.notes] == ['{"', "a =&gt; b", '""']


@pytest.mark.parametrize("text", ['{"a"=>"b"', '{"a"=>', '{"a"', "{", "", '{"a"=>["b"', "{a=>b}"])
def test_what_is_cut_off_gives_what_is_there(text):
    pairs, place = read_hash(text)
    assert set(pairs) <= {"a"}
    assert 0 <= place <= len(text)


def test_rubys_signs():
    pairs = {'O"Neil\\': "#{x}\n\t", "李": "é"}
    assert read_hash(write_hash(pairs))[0] == pairs
    assert read_hash(r'{"a"=>"\u00e9\x41\u{1F600 42}"}')[0] == {"a": "éA😀B"}


ARTICLES = (
    "key,title,notes\n"
    'rayyan-1,One,"RAYYAN-INCLUSION: {""Ann Berg""=>""Included"", ""Bo""=>""%s""}"\n'
    'rayyan-2,Two,"RAYYAN-INCLUSION: {""Ann Berg""=>""Excluded""}"\n'
)
LOG = (
    "article_id,user_email,key,value,created_at\n"
    "1,ann@x.org,included,-1,2024-01-01 10:00:00 UTC\n"
    "1,ann@x.org,included,1,2024-01-02 10:00:00 UTC\n"
    "1,bo@x.org,included,0,2024-01-02 11:00:00 UTC\n"
    "2,ann@x.org,included,-1,2024-01-03 10:00:00 UTC\n"
    "2,ann@x.org,__EXR__wrong drug,1,2024-01-03 10:00:00 UTC\n"
    "2,bo@x.org,included,1,2024-01-03 11:00:00 UTC\n"
    "2,bo@x.org,included,,2024-01-03 12:00:00 UTC\n"
    "2,bo@x.org,to check,1,2024-01-03 12:00:00 UTC\n"
    "9,bo@x.org,included,1,2024-01-03 12:00:00 UTC\n"
)


@pytest.fixture
def archive(tmp_path):
    def make(articles, log=LOG):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as packed:
            packed.writestr("articles.csv", articles)
            packed.writestr("customizations_log.csv", log)
        path = tmp_path / "rayyan.zip"
        path.write_bytes(stream.getvalue())
        return path

    return make


def test_rayyans_log_has_history_times_and_whose_a_reason_is(archive):
    records = read_records(archive(ARTICLES % "Maybe"))
    found = screening_of(records)
    one, two = records.ids
    # Addresses in the log are the names in the notes; who took a vote back has none.
    assert votes(found) == [
        ("Ann Berg", EXCLUDE),
        ("Ann Berg", INCLUDE),
        ("Bo", MAYBE),
        ("Ann Berg", EXCLUDE),
    ]
    assert found.decisions_on(one)[1].at == datetime(2024, 1, 2, 10, tzinfo=UTC)
    assert found.decisions_on(two)[0].reason == "wrong drug"
    assert (found.reasons, found.tags) == ({}, {two: ("to check",)})
    assert "article of the log is not among the articles" in " ".join(records.reports[0].warnings)


def test_the_notes_say_what_the_log_means_by_0(archive):
    log = LOG.replace(",included,0,", ",included,X,").replace(",included,-1,", ",included,0,")
    log = log.replace(",included,X,", ",included,-1,")
    records = read_records(archive(ARTICLES % "Maybe", log))
    assert votes(screening_of(records))[0] == ("Ann Berg", EXCLUDE)
    assert "0 for excluded and -1 for maybe" in " ".join(records.reports[0].warnings)


COVIDENCE = {"Title": "T", "Covidence #": "#12", "Notes": "", "Tags": ""}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("review_1_irrelevant_csv_2024.csv", [("title_abstract", EXCLUDE)]),
        ("review_1_select_2024.csv", [("title_abstract", INCLUDE)]),
        ("review_1_excluded_2024.csv", [("title_abstract", INCLUDE), ("full_text", EXCLUDE)]),
        ("review_1_included_2024.csv", [("title_abstract", INCLUDE), ("full_text", INCLUDE)]),
        ("review_1_screen_2024.csv", []),
        ("studies not included.csv", []),
        ("export.csv", []),
    ],
)
def test_covidences_file_name_tells_the_decision(file, said):
    records = RecordSet([Record("T", Source(file, 0), fields=COVIDENCE)])
    found = screening_of(records)
    assert [(made.stage, made.verdict) for made in found.decisions] == said
    assert all(made.resolves for made in found.decisions)
    assert file in assumption(found)


def test_covidences_reasons_tags_and_notes():
    noted = {**COVIDENCE, "Notes": "Exclusion reason: wrong drug; seen twice", "Tags": "a; b"}
    found = screening(**noted)
    (record_id,) = found.records.ids
    # A reason is asked for only where the full text is excluded.
    assert [made.verdict for made in found.decisions] == [INCLUDE, EXCLUDE]
    assert found.reasons[record_id] == ("wrong drug",)
    assert found.tags[record_id] == ("a", "b")
    assert found.notes[record_id] == (UserNote("seen twice"),)
    with pytest.raises(ConfigurationError, match="no list 'x'"):
        as_list(Screening(found.records), "x")


def test_abstrackrs_users_and_times():
    found = screening(
        citation_id="4",
        title="T",
        consensus="o",
        ann="-1",
        labeled_at="",
        bo="1",
        **{"labeled_at (2)": "", "general notes (ann)": "hm", "tags": "x, y"},
    )
    assert votes(found) == [("ann", EXCLUDE), ("bo", INCLUDE)]
    assert not any(made.resolves for made in found.decisions)
    assert list(found.notes.values()) == [(UserNote("hm", "ann"),)]
    assert list(found.tags.values()) == [("x", "y")]


def test_our_own_marks_that_a_program_cut_off_are_refused():
    with pytest.raises(InputError, match="may have cut the cell off"):
        screening(activescreen_decisions='{"version": 1, "decisions": [{"verdict": "incl')


def test_files_of_no_tool_have_no_decisions():
    assert not screening(title="T", notes="Please include this", tags="a").has_marks
