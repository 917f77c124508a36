"""Imported files are kept as they came."""

import hashlib

import pytest

from activescreen.errors import InputError
from activescreen.originals import Originals


@pytest.mark.parametrize("digest", ["", "..", "../../secret", "a" * 63, "A" * 64])
def test_what_is_no_digest_leads_nowhere(tmp_path, digest):
    (tmp_path / "secret").write_text("mine")
    kept = Originals(tmp_path / "kept" / "here")
    with pytest.raises(InputError, match="No file is kept"):
        kept.open(digest)


def test_a_file_is_kept_once_under_its_digest(tmp_path):
    (tmp_path / "a.ris").write_bytes(b"TY  - JOUR")
    (tmp_path / "b.ris").write_bytes(b"TY  - JOUR")
    kept = Originals(tmp_path / "kept")
    digest = kept.keep(tmp_path / "a.ris")
    assert digest == kept.keep(tmp_path / "b.ris") == hashlib.sha256(b"TY  - JOUR").hexdigest()
    assert sum(path.is_file() for path in (tmp_path / "kept").rglob("*")) == 1
    (tmp_path / "a.ris").unlink()
    with kept.open(digest) as stream:
        assert stream.read() == b"TY  - JOUR"


def test_a_changed_file_is_noticed(tmp_path):
    (tmp_path / "a.ris").write_bytes(b"TY  - JOUR")
    kept = Originals(tmp_path / "kept")
    digest = kept.keep(tmp_path / "a.ris")
    (tmp_path / "kept" / digest[:2] / digest).write_bytes(b"other")
    with pytest.raises(InputError, match="has changed since"):
        kept.open(digest)


def test_what_was_never_kept(tmp_path):
    with pytest.raises(InputError, match="No file is kept"):
        Originals(tmp_path).open("0" * 64)
