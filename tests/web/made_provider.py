"""A provider of single sign-on on this machine, which can be told to do what is wrong."""

import base64
import hashlib
import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT_ID = "activescreen"
CLIENT_SECRET = "p4ss%word+of the client"  # noqa: S105  # of a made client


@dataclass
class Wishes:
    """What the provider does in a test.

    Attributes
    ----------
    subject
        Who is signed in at it.
    clock
        Gives the time in seconds.
    described, claims
        What it says otherwise in its description, and in tokens; None leaves something out.
    algorithm, key
        How it signs, and the name of the key that it says it signs with.
    error, refusal
        What it answers in place of a code, and of a token.
    """

    subject: str = "subject-1"
    clock: object = time.time
    described: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)
    algorithm: str = "RS256"
    key: str = ""
    listed: tuple = ("RSA", "EC", "OKP")
    error: str = ""
    refusal: str = ""


class MadeProvider:
    """A provider that listens until it is closed."""

    def __init__(self):
        self.keys = {
            "RSA": RSAKey.generate_key(2048, {"kid": "RSA"}),
            "EC": ECKey.generate_key("P-256", {"kid": "EC"}),
            "OKP": OKPKey.generate_key("Ed25519", {"kid": "OKP"}),
            "new": RSAKey.generate_key(2048, {"kid": "new"}),
            "foreign": RSAKey.generate_key(2048, {"kid": "RSA"}),
        }
        self.wishes = Wishes()
        self.asked = []
        self._codes, self._numbers = {}, itertools.count(1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/realms/made"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self._browser = httpx2.Client()

    def shown(self, address):
        """Where a browser is sent to that comes here with this address."""
        assert address.startswith(self.issuer)
        answer = self._browser.get(address)
        assert answer.status_code == 302
        return answer.headers["location"]

    def close(self):
        self._browser.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, method, path, given):
        """(status, JSON or address) for a request."""
        self.asked.append(path)
        if path.endswith("/.well-known/openid-configuration"):
            return 200, self._description()
        if path.endswith("/keys"):
            keys = [self.keys[name].as_dict(private=False) for name in self.wishes.listed]
            return 200, {"keys": [*keys, {"kty": "AKP", "kid": "of a kind to come"}]}
        if path.endswith("/authorize"):
            return 302, self._authorize(given)
        if path.endswith("/token") and method == "POST":
            return self._token(given)
        return 404, {}

    def _description(self):
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256", "EdDSA", "HS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        } | self.wishes.described
        return {name: value for name, value in said.items() if value is not None}

    def _authorize(self, given):
        assert given["response_type"] == "code"
        assert given["scope"] == "openid"
        assert given["code_challenge_method"] == "S256"
        back = {"state": given["state"], "iss": self.issuer}
        if self.wishes.error:
            back["error"] = self.wishes.error
        else:
            back["code"] = f"code-{next(self._numbers)}"
            self._codes[back["code"]] = given
        return f"{given['redirect_uri']}?{urlencode(back)}"

    def _token(self, given):
        if self.wishes.refusal:
            return 400, {"error": self.wishes.refusal}
        if (given["client_id"], given["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        begun = self._codes.pop(given["code"], None)
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        assert begun["redirect_uri"] == given["redirect_uri"]
        return 200, {
            "access_token": "an access token",
            "token_type": "Bearer",
            "id_token": self.id_token(begun["nonce"]),
        }

    def id_token(self, nonce):
        """What says who the person is."""
        wishes, now = self.wishes, int(self.wishes.clock())
        claims = {
            "iss": self.issuer,
            "sub": wishes.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": "owner@example.org",
            "name": "Owner",
        } | wishes.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if wishes.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            coded = [base64.urlsafe_b64encode(json.dumps(each).encode()) for each in parts]
            return b".".join([each.rstrip(b"=") for each in coded] + [b""]).decode()
        kind = {"ES256": "EC", "EdDSA": "OKP"}.get(wishes.algorithm, "RSA")
        key = self.keys[wishes.key or kind]
        head = {"alg": wishes.algorithm, "kid": key.kid}
        if wishes.algorithm == "HS256":
            key = OctKey.import_key(CLIENT_SECRET)
        registry = JWSRegistry(algorithms=[wishes.algorithm])
        return jwt.encode(head, claims, key, registry=registry)

    def _handler(provider):  # noqa: N805  # the class below has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                self._answer(parts.path, parts.query)

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                self._answer(self.path, self.rfile.read(length).decode())

            def _answer(self, path, query):
                given = {name: values[0] for name, values in parse_qs(query).items()}
                status, said = provider.answer(self.command, path, given)
                self.send_response(status)
                body = b""
                if isinstance(said, str):
                    self.send_header("Location", said)
                else:
                    body = json.dumps(said).encode()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                del words

        return Handler
