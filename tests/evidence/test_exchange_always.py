"""Whatever people enter survives both kinds of file, and no bytes break the reader."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.evidence.exchange import csvfile, runs, yamlfile
from app.evidence.exchange.files import FileRefused
from app.evidence.exchange.shape import plain_entry, read_entry

_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co"))
    | st.just(" "),
    min_size=1,
    max_size=30,
)
_LINE = (
    st.sampled_from(["=1+1", "'=x", "''-x", "yes", "null", "2022-01-01", "1_000", "12:30", "# x", "- x"])
    | _WORDS
).map(lambda text: " ".join(text.split()))
_SOME = _LINE.filter(bool)
_DAYS = st.sampled_from(["", "2022", "2022-03", "2022-03-02", "undated", "2022-03-02 or 03", "by 2022-06"])
_FIGURE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
    | _LINE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_SOME, inner, max_size=3),
    max_leaves=6,
)
_SOURCE = st.fixed_dictionaries(
    {"title": _SOME, "kind": st.sampled_from(["press", "court"]), "checked": st.booleans()},
    optional={
        "publisher": _SOME,
        "date": _DAYS.filter(bool),
        "supports": _SOME,
        "url": st.just("https://a.example/=1"),
    },
)
_CLAIM = st.fixed_dictionaries(
    {"id": st.just("one"), "claim": _SOME, "confidence": st.sampled_from(["high", "low"])},
    optional={
        "figures": st.dictionaries(_SOME, _FIGURE, min_size=1, max_size=4),
        "dispute": _SOME,
        "note": _SOME,
        "not_checked": _SOME,
        "known_by": _DAYS.filter(bool),
        "sources": st.lists(_SOURCE, min_size=1, max_size=3),
        "opposing_sources": st.lists(_SOURCE, min_size=1, max_size=2),
    },
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_CLAIM)
def test_any_claim_survives_both_kinds_of_file(claim: dict[str, Any]) -> None:
    entry, problems = read_entry(claim)
    assert not problems
    plain = plain_entry(entry)
    assert plain == claim
    for document in (
        yamlfile.read_yaml(yamlfile.write_yaml([plain], [], {})),
        csvfile.read_csv(csvfile.write_csv([plain], [], {}).decode("utf-8-sig")),
    ):
        again, problems = read_entry(document.claims[0].values)
        assert not problems
        assert plain_entry(again) == plain


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for name in ("x.yaml", "x.csv"):
        try:
            document = runs.read_file(name, data)
        except FileRefused:
            continue
        for raw in document.claims:
            read_entry(raw.values)
