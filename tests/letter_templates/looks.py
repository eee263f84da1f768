"""The papers whose looks are kept: every template, both sizes, three letterheads, and what strains a page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops

from app.documents.paper import LetterheadArt, LetterPaper, SignatureBlock
from app.documents.samples import demo_images, load_sample
from app.documents.service import Rendered, page_image, render

FOLDER = Path(__file__).parent / "references"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "img" / "paper"
"""The pictures of docs/paper.md: one for each look, its pages side by side."""

DPI, DOCS_DPI = 66, 72
COLOURS, GAP = 48, 12
GREYS = 16
"""References keep so many shades, which keeps them small."""

FAINT = 24
"""A pixel counts as different from so many of 255 steps on: antialiasing of another machine stays below, a hairline
that moves does not."""
FEW = 0.0015
"""So large a share of a page's pixels may differ."""
SPOT, FEW_IN_SPOT = 16, 10
"""No more pixels than these may differ in any square of so many pixels (6 mm): a date, a rule or a footer that moves by
a millimetre is a small share of its page."""

SIX = (
    "The Honorable Hripsime (Rita) Ter-Hovhannisyan-Bedrosian", "Chair, Subcommittee on State, Foreign Operations",
    "Committee on Appropriations", "U.S. House of Representatives", "Room HT-2, The Capitol",
    "Washington, DC 20515-6015",
)  # fmt: skip
ARMENIAN = (
    "Տիկին Լուսինե Գրիգորյան-Տեր-Հովհաննիսյան", "Տնօրեն, Մարդու իրավունքների կենտրոն", "Աբովյան փողոց 12, բնակարան 4",
    "Երևան 0001", "ARMENIA",
)  # fmt: skip
LONG_NAMES = (
    SignatureBlock("Hripsime (Rita) Ter-Hovhannisyan-Bedrosian Melik-Shahnazaryan", "Mayor", "City of Arroyo Vista"),
    SignatureBlock(
        "Maria de los Ángeles Quintanilla Covarrubias-Etxeberria",
        "Chair, Board of Supervisors, and President, Intergovernmental Relations Commission", "County of San Ysidro",
    ),
)  # fmt: skip
LONG_HEAD = LetterheadArt(
    "Intergovernmental Relations Commission of the Greater San Ysidro Valley",
    "Office of the President pro Tempore and of the Subcommittee on Relief (demonstration)",
    ("1 Hall of Records Plaza, Room 860", "San Ysidro Wells, California 91288-1001"),
    phone="(818) 555-0110", fax="(818) 555-0111", web="relations.example",
)  # fmt: skip
THIRD = LetterheadArt(
    "Quail Valley Council", "Office of the Chair", ("7 Mill Road", "Quail Valley, California 91288-0044")
)
SOURCES = (
    "The road between Nagorno-Karabakh and Armenia has been closed to ordinary traffic since December 12, 2022. "
    "Azerbaijan describes the event as a protest and says that aid vehicles pass. <cite>Example Post, Road closed, "
    "December 13, 2022, <span lang='zxx'>example.org/road-closed</span>.</cite>",
    "Natural gas stopped on December 13 and returned on December 16. The company denies any part in it. "
    "<cite>Example Agency, Gas, December 16, 2022.</cite>",
    "Assistance under the waiver came to about $164 million. <cite>Government Accountability Office, GAO-22-104619, "
    "March 2, 2022.</cite>",
)


