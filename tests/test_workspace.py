import pytest

from activescreen.errors import InputError
from activescreen.workspace import Workspace, cache_dir


def test_the_default_is_a_folder_here_and_nothing_is_made_yet(tmp_path, monkeypatch):
    monkeypatch.delenv("ACTIVESCREEN_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert Workspace().path == tmp_path / "activescreen-workspace"
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_another_and_an_argument_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("ACTIVESCREEN_WORKSPACE", str(tmp_path / "named"))
    assert Workspace().path == tmp_path / "named"
    assert Workspace(tmp_path / "given").path == tmp_path / "given"


@pytest.mark.parametrize("name", ["artifacts", "reports", "runs", "interrupted"])
def test_a_folder_is_made_when_it_is_asked_for(tmp_path, name):
    workspace = Workspace(tmp_path / "work")
    assert getattr(workspace, name).is_dir()
    assert {path.name for path in workspace.path.iterdir()} == {name, ".gitignore"}


def test_the_database_has_a_folder_but_no_file_yet(tmp_path):
    database = Workspace(tmp_path / "work").database
    assert database == tmp_path / "work" / "mlflow.db"
    assert database.parent.is_dir()
    assert not database.exists()


def test_a_folder_of_the_users_own_gets_no_gitignore(tmp_path):
    assert Workspace(tmp_path).reports.is_dir()
    assert not (tmp_path / ".gitignore").exists()


def test_a_place_that_cannot_be_used_is_named_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="ACTIVESCREEN_WORKSPACE"):
        _ = Workspace(tmp_path / "file").reports


def test_the_cache_is_where_the_environment_says_or_the_platform_puts_it(tmp_path, monkeypatch):
    monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path / "cache"))
    assert cache_dir() == tmp_path / "cache"
    monkeypatch.delenv("ACTIVESCREEN_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / name))
    assert cache_dir() == tmp_path / "activescreen"
