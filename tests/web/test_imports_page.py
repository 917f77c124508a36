"""Bringing files in from a page: a search of several files, its reports, and refusals in words."""

import pytest

RIS = """TY  - JOUR
TI  - Bees and their keepers
AU  - Smith, J.
PY  - 2020
AB  - It says bees.
ER  -

not a record at all
TY  - JOUR
TI  - Apples in the rain
AU  - Jones, K.
PY  - 2021
AB  - It says apples.
ER  -
"""


@pytest.fixture
def page(make_review):
    return f"/reviews/{make_review().rpartition('/')[2]}/imports"


@pytest.fixture
def send(owner, page):
    """Send the form as a browser without scripts does."""

    def sent(*files, browser=owner, **fields):
        given = {"csrf_token": browser.csrf, "origin": "database", **fields}
        parts = [("files", file) for file in files]
        # No header of a script: the token is a field of the form.
        return browser.post(page, data=given, files=parts, headers={"X-CSRF-Token": ""})

    return sent


def test_a_search_of_several_files_with_their_reports(owner, page, send, table, search):
    extra = {**search[0], "title": "Something new altogether", "doi": "10.1234/new"}
    answer = send(
        ("pubmed.ris", RIS.encode()), ("known.csv", table([*search, extra])), wave=" March "
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?done=2#search-2")
    shown = owner.get(page, params={"done": 2}).text
    assert shown.index("March") < shown.index("search 1")
    assert "pubmed.ris" in shown
    assert "not a record at all" in shown
    assert "as many as were counted independently" in shown
    assert "<details open>" in shown


def test_a_file_that_names_no_database_is_named_for_the_flow_diagram(owner, page):
    flow = f"/api/v1{page.rpartition('/')[0]}/flow.json"

    def databases():
        return owner.get(flow).json()["search"]["databases"]["of"]

    def name(source, file=1):
        data = {"csrf_token": owner.csrf, "source": source}
        return owner.post(f"{page}/files/{file}/source", data=data)

    assert databases() == {"search.csv": 5}
    assert name(" Embase  (Ovid) ").headers["location"] == f"{page}?done=1#search-1"
    assert databases() == {"Embase (Ovid)": 5}
    assert 'value="Embase (Ovid)"' in owner.get(page).text
    refused = name("x" * 101)
    assert refused.status_code == 422
    assert "at most 100 characters" in refused.text
    assert name("Embase", file=9).status_code == 404
    assert name("").status_code == 303
    assert databases() == {"search.csv": 5}


ENDNOTE = """TY  - JOUR
AB  - It says {0}.
AU  - Smith, J.
PY  - 2020
ST  - {0} and their keepers
T2  - Journal of {0}
TI  - {0} and their keepers
ID  - 7
ER  -

"""


def test_a_reference_manager_is_no_database(owner, page, send):
    flow = page.rpartition("/")[0]
    library = ENDNOTE.format("Bees") + ENDNOTE.format("Wasps")
    send(("library.ris", library.encode()), ("one.ris", ENDNOTE.format("Ants").encode()))

    def databases():
        return owner.get(f"/api/v1{flow}/flow.json").json()["search"]["databases"]["of"]

    assert "from EndNote" in owner.get(page).text
    assert databases() == {"search.csv": 5, "library.ris": 2, "one.ris": 1}
    told = owner.get(f"{flow}/flow", headers={"Accept": "text/html"}).text
    assert "3 files name no database" in told
    assert f'{page}#search-2">library.ris</a>: 2 records, written by EndNote' in told
    shown = owner.get(page).text
    assert "databases: library.ris (2), one.ris (1)</p>" in shown
    assert "2 files name no database or other source</strong>" in shown
    given = {"csrf_token": owner.csrf, "source": "PubMed"}
    owner.post(f"{page}/files/2/source", data=given)
    assert databases() == {"search.csv": 5, "PubMed": 2, "one.ris": 1}
    assert "databases: PubMed (2), one.ris (1)</p>" in owner.get(page).text
    assert "2 files name no" in owner.get(f"{flow}/flow", headers={"Accept": "text/html"}).text


def test_all_sources_of_a_search_add_up_to_its_records(owner, page, send):
    record = RIS.partition("ER  -")[0]
    of_embase = f"{record}UR  - https://www.embase.com/1\nER  -\n"
    of_ovid = b"%0 Journal Article\n%T Ants again\n%W Ovid MEDLINE\n"
    send(("embase.ris", of_embase.encode()), ("one.enw", of_ovid))
    assert "databases: Embase.com (1), Ovid MEDLINE (1)</p>" in owner.get(page).text
    flow = owner.get(f"/api/v1{page.rpartition('/')[0]}/flow.json").json()
    databases = flow["search"]["databases"]["of"]
    assert databases == {"search.csv": 5, "Embase.com": 1, "Ovid MEDLINE": 1}


def test_another_source_keeps_its_name_for_the_flow_diagram(owner, page, send, table, search):
    row = {**search[0], "title": "Found by reading on", "doi": "10.1234/found"}
    answer = send(("refs.csv", table([row])), origin="other", source="  Reference   lists ")
    assert answer.status_code == 303
    shown = owner.get(page).text
    assert "other sources: Reference lists (1)" in shown
    record = owner.get(f"/api/v1{page.rpartition('/')[0]}/records").json()["items"][-1]
    assert record["title"] == "Found by reading on"


def test_labels_are_counted(owner, page, send, table):
    rows = [
        {"title": f"Labelled {n}", "abstract": f"Some text {n}.", "included": str(int(n < 2))}
        for n in range(5)
    ]
    assert send(("labelled.csv", table(rows))).status_code == 303
    assert "5 records came with a label, 2 of them included" in owner.get(page).text
    rows = [{**row, "title": f"Other {row['title']}"} for row in rows]
    assert send(("more.csv", table(rows)), labels="false").status_code == 303
    assert owner.get(page).text.count("came with a label") == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("README.md", b"# Just some words\n\nNothing else.\n"), "README.md"),
        (("photo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64), "photo.png"),
        (("empty.ris", b""), "empty"),
    ],
)
def test_what_is_no_search_is_refused_in_words_and_whole(
    owner, page, send, table, search, file, words
):
    row = {**search[0], "title": "A good one beside it", "doi": "10.1234/good"}
    answer = send(("good.csv", table([row])), file)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Nothing was imported" in answer.text
    assert "activescreen-" not in answer.text
    assert "A good one" not in owner.get(page).text
    assert owner.get(page).text.count('class="card search"') == 1