def _papers() -> dict[str, LetterPaper]:
    official, joint = load_sample("official_letter"), load_sample("joint_letter")
    greeting = "Հարգելի տիկին Գրիգորյան,"
    thanks = "<p>Շնորհակալություն Ձեր նամակի համար։ Մեր քաղաքապետարանը ստացել է այն 2022 թվականի դեկտեմբերի 20-ին, և մենք կպատասխանենք Ձեր բոլոր հարցերին։</p>"  # noqa: E501
    found = {
        slug.replace("_", "-"): load_sample(slug)
        for slug in (
            "official_letter",
            "joint_letter",
            "sign_on_letter",
            "follow_up",
            "thank_you",
            "press_statement",
        )
    }
    found |= {
        "official-letter-a4": replace(official, page_size="a4"),
        "official-letter-draft": replace(official, draft=True, blocks=official.blocks[-2:]),
        "sources": replace(
            official,
            sources=SOURCES,
            blocks=official.blocks[-2:],
            sources_about="In the order of the letter.",
        ),
        "six-line-address": replace(official, addressees=(SIX,), blocks=official.blocks[-2:]),
        "armenian": replace(
            official, addressees=(ARMENIAN,), salutation=greeting, blocks=(thanks, official.blocks[-1])
        ),
        "long-letterhead": replace(official, letterheads=(LONG_HEAD,), blocks=official.blocks[-2:]),
        "three-offices": replace(joint, letterheads=(*joint.letterheads, THIRD), blocks=joint.blocks[-2:]),
        "long-names": replace(joint, signatures=LONG_NAMES, blocks=joint.blocks[-2:]),
    }
    return found


@cache
def papers() -> Mapping[str, LetterPaper]:
    """Every look by name."""
    return _papers()


@cache
def _printed(name: str) -> Rendered:
    return render(papers()[name], demo_images().__getitem__)


def pages(name: str, dpi: int = DPI) -> list[Image.Image]:
    """The pages of a look as they are drawn now, in colour."""
    done = _printed(name)
    drawn = (page_image(done.pdf, number, dpi) for number in range(1, done.pages + 1))
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in drawn]


def reference(name: str, number: int) -> Path:
    """Where the accepted picture of a page lies; pages count from 1."""
    return FOLDER / f"{name}-{number}.png"


def kept(name: str) -> list[Path]:
    """The accepted pages of a look."""
    return sorted(FOLDER.glob(f"{name}-[0-9].png"))


def as_kept(page: Image.Image) -> Image.Image:
    """A page in the few greys in which references are kept."""
    return page.convert("L").quantize(GREYS, dither=Image.Dither.NONE)


@dataclass(frozen=True)
class Difference:
    """The share of pixels that differ, the most of them in one spot, and a picture of them."""

    share: float
    spot: int
    picture: Image.Image

    @property
    def seen(self) -> bool:
        """Whether the page counts as changed."""
        return self.share > FEW or self.spot > FEW_IN_SPOT

    def __str__(self) -> str:
        return f"{self.share:.2%} of its pixels differ, {self.spot} of them in one spot"


def difference(before: Image.Image, now: Image.Image) -> Difference:
    """How a page differs from its reference; another size differs wholly."""
    return compared(before.convert("L"), as_kept(now).convert("L"))


def compared(one: Image.Image, two: Image.Image) -> Difference:
    """How two pictures in greys differ; another size differs wholly."""
    if one.size != two.size:
        return Difference(1.0, SPOT * SPOT, two)
    marks = ImageChops.difference(one, two).point(lambda value: 255 if value >= FAINT else 0)
    share = marks.histogram()[255] / (one.width * one.height)
    most = max(int(value) for value in marks.reduce(SPOT).getextrema())  # type: ignore[arg-type]
    return Difference(share, round(most / 255 * SPOT * SPOT), marks)


def illustration(name: str) -> Image.Image:
    """The picture of a look for the documentation."""
    return beside(pages(name, DOCS_DPI)).quantize(COLOURS, dither=Image.Dither.NONE)


def beside(pictures: list[Image.Image]) -> Image.Image:
    """Pictures in a row on grey."""
    width = sum(one.width + GAP for one in pictures) + GAP
    sheet = Image.new("RGB", (width, max(one.height for one in pictures) + 2 * GAP), "#d3d6da")
    left = GAP
    for one in pictures:
        sheet.paste(one.convert("RGB"), (left, GAP))
        left += one.width + GAP
    return sheet
