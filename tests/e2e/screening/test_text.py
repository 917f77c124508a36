"""The script that cuts and marks texts, called as the page calls it."""

import pytest


class TestText:
    @pytest.fixture
    def run(self, site, at_browser):
        page = at_browser(site, None)
        page.goto("/sign-in")

        def done(code, *given):
            begin = "const text = await import('/static/screen/text.js');"
            return page.evaluate(f"async given => {{ {begin} {code} }}", list(given))

        return done

    def test_terms_are_whole_words_with_simple_wildcards(self, run):
        text = "RANDOMISED trials of peer-support in women; a C++ app (animals, not animal)."
        found = run(
            "const patterns = {for: text.pattern(given[1]), against: text.pattern(given[2])};"
            "return text.spans(given[0], patterns)"
            ".map(s => [given[0].slice(s.start, s.end), s.kind]);",
            text,
            ["random*", "peer support", "wom?n", "C++", " ", "*", "(", "trial"],
            ["animal"],
        )
        assert found == [
            ["RANDOMISED", "for"],
            ["peer-support", "for"],
            ["women", "for"],
            ["C++", "for"],
            ["animal", "against"],
        ]

    @pytest.mark.parametrize(
        ("term", "text", "found"),
        [
            ("精神疾病", "重度精神疾病患者", ["精神疾病"]),
            ("cafe\N{COMBINING ACUTE ACCENT}", "Café, cafés", ["Café"]),
            ("straße", "STRAßE", ["STRAßE"]),
            ("الدعم", "من الدعم.", ["الدعم"]),
            ("a.b", "axb a.b", ["a.b"]),
            ("\N{GRINNING FACE}*", "\N{GRINNING FACE}", []),
        ],
    )
    def test_terms_of_any_script(self, run, term, text, found):
        code = (
            "const whole = given[1].normalize('NFC');"
            "return text.spans(whole, {for: text.pattern([given[0]])})"
            ".map(s => whole.slice(s.start, s.end));"
        )
        assert run(code, term, text) == found

    def test_structured_abstracts_are_cut_at_their_headings_and_lose_nothing(self, run):
        text = (
            "BACKGROUND: We ask. METHODS: n=3, the results: none. Results: It helps.CONCLUSION:Yes."
        )
        parts = run("return text.paragraphs(given[0]);", text)
        assert [part["heading"] for part in parts] == ["BACKGROUND:", "METHODS:", "Results:"]
        joined = "".join(part["heading"] + part["text"] for part in parts)
        assert joined.replace(" ", "") == text.replace(" ", "")

    @pytest.mark.parametrize(
        ("text", "said", "language"),
        [
            ("日本語のタイトル", "", "ja"),
            ("重度精神疾病", "chi", "zh"),
            ("An English abstract", "jpn", ""),
            ("متن فارسی", "per", "fa"),
            ("", "", ""),
        ],
    )
    def test_the_language_is_told_by_the_script_of_the_text(self, run, text, said, language):
        code = "return text.languageOf(given[0], given[1]);"
        assert run(code, text, said) == language
