"""Damaged files: a clear error or records, and counts that agree or a word that they do not."""

import random
import re

import pytest

from activescreen.errors import InputError
from activescreen.formats import Content, Import, recognise

SAMPLES = {
    "wos": "FN Clarivate Web of Science\nVR 1.0\n"
    + "".join(
        f"PT J\nAU Marx, K\n   Roe, R\nTI On\n   things {n}\nAB Text\nC1 Univ A\n   Univ B\n"
        f"CR Smith, 2001, J, DOI 10.1000/c\nPY 2014\nDI 10.1000/o{n}\nUT WOS:{n}\nER\n\n"
        for n in range(3)
    )
    + "EF\n",
    "ovid": "".join(
        f"<{n}. >\nVN  - Ovid Technologies\nDB  - Embase\nTI  - On things {n}\n"
        f"SO  - Things. 12 (3) (pp 7-9), 2018.\nAU  - Marx K.\nIN  - A\n      B\nAB  - Text\n\n"
        for n in range(1, 4)
    ),
    "named": "".join(
        f"<{n}>\nScore\n  ***\nTitle\n  On things {n}\nSource\n  Things. 8(6):10-12, May 2015.\n"
        f"Abstract\n  One.\n\n  Two.\n\n"
        for n in range(1, 4)
    ),
    "central": "".join(
        f"Record #{n} of 3\nID: CN-{n}\nAU: Marx K\nTI: On things {n}\nPM: PUBMED 123\nAB: Text\n\n"
        for n in range(1, 4)
    ),
    "bibtex": '@string{j = "Things"}\n'
    + "".join(
        f'@article{{k{n},\n  author = {{M{{\\"u}}ller, A and Roe, R}},\n  title = {{On {{R}} {n}}},'
        f'\n  journal = j # "!",\n  year = 2001,\n  abstract = "Say {{50}}\\%"\n}}\n\n'
        for n in range(3)
    ),
    "csv": 'title,abstract,year\n"On ""things""","one\ntwo",2001\nB,"c, d",2002\nE,,\n',
    "json": '[{"title": "On things", "issued": {"date-parts": [[2001]]}, "DOI": "10.1000/b"},\n'
    '{"title": "B", "author": [{"family": "M", "given": "K"}], "abstract": "\\u00e9 {x}"},\n'
    '{"title": "C", "year": 2002, "keyword": "a, b"}]\n',
    "tsv": 'title\tabstract\tyear\n"On" things\tone\t2001\nB\t"c, d"\t2002\nE\t\t\n',
}
TOKENS = (
    *(b'"', b"\n", b"\r", b"\t", b",", b";", b"{", b"}", b"\\", b"#", b"=", b"\0", b"\xff", b" "),
    *(b'""', b"\xef\xbb\xbf", b"\xc2\xa0", b"\nPT J\n", b"\nER\n", b"\nEF\n", b"\n<3>\n", b"- "),
    *(b"@article{x,\n", b"\n@misc{", b"@comment{", b"\nRecord #1 of 3\n", b"\nTI  - x\n", b"   "),
)


def mutated(data, rng):
    """The data with some bytes changed, lost, doubled or put in, or cut."""
    result = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(result) + 1)
        end = min(len(result), at + rng.choice([1, 5, 40]))
        match rng.randrange(5):
            case 0 if result:
                result[at % len(result)] = rng.randrange(256)
            case 1:
                del result[at:end]
            case 2:
                result[at:at] = rng.choice(TOKENS) * rng.randint(1, 3)
            case 3:
                result[at:at] = result[max(0, at - rng.choice([10, 80])) : at]
            case _:
                result = result[: max(at, 1)] if rng.random() < 0.2 else result
    return bytes(result)


@pytest.mark.parametrize("name", SAMPLES)
def test_damage(name):
    data = SAMPLES[name].encode()
    read = 0
    for seed in range(150):
        content = Content("x", mutated(data, random.Random(f"{name} {seed}")))  # noqa: S311
        try:
            source = Import(content, recognise(content))
            records = list(source)
        except InputError as error:
            assert str(error).startswith("x: ")  # noqa: PT017 - either outcome is right
            continue
        read += 1
        assert source.report.records == len(records) > 0
        assert source.report.reconciled, seed
    assert read > 75


@pytest.mark.parametrize("name", ["wos", "ovid", "named", "central", "bibtex"])
def test_every_word_is_in_a_record_or_set_aside(name):
    data = SAMPLES[name].encode()
    for seed in range(100):
        content = Content("x", mutated(data, random.Random(f"{name} {seed}")))  # noqa: S311
        try:
            source = Import(content, recognise(content))
            kept = [record.raw for record in source]
        except InputError:
            continue
        if source.reader.name in {"csv", "tsv"}:
            continue
        kept += [piece.text for piece in source.report.quarantined]
        words = {word for text in kept for word in re.findall(r"\w+", text)}
        # What ends a file of Web of Science says nothing.
        said = {word for line in content.lines() for word in re.findall(r"\w+", line)} - {"EF"}
        assert said <= words, seed


@pytest.mark.parametrize("name", SAMPLES)
def test_cut_anywhere(name):
    data = SAMPLES[name].encode()
    for at in range(len(data) // 2, len(data), 3):
        content = Content("x", data[:at])
        source = Import(content, recognise(content))
        assert list(source)
        assert source.report.reconciled


def test_damaged_old_workbook(old_workbook):
    data = old_workbook([["title", "abstract", "year"], ["A", "b", 2001.0], ["C", "d", 2002.0]])
    for seed in range(100):
        content = Content("x.xls", mutated(data, random.Random(seed)))  # noqa: S311
        try:
            source = Import(content, recognise(content))
            assert list(source)
        except InputError as error:
            assert str(error).startswith("x.xls: ")  # noqa: PT017 - either outcome is right
