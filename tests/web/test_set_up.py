"""Setting a review up in the browser: made, filled in step by step, left and taken up again."""

import re

import pytest


def form(browser, page, **given):
    return browser.post(page, data={"csrf_token": browser.csrf, **given})


@pytest.fixture
def base(make_review):
    return f"/reviews/{make_review(votes=1).rpartition('/')[2]}"


@pytest.fixture
def fill(owner, base):
    """Save the protocol as the form does; what is not named is sent as it was opened."""
    names = (
        *("question", "participants", "intervention", "comparison", "outcomes", "study_design"),
        *("exclusion_reasons", "include_terms", "exclude_terms"),
    )

    def saved(browser=owner, version=0, **fields):
        given = dict.fromkeys(names, "") | {
            "question": "Does it help?",
            "target_recall": "95",
            "alpha": "5",
            "stopping_rule": "calibrated_random_phase",
            "votes_per_record": "1",
            "pilot_size": "15",
            "pilot_agreement": "90",
            "configuration": "words",
            "version": str(version),
        }
        return form(browser, f"{base}/set-up/protocol", **{**given, **fields})

    return saved


class TestNewReviews:
    def test_are_made_by_who_runs_the_installation(self, owner):
        assert "/new-review" in owner.get("/").text
        assert owner.get("/new-review").status_code == 200
        answer = form(owner, "/new-review", name=" Peers ", question="Does it help?")
        assert answer.status_code == 303
        shown = owner.get(answer.headers["location"]).text
        assert "1 of 4 steps are done" in shown
        assert "no criteria yet" in shown

    def test_and_by_nobody_else(self, service, base):
        bea = service.join(base.rpartition("/")[2], "Bea", "owner")
        assert "/new-review" not in bea.get("/").text
        assert bea.get("/new-review").status_code == 403
        assert form(bea, "/new-review", name="mine").status_code == 403

    def test_a_name_that_is_taken_keeps_what_was_typed(self, owner, base):
        answer = form(owner, "/new-review", name="peers 1", question="A long <question>")
        assert answer.status_code == 422
        assert "There is a review &#39;peers 1&#39; already" in answer.text
        assert "A long &lt;question&gt;" in answer.text


class TestSteps:
    def test_say_how_far_each_is(self, service, owner, base, fill):
        shown = owner.get(f"{base}/set-up").text
        assert "5 records imported, 5 to screen" in shown
        assert "0 copies recognised" in shown
        assert "One person screens" in shown
        assert "3 of 4 steps" in shown
        fill(participants="adults")
        assert "Everything is set up" in owner.get(f"{base}/set-up").text
        service.join(base.rpartition("/")[2], "Bea", "reviewer")
        assert "2 people may vote; no pilot was begun" in owner.get(f"{base}/set-up/team").text

    @pytest.mark.parametrize("page", ["set-up", "set-up/protocol", "set-up/team"])
    def test_are_open_to_all_to_read(self, service, base, page):
        looker = service.join(base.rpartition("/")[2], "Cleo", "observer")
        shown = looker.get(f"{base}/{page}")
        assert shown.status_code == 200
        assert "<form" not in shown.text.partition("<main")[2]


