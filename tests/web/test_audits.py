"""Audit draws over HTTP: planned by owners, judged for all, and told to nobody."""


def test_an_owner_plans_and_nobody_learns_which_records_are_draws(service, owner, make_review):
    address = make_review(votes=1)
    review_id = address.rpartition("/")[2]
    given = {"batches": [{"moment": 0, "size": 2, "within": 2}], "alpha": 0.1, "seed": 4}
    made = owner.post(f"{address}/audits", json=given)
    assert made.status_code == 201, made.text
    assert made.json()["batches"][0]["drawn"] is False

    for _ in range(2):
        served = owner.post(f"{address}/next", json={"n": 1}).json()
        assert served["phase"] == "ranked"
        vote = {
            "event_id": f"event-{served['records'][0]['id']}",
            "record_id": served["records"][0]["id"],
            "verdict": "exclude",
        }
        said = owner.post(f"{address}/decisions", json=vote).json()
        assert said["event"]["draw"] == "ranked"
    (audit,) = owner.get(f"{address}/audits").json()
    (batch,) = audit["batches"]
    assert (batch["read"], batch["relevant"]) == (2, 0)
    assert "Audit batch 1, after 0 records read" in batch["statement"]
    page = service.join(review_id, "Olga", "observer").get(f"/reviews/{review_id}/audits")
    assert batch["statement"] in page.text.replace("&#39;", "'")
    assert "Plan a batch" not in page.text


def test_the_page_plans_a_batch(owner, make_review):
    review_id = make_review(votes=1).rpartition("/")[2]
    address = f"/reviews/{review_id}/audits"
    form = {"moment": "1", "size": "2", "pool": "excluded", "alpha": "0.1"}
    assert owner.post(address, data={**form, "csrf_token": owner.csrf}).status_code == 303
    page = owner.get(address).text
    assert "excluded records" in page
    assert "not drawn yet" in page
