"""Every route: closed without a session, and to people whose role does not allow it."""

import re

import pytest
from fastapi.routing import APIRoute

from activescreen.review.permissions import PERMISSIONS, Permission
from activescreen.store.accounts_roles import Role
from activescreen.web import api, create_app, pages

PUBLIC = {
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/invitations/accept"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/join"),
    ("POST", "/join"),
    ("GET", "/sign-in/sso"),
    ("GET", "/sign-in/sso/callback"),
    ("POST", "/join/sso"),
}
NEEDED = {
    ("GET", "/api/v1/reviews/{review_id}"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/records"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/export"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/export/sums"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/export/formats"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/export/ranking"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/records"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/export"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/records/{record_id}"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/records/{record_id}/ranks.svg"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/records/{record_id}/vote"): Permission.SCREEN,
    ("POST", "/reviews/{review_id}/records/{record_id}/tags"): Permission.SCREEN,
    ("GET", "/api/v1/reviews/{review_id}/records/{record_id}"): Permission.LOOK,
    ("PUT", "/api/v1/reviews/{review_id}/records/{record_id}/tags"): Permission.SCREEN,
    ("POST", "/api/v1/reviews/{review_id}/decisions"): Permission.SCREEN,
    ("GET", "/api/v1/reviews/{review_id}/decisions/mine"): Permission.SCREEN,
    ("POST", "/api/v1/reviews/{review_id}/next"): Permission.SCREEN,
    ("GET", "/api/v1/reviews/{review_id}/audits"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/audits"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/audits"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/audits"): Permission.MANAGE,
    ("GET", "/api/v1/reviews/{review_id}/imports"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/imports"): Permission.IMPORT,
    ("GET", "/api/v1/reviews/{review_id}/imports/{number}/changes"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/imports/{number}/changes.csv"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/imports/{number}/drift"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/imports/{number}"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/people"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/team"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/shares"): Permission.LOOK,
    ("PUT", "/api/v1/reviews/{review_id}/shares"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/people"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/people/{account_id}/role"): Permission.MANAGE,
    ("POST", "/reviews/{review_id}/people/{account_id}/dismissal"): Permission.MANAGE,
    ("POST", "/reviews/{review_id}/invitations/{invitation_id}/withdrawal"): Permission.MANAGE,
    ("POST", "/reviews/{review_id}/shares"): Permission.MANAGE,
    ("PUT", "/api/v1/reviews/{review_id}/people/{account_id}"): Permission.MANAGE,
    ("DELETE", "/api/v1/reviews/{review_id}/people/{account_id}"): Permission.MANAGE,
    ("GET", "/api/v1/reviews/{review_id}/invitations"): Permission.MANAGE,
    ("POST", "/api/v1/reviews/{review_id}/invitations"): Permission.MANAGE,
    ("DELETE", "/api/v1/reviews/{review_id}/invitations/{invitation_id}"): Permission.MANAGE,
    ("GET", "/api/v1/reviews/{review_id}/conflicts"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/conflicts/{record_id}"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/conflicts/{record_id}/comments"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/conflicts/{record_id}/proposals"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/conflicts/{record_id}/agreements"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/conflicts/{record_id}/withdrawals"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/conflicts/{record_id}/resolution"): Permission.RESOLVE,
    ("POST", "/api/v1/reviews/{review_id}/conflicts/{record_id}/reopening"): Permission.RESOLVE,
    ("GET", "/api/v1/reviews/{review_id}/pilots"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/pilots"): Permission.MANAGE,
    ("POST", "/api/v1/reviews/{review_id}/pilots/{number}/gate"): Permission.MANAGE,
    ("GET", "/api/v1/reviews/{review_id}/duplicates"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/duplicates"): Permission.IMPORT,
    ("GET", "/api/v1/reviews/{review_id}/copies"): Permission.LOOK,
    ("DELETE", "/api/v1/reviews/{review_id}/copies/{record_id}"): Permission.IMPORT,
    ("GET", "/api/v1/reviews/{review_id}/merges"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/merges"): Permission.IMPORT,
    ("DELETE", "/api/v1/reviews/{review_id}/merges/{record_id}"): Permission.IMPORT,
    ("GET", "/api/v1/reviews/{review_id}/protocol"): Permission.LOOK,
    ("PUT", "/api/v1/reviews/{review_id}/protocol"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/set-up"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/set-up/protocol"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/set-up/protocol"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/set-up/team"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/imports"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/imports"): Permission.IMPORT,
    ("POST", "/reviews/{review_id}/imports/files/{number}/source"): Permission.IMPORT,
    ("GET", "/reviews/{review_id}/duplicates"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/duplicates"): Permission.IMPORT,
    ("POST", "/reviews/{review_id}/duplicates/copies"): Permission.IMPORT,
    ("POST", "/reviews/{review_id}/merges"): Permission.IMPORT,
    ("POST", "/reviews/{review_id}/splits"): Permission.IMPORT,
    ("GET", "/api/v1/reviews/{review_id}/full-texts"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/full-texts/{record_id}"): Permission.LOOK,
    ("PUT", "/api/v1/reviews/{review_id}/full-texts/{record_id}/retrieval"): Permission.RETRIEVE,
    ("POST", "/api/v1/reviews/{review_id}/full-texts/{record_id}/documents"): Permission.RETRIEVE,
    (
        "DELETE",
        "/api/v1/reviews/{review_id}/full-texts/{record_id}/documents/{digest}",
    ): Permission.RETRIEVE,
    ("PUT", "/api/v1/reviews/{review_id}/full-texts/{record_id}/study"): Permission.RETRIEVE,
    ("GET", "/api/v1/reviews/{review_id}/documents"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/documents"): Permission.RETRIEVE,
    ("PUT", "/api/v1/reviews/{review_id}/documents/{digest}"): Permission.RETRIEVE,
    ("DELETE", "/api/v1/reviews/{review_id}/documents/{digest}"): Permission.RETRIEVE,
    ("GET", "/api/v1/reviews/{review_id}/studies"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/flow.svg"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/flow.png"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/flow.json"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/previous"): Permission.LOOK,
    ("PUT", "/api/v1/reviews/{review_id}/previous"): Permission.MANAGE,
    ("POST", "/api/v1/reviews/{review_id}/backup"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/full-text"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/full-text/{record_id}"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/full-text/{record_id}/retrieval"): Permission.RETRIEVE,
    ("POST", "/reviews/{review_id}/full-text/{record_id}/documents"): Permission.RETRIEVE,
    (
        "POST",
        "/reviews/{review_id}/full-text/{record_id}/documents/{digest}/remove",
    ): Permission.RETRIEVE,
    ("POST", "/reviews/{review_id}/documents"): Permission.RETRIEVE,
    ("POST", "/reviews/{review_id}/documents/{digest}/assign"): Permission.RETRIEVE,
    ("POST", "/reviews/{review_id}/documents/{digest}/discard"): Permission.RETRIEVE,
    ("GET", "/reviews/{review_id}/records/{record_id}/document/{digest}"): Permission.LOOK,
    (
        "GET",
        "/reviews/{review_id}/records/{record_id}/document/{digest}/{name:path}",
    ): Permission.LOOK,
    ("GET", "/reviews/{review_id}/studies"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/studies"): Permission.RETRIEVE,
    ("GET", "/reviews/{review_id}/flow"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/previous"): Permission.MANAGE,
    ("POST", "/reviews/{review_id}/backup"): Permission.MANAGE,
    ("GET", "/api/v1/reviews/{review_id}/included.csv"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/included.ris"): Permission.LOOK,
    ("GET", "/reviews/{review_id}"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/invitations"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/conflicts"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/conflicts/{record_id}"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/conflicts/{record_id}/comments"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/conflicts/{record_id}/proposals"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/conflicts/{record_id}/agreements"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/conflicts/{record_id}/withdrawals"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/conflicts/{record_id}/resolution"): Permission.RESOLVE,
    ("POST", "/reviews/{review_id}/conflicts/{record_id}/reopening"): Permission.RESOLVE,
    ("GET", "/api/v1/reviews/{review_id}/training"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/training"): Permission.SCREEN,
    ("GET", "/api/v1/reviews/{review_id}/training/configurations"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/rankings"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/events"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/records/{record_id}/why"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/models"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/models"): Permission.SCREEN,
    ("GET", "/reviews/{review_id}/pilot"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/pilot"): Permission.MANAGE,
    ("POST", "/reviews/{review_id}/pilot/{number}/gate"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/screen"): Permission.SCREEN,
    ("GET", "/api/v1/reviews/{review_id}/dashboard"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/phases"): Permission.LOOK,
    ("POST", "/api/v1/reviews/{review_id}/phases"): Permission.MANAGE,
    ("GET", "/api/v1/reviews/{review_id}/phases/{digest}"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/phases/{digest}/draws"): Permission.MANAGE,
    ("POST", "/api/v1/reviews/{review_id}/phases/{digest}/leave"): Permission.MANAGE,
    ("POST", "/api/v1/reviews/{review_id}/phases/{digest}/certificate"): Permission.MANAGE,
    ("GET", "/api/v1/reviews/{review_id}/certificates/{digest}"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/certificates/{digest}/page"): Permission.LOOK,
    ("GET", "/api/v1/reviews/{review_id}/certificates/{digest}/ledger"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/dashboard"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/stopping"): Permission.LOOK,
    ("GET", "/reviews/{review_id}/stopping/rules"): Permission.LOOK,
    ("POST", "/reviews/{review_id}/stopping/phases"): Permission.MANAGE,
    ("POST", "/reviews/{review_id}/stopping/phases/{digest}/leave"): Permission.MANAGE,
    ("POST", "/reviews/{review_id}/stopping/phases/{digest}/certificate"): Permission.MANAGE,
    ("GET", "/reviews/{review_id}/certificates/{digest}"): Permission.LOOK,
}
OWN = {
    ("GET", "/"),
    ("POST", "/sign-out"),
    ("GET", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("DELETE", "/api/v1/sessions"),
    ("PUT", "/api/v1/password"),
    ("GET", "/account"),
    ("POST", "/account/name"),
    ("POST", "/account/password"),
    ("POST", "/account/sso"),
    ("POST", "/account/sso/disconnection"),
    ("POST", "/account/tokens"),
    ("POST", "/account/tokens/{token_id}/revocation"),
    ("POST", "/account/sign-out-everywhere"),
    ("GET", "/api/v1/tokens"),
    ("POST", "/api/v1/tokens"),
    ("DELETE", "/api/v1/tokens/{token_id}"),
    ("POST", "/api/v1/restore"),
    ("GET", "/restore"),
    ("POST", "/restore"),
    ("GET", "/api/v1/reviews"),
    ("POST", "/api/v1/reviews"),
    ("GET", "/new-review"),
    ("POST", "/new-review"),
    ("GET", "/help/glossary"),
}


def routes():
    """(method, path) of every route that the service has."""
    found = set()
    for prefix, routers in (("/api/v1", api.ROUTERS), ("", pages.ROUTERS)):
        for router in routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                found |= {(method, prefix + route.path) for method in route.methods}
    return sorted(found)


def ask(browser, method, path, review_id):
    # Of what is counted from 1 the review has the first.
    address = path.replace("{review_id}", str(review_id)).replace("{number}", "99")
    return browser.request(method, re.sub(r"\{\w+(:path)?\}", "1", address))


def test_every_route_is_known_here(service):
    assert set(routes()) == PUBLIC | OWN | set(NEEDED)
    documented = {
        (method.upper(), path)
        for path, methods in create_app(service.settings).openapi()["paths"].items()
        for method in methods
    }
    assert documented == {(method, path) for method, path in routes() if "/api/" in path}


def test_without_a_session_every_route_answers_401(service):
    visitor = service.visitor()
    for route in sorted(OWN | set(NEEDED)):
        answer = ask(visitor, *route, 1)
        assert answer.status_code == 401, route
        assert answer.headers["content-type"] == "application/problem+json", route
        assert answer.headers["www-authenticate"] == "Bearer", route


def test_with_the_wrong_role_every_route_answers_403(service, make_review):
    review_id = int(make_review().rpartition("/")[2])
    browsers = {role: service.join(review_id, f"{role} person", role) for role in Role}
    elsewhere = int(make_review().rpartition("/")[2])
    for (method, path), permission in NEEDED.items():
        stranger = ask(browsers[Role.OWNER], method, path, elsewhere)
        assert stranger.status_code == 403, (method, path)
        for role in sorted(Role):
            if permission not in PERMISSIONS[role]:
                answer = ask(browsers[role], method, path, review_id)
                assert answer.status_code == 403, (method, path, role)
                assert f"As {role} of this review" in answer.json()["detail"]
            elif method == "GET":
                answer = ask(browsers[role], method, path, review_id)
                of_one = path.count("{") > 1  # of something that this review has not
                assert answer.status_code in ({404} if of_one else {200, 303}), (method, path)
    answer = browsers[Role.OWNER].post("/api/v1/reviews", json={"name": "mine"})
    assert answer.status_code == 403


@pytest.mark.parametrize("wrong", ["", "0" * 64, "\xe9".encode()], ids=["none", "zeros", "odd"])
def test_a_cookie_alone_changes_nothing(owner, make_review, wrong):
    make_review()  # some routes look for it before they read what a form says
    owner.csrf = wrong
    for method, path in sorted(OWN | set(NEEDED)):
        if method != "GET":
            answer = ask(owner, method, path, 1)
            assert answer.status_code == 403, (method, path)
            assert "page of this service" in answer.json()["detail"], (method, path)


class TestOtherSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:9999"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
    )
    def test_cause_nothing(self, owner, headers):
        answer = owner.post("/api/v1/tokens", json={"name": "x"}, headers=headers)
        assert answer.status_code == 403
        assert "another site" in answer.json()["detail"]
        assert owner.get("/api/v1/tokens").json() == []

    def test_our_own_pages_do(self, owner):
        headers = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
        answer = owner.post("/api/v1/tokens", json={"name": "x"}, headers=headers)
        assert answer.status_code == 201

    @pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1.evil.example:8000", "[::1"])
    def test_cannot_lend_us_their_name(self, owner, host):
        answer = owner.get("/api/v1/reviews", headers={"Host": host})
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize("host", ["localhost:8000", "[::1]:8000", "127.0.0.1", "LOCALHOST"])
    def test_this_machine_has_several_names(self, service, host):
        assert service.visitor().get("/sign-in", headers={"Host": host}).status_code == 200


class TestTokens:
    def test_a_program_works_in_a_persons_name_without_a_csrf_token(self, service, owner):
        secret = owner.post("/api/v1/tokens", json={"name": "script"}).json()["token"]
        program = service.visitor()
        headers = {"Authorization": f"Bearer {secret}"}
        made = program.post("/api/v1/reviews", json={"name": "by program"}, headers=headers)
        assert made.status_code == 201
        assert program.get("/api/v1/session", headers=headers).json()["csrf_token"] is None
        (token,) = owner.get("/api/v1/tokens").json()
        assert "token" not in token
        assert owner.delete(f"/api/v1/tokens/{token['id']}").status_code == 204
        assert program.get("/api/v1/reviews", headers=headers).status_code == 401

    def test_a_token_makes_no_token_and_sets_no_password(self, service, owner):
        secret = owner.post("/api/v1/tokens", json={"name": "script"}).json()["token"]
        headers = {"Authorization": f"Bearer {secret}"}
        program = service.visitor()
        for method, path, given in (
            ("POST", "/api/v1/tokens", {"name": "more"}),
            ("DELETE", "/api/v1/tokens/1", None),
            ("PUT", "/api/v1/password", {"new": "x" * 12}),
        ):
            answer = program.request(method, path, json=given, headers=headers)
            assert answer.status_code == 403

    @pytest.mark.parametrize("value", ["Bearer", "Bearer nothing", "Basic YTpi", "x"])
    def test_a_wrong_token_is_not_made_good_by_a_cookie(self, owner, value):
        answer = owner.get("/api/v1/reviews", headers={"Authorization": value})
        assert answer.status_code == 401


class TestSessions:
    def test_the_cookie_is_out_of_reach_of_scripts(self, service, owner):
        from activescreen.review.people import membership as use_cases
        from activescreen.review.people import signing_in

        account = use_cases.first_owner(service.database, service.time[0])
        secret = signing_in.make_link(service.database, account, service.time[0])
        cookie = service.visitor().get(f"/sign-in?token={secret}").headers["set-cookie"]
        assert cookie.startswith("activescreen-8000=")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie

    def test_it_travels_encrypted_only_where_the_service_is(self, make_service):
        service = make_service(url="https://reviews.example.org")
        from activescreen.review.people import membership as use_cases
        from activescreen.review.people import signing_in

        account = use_cases.first_owner(service.database, service.time[0])
        secret = signing_in.make_link(service.database, account, service.time[0])
        answer = service.visitor().get(f"/sign-in?token={secret}")
        assert answer.headers["set-cookie"].startswith("__Host-activescreen-443=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "Strict-Transport-Security" in answer.headers

    def test_a_session_that_is_over_says_so(self, service, owner):
        from activescreen.review.people.signing_in import SESSION_LASTS

        service.time[0] += SESSION_LASTS
        answer = owner.get("/api/v1/reviews")
        assert answer.status_code == 401
        assert "Nothing that was acknowledged is lost" in answer.json()["remedy"]

    def test_signing_out_ends_it_on_the_service_too(self, service, owner):
        cookies = dict(owner.cookies)
        assert owner.delete("/api/v1/session").status_code == 204
        thief = service.visitor(cookies=cookies)
        assert thief.get("/api/v1/session").status_code == 401
