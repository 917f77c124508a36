import json

import pytest

from activescreen.configuration import configuration_names, load_configuration, model_card
from activescreen.errors import ConfigurationError
from activescreen.learner import ActiveLearner

GOOD = """\
summary: Words
fields: [title]
features: {kind: tfidf}
classifier: {kind: svm}
query: {kind: relevance}
"""


@pytest.mark.parametrize("name", configuration_names())
class TestEveryNamedOne:
    def test_makes_a_learner(self, name):
        configuration = load_configuration(name)
        assert configuration.name == name
        assert configuration.summary
        assert ActiveLearner(configuration).configuration is configuration

    def test_has_a_model_card(self, name):
        from importlib.resources import files

        card = (files("activescreen") / "models" / f"{name}.md").read_text(encoding="utf-8")
        assert card.startswith(f"# {name}")

    def test_says_what_it_is_for(self, name):
        card = model_card(name)
        assert card["What it is"]
        assert card["For what"].endswith(".")
        assert not any("`" in said or "\n" in said for said in card.values())

    def test_is_plain_data(self, name):
        configuration = load_configuration(name)
        assert json.loads(configuration.fingerprint)["query"] == configuration.query
        assert all(not isinstance(value, dict) for value in configuration.flat().values())


def test_a_configuration_of_ones_own_has_no_card():
    assert model_card("mine.yaml") == {}


def test_default_and_words_are_among_them():
    assert {"default", "words"} <= set(configuration_names())


def test_flat_names_reach_into_parts():
    flat = load_configuration("default").flat()
    assert flat["features.parts.1.kind"] == "embedding"
    assert flat["fields"] == ("title", "abstract")
    assert flat["classifier.kind"] == "svm"


def test_fingerprint_is_of_the_settings_and_not_of_the_name(tmp_path):
    for name, text in (("a", GOOD), ("b", GOOD.replace("Words", "W")), ("c", GOOD + "\n")):
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "d.yaml").write_text(GOOD.replace("svm", "logistic"))
    prints = [load_configuration(str(tmp_path / f"{n}.yaml")).fingerprint for n in "abcd"]
    assert len(set(prints[:3])) == 1
    assert prints[3] != prints[0]


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD)
    configuration = load_configuration(str(path))
    assert (configuration.name, configuration.fields) == ("mine", ("title",))


def test_a_misspelt_name_is_answered():
    with pytest.raises(ConfigurationError, match=r"named 'defualt'.*mean 'default'.*\.yaml"):
        load_configuration("defualt")
    with pytest.raises(ConfigurationError, match=r"no configuration file 'gone.yaml'"):
        load_configuration("gone.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a: [", "not valid YAML"),
        (b"", "exactly the entries"),
        (b"- a", "exactly the entries"),
        (GOOD.replace("query", "queries").encode(), "exactly the entries"),
        ((GOOD + "extra: 1\n").encode(), "exactly the entries"),
        (GOOD.replace("{kind: svm}", "svm").encode(), "'classifier' names no kind"),
        (GOOD.replace("[title]", "title").encode(), "'fields' is no list"),
        (GOOD.replace("[title]", "").encode(), "'fields' is no list"),
        (GOOD.replace("Words", "Wörter").encode("latin-1"), "no UTF-8"),
    ],
)
def test_a_file_that_is_no_configuration_is_refused(tmp_path, text, said):
    path = tmp_path / "mine.yaml"
    path.write_bytes(text)
    with pytest.raises(ConfigurationError, match=said) as caught:
        load_configuration(str(path))
    assert "mine.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[title]", "[]", "none at all"),
        ("[title]", "[tilte]", "tilte"),
        ("kind: svm", "kind: svn", "no classifier named 'svn'"),
        ("kind: svm", "kind: svm, c: 1", "has no setting 'c'"),
        ("kind: relevance", "kind: relevant", "no query strategy"),
        ("kind: tfidf", "kind: tf", "no kind of features"),
        ("kind: tfidf", "kind: fused, parts: [{weight: 1}]", "names no kind"),
        ("kind: tfidf", "kind: fused, parts: [tfidf]", "names no kind"),
        ("kind: tfidf", "kind: fused, parts: []", "do not go together"),
    ],
)
def test_a_learner_refuses_what_it_does_not_know(tmp_path, old, new, said):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ConfigurationError, match=said):
        ActiveLearner(load_configuration(str(path)))