class TestProtocol:
    def test_is_saved_half_filled_in_and_taken_up_again(self, owner, base, fill):
        answer = fill(
            participants="adults\n with a serious mental illness \n\n",
            exclusion_reasons="no peers\nno trial\nno peers",
            include_terms="peer support",
            target_recall="90 %",
            note="first draft",
        )
        assert answer.headers["location"] == f"{base}/set-up/protocol?saved=true"
        shown = owner.get(answer.headers["location"]).text
        assert ">adults\nwith a serious mental illness</textarea>" in shown
        assert ">no peers\nno trial</textarea>" in shown
        assert 'value="90"' in shown
        assert "first draft" in shown
        assert "Owner, 3 March 2026" in shown
        said = owner.get(f"/api/v1{base}/protocol").json()
        assert [each["text"] for each in said["criteria"]] == [
            "adults",
            "with a serious mental illness",
        ]
        assert (said["target_recall"], said["include_terms"]) == ("0.9", ["peer support"])
        assert said["history"][0]["note"] == "first draft"

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("target_recall", "0.95", "Write percent: 95 for 95 %"),
            ("target_recall", "a lot", "no number of percent"),
            ("target_recall", "120", "not possible"),
            ("alpha", "0.05", "Write percent: 5 for 5 %"),
            ("votes_per_record", "two", "no whole number"),
            ("pilot_size", "0", "shows nothing"),
            ("stopping_rule", "guessing", "guessing"),
            ("configuration", "/etc/passwd.yaml", "no configuration"),
        ],
    )
    def test_what_cannot_be_is_refused_and_what_was_typed_stays(
        self, owner, base, fill, field, value, words
    ):
        answer = fill(**{"outcomes": "kept as typed", field: value})
        assert answer.status_code == 422
        assert words in answer.text
        assert "kept as typed" in answer.text
        if field != "stopping_rule":  # of a rule that is none, there is no button
            assert f'<a href="#{field}">' in answer.text
            assert re.search(
                rf'id="{field}" name="{field}"[^>]* aria-invalid="true" '
                rf'aria-describedby="{field}-wrong {field}-help"',
                answer.text,
            )
            assert re.search(rf'<p id="{field}-wrong" class="wrong">[^<]*{words}', answer.text)
        assert answer.text.count("aria-invalid") <= 1
        assert owner.get(f"/api/v1{base}/protocol").json()["version"] == 0

    def test_a_small_error_may_be_meant(self, owner, base, fill):
        assert fill(alpha="0.05 %").status_code == 303
        assert owner.get(f"/api/v1{base}/protocol").json()["alpha"] == 0.0005

    def test_two_people_at_once_see_both_and_lose_nothing(self, service, owner, base, fill):
        bea = service.join(base.rpartition("/")[2], "Bea", "owner")
        assert fill(browser=bea, question="What Bea asks", pilot_size="20").status_code == 303
        answer = fill(question="What the owner asks", outcomes="recovery")
        assert answer.status_code == 409
        assert "Bea changed the protocol after you opened it" in answer.text
        assert "What the owner asks" in answer.text
        assert "What Bea asks" in answer.text
        # Of what the owner did not touch, what Bea saved stands in the form already.
        assert 'name="pilot_size" type="text" inputmode="decimal" autocomplete="off"' in answer.text
        assert 'value="20"' in answer.text
        version = owner.get(f"/api/v1{base}/protocol").json()["version"]
        assert f'name="version" value="{version}"' in answer.text
        again = fill(
            question="What both ask", outcomes="recovery", pilot_size="20", version=version
        )
        assert again.status_code == 303

    def test_weighty_changes_need_a_note_after_the_first_decision(self, owner, base, fill):
        record = owner.get(f"/api/v1{base}/records").json()["items"][0]["id"]
        vote = {"event_id": "vote-0001", "record_id": record, "verdict": "include"}
        assert owner.post(f"/api/v1{base}/decisions", json=vote).status_code == 201
        answer = fill(votes_per_record="2")
        assert answer.status_code == 422
        assert "Which labels are final changes at once" in answer.text
        assert fill(votes_per_record="2", note="two are safer").status_code == 303


class TestApi:
    def test_a_program_sets_the_whole_protocol(self, owner, base):
        address = f"/api/v1{base}/protocol"
        said = owner.get(address).json()
        given = {name: said[name] for name in said if name not in ("note_needed", "history")}
        answer = owner.put(address, json={**given, "exclude_terms": ["animals"], "note": "agreed"})
        assert answer.status_code == 200
        assert answer.json()["history"][0]["changed"] == [
            {"field": "exclude_terms", "before": [], "after": ["animals"]}
        ]
        stale = owner.put(address, json={**given, "pilot_size": 30})
        assert stale.status_code == 409
        assert stale.json()["errors"] == [
            {"where": "exclude_terms", "what": 'Owner wrote: ["animals"]'}
        ]

    def test_a_field_that_is_missing_is_not_taken_for_empty(self, owner, base):
        address = f"/api/v1{base}/protocol"
        answer = owner.put(address, json={"version": 0, "question": "Only this"})
        assert answer.status_code == 422
        assert owner.get(address).json()["question"] == "Does it help?"