def test_a_form_without_a_file_says_so(send):
    answer = send(("", b""))
    assert answer.status_code == 422
    assert "There is no file to import" in answer.text


def test_a_search_is_imported_once(owner, page, send, table, search):
    send(("a.csv", table(search)), wave="March")
    answer = send(("b.csv", table(search)), wave="March")
    assert answer.status_code == 422
    assert "a search &#39;March&#39; already" in answer.text


def test_a_form_from_elsewhere_imports_nothing(owner, page, send, table, search):
    answer = send(("a.csv", table(search)), csrf_token="0" * 64)
    assert answer.status_code == 403
    assert owner.get(page).text.count('class="card search"') == 1


def test_reviewers_see_the_reports_and_no_form(service, page, send, table, search):
    bea = service.join(page.split("/")[2], "Bea", "reviewer")
    shown = bea.get(page).text
    assert "search.csv" in shown
    assert "<form id" not in shown
    assert send(("a.csv", table(search)), browser=bea).status_code == 403


def test_the_trainer_is_told_of_new_records(make_service, table, search):
    from activescreen.review.people import membership
    from activescreen.review.ranking.trainer import NoTrainer

    told = []

    class Listening(NoTrainer):
        def wake(self, review_id):
            told.append(review_id)

    service = make_service(trainer=Listening())
    owner = service.browser(membership.first_owner(service.database, service.time[0]))
    review = owner.post("/api/v1/reviews", json={"name": "peers", "configuration": "words"}).json()
    files = {"files": ("search.csv", table(search))}
    done = owner.post(f"/api/v1/reviews/{review['id']}/imports", files=files).json()
    assert (done["number"], told) == (1, [review["id"]])
