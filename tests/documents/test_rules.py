"""Pure rules: joins between words, coverage of the fonts, what a paper accepts."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.fonts import FACES, face_bytes, listing, missing_glyphs
from app.documents.joins import JOINER, NBSP, bind_last_words, join, without_joins
from app.documents.markup import clean_block, visible_text
from app.documents.paper import LetterheadArt, SignatureBlock, contrast_on_white
from app.documents.preview import ACCENTS, nearest_accent, preview_css
from app.documents.samples import load_sample
from app.documents.sheet import written_on
from app.documents.wire import paper_from_json, paper_to_json


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Section 907", "Section 907"),
        ("Pub. L. 102-511", "Pub. L. 102-511"),
        ("22 U.S.C. 5812", "22 U.S.C. 5812"),
        ("No. 4", "No. 4"),
        ("Suite 200", "Suite 200"),
        ("on December 12, 2022", "December 12,"),
        ("$164 million in", "$164 million"),
        ("20 percent of", "20 percent"),
        ("Joseph R. Biden, Jr.", "R. Biden, Jr."),
        ("Kowalczyk III", "Kowalczyk III"),
        ("H.R. 7555", "H.R. 7555"),
        ("Dear Mr. President", "Mr. President"),
        ("Page 2", "Page 2"),
        ("§ 907 bars it", "§ 907"),
        ("wrote to Rep. Pallone", "Rep. Pallone"),
        ("and Sen. Ruiz", "Sen. Ruiz"),
        ("since Nov. 9, 2020", "Nov. 9,"),
        ("since Nov 9", "Nov 9"),
        ("on 9 November", "9 November"),
        ("on December 12th", "December 12th"),
        ("the 24th day of it", "24th day"),
        ("the 118th Congress", "118th Congress"),
        ("Robert F. Kennedy", "F. Kennedy"),
        ("some 120,000 people are", "120,000 people"),
        ("for 24 days now", "24 days"),
        ("106 Stat. 3357", "106 Stat. 3357"),
        ("Public Law 102-511", "Law 102-511"),
    ],
)
def test_words_that_belong_together_are_kept_so(typed: str, kept: str) -> None:
    assert kept.replace(" ", NBSP) in join(typed).replace(JOINER, "")


@pytest.mark.parametrize("word", ["Nagorno-Karabakh", "102-511", "SC/15154", "twenty-four", "2014–2021"])
def test_words_are_not_broken_at_their_hyphen(word: str) -> None:
    joined = join(f"the {word} record")
    assert JOINER in joined
    for mark in "-/–":
        assert f"{mark}{JOINER}" in joined or mark not in word


def test_an_em_dash_may_be_followed_but_not_preceded_by_a_break() -> None:
    assert join("forget—not") == f"forget{JOINER}—not"


@given(st.text(max_size=200))
def test_joins_change_no_visible_character_and_settle(text: str) -> None:
    def seen(value: str) -> str:
        return value.replace(JOINER, "").replace(NBSP, " ")

    once = join(text)
    assert seen(once) == seen(text)
    assert seen(join(once)) == seen(once)


@given(st.text(max_size=200))
def test_taking_the_joins_out_gives_the_typed_text(text: str) -> None:
    assert without_joins(join(text)) == without_joins(text)
    if NBSP not in text and JOINER not in text:
        assert without_joins(join(text)) == text


@given(st.lists(st.text(alphabet="abc .", max_size=30), max_size=6))
def test_last_line_has_at_least_eleven_characters(pieces: list[str]) -> None:
    bound = bind_last_words(pieces)
    whole = "".join(bound)
    assert whole.replace(NBSP, " ") == "".join(pieces)
    if len(whole) >= 44:
        assert " " not in whole[-11:]
    else:
        assert bound == pieces


def test_armenian_words_are_marked_as_armenian() -> None:
    html = clean_block("<p>Dear <i>Գրիգորյան Լուսինե</i>, hello</p>")
    assert '<span class="hy" lang="hy">Գրիգորյան Լուսինե</span>' in html
    assert visible_text(html) == "Dear Գրիգորյան Լուսինե, hello"


def test_looking_for_missing_glyphs_is_quick_enough_for_every_keystroke() -> None:
    text = "We write for the residents of Łódź and Muñoz. " * 1000
    missing_glyphs(text)
    begun = time.process_time()
    for _ in range(20):
        assert missing_glyphs(text) == ()
    assert time.process_time() - begun < 1.0, "46,000 characters take far less than 50 ms"
    assert missing_glyphs(text + "✈") == ("✈",)


def test_list_items_hold_words_only() -> None:
    html = clean_block("<ol start='3'><li><p>One</p><p>two</p><ul><li>in</li></ul></li></ol>")
    assert html == '<ol start="3"><li> One two<ul><li>in</li></ul></li></ol>'


def test_fonts_cover_what_letters_need() -> None:
    assert (
        missing_glyphs("Łódź Muñoz Gonçalves Şuşa Əliyev Žižek “—–’… § № € $ ½ ☐ Ա-Ֆ և՞ :«»\n\t\u2060\u00ad")
        == ()
    )
    assert missing_glyphs("日本 ✈ 日") == ("日", "本", "✈")
    assert missing_glyphs("A\u0301 e\u0301") == (), "marks that compose are looked for composed"
    assert all(path for _, path in listing())
    assert len({face.file for face in FACES}) == len(FACES)
    assert all(face_bytes(face)[:4] in (b"\x00\x01\x00\x00", b"true") for face in FACES)


def test_accent_must_be_dark_enough() -> None:
    assert contrast_on_white("#ffffff") == pytest.approx(1.0)
    assert contrast_on_white("#000000") == pytest.approx(21.0)
    assert contrast_on_white("#1c3557") == pytest.approx(12.4, abs=0.1)
    with pytest.raises(ValueError, match="too pale"):
        LetterheadArt("A", accent="#777777")
    for wrong in ("red", "#FFF", "#12345", "#1c3557;}", "#1c3557\n"):
        with pytest.raises(ValueError, match="six digits"):
            LetterheadArt("A", accent=wrong)


def test_paper_refuses_what_it_cannot_print() -> None:
    with pytest.raises(ValueError, match="style"):
        LetterheadArt("A", style="baroque")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="SHA-256"):
        SignatureBlock("A", image_asset="../../etc/passwd")
    with pytest.raises(ValueError, match="page size"):
        replace(load_sample("official_letter"), page_size="legal")  # type: ignore[arg-type]


def test_accent_on_screen_is_the_nearest_there_is() -> None:
    assert nearest_accent("#1c3557") == "#1c3557"
    assert nearest_accent("#1d3655") == "#1c3557"
    assert nearest_accent("#601010") == "#5b1a1e"
    assert all(f".accent-{one[1:]}" in preview_css() for one in ACCENTS)


def test_days_as_printed() -> None:
    assert written_on("January 4, 2023") == "2023-01-04"
    assert written_on("the 4th of January") is None


@pytest.mark.parametrize("slug", ["official_letter", "joint_letter"])
def test_a_paper_survives_the_way_to_the_drawing_process(slug: str) -> None:
    sample = load_sample(slug)
    assert paper_from_json(paper_to_json(sample)) == sample
