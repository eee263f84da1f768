"""How a third party checks a proof, in words for somebody who has never seen this program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from textwrap import dedent

from app.publications.proof.readme_signed import signed_steps
from app.publications.proof.signed import Covered, SignedBy

FORMATS = """\
HOW TO READ consent.json AND seal.json

Both are JSON in one line, names sorted, without spaces: so that the same content
always has the same SHA-256.
consent.json: "tree" holds the text, section by section; "demands" and "claims"
the pinned wordings; "values" what was filled in; "addressing" whom it is for.
seal.json: "copies" holds for each its number, then each addressee (key, role,
lines of the inside address, salutation), then the lines after "cc".
"signatories" holds for each name, title, body, the SHA-256 of the image that was
printed, and whether the name comes first.
"""

LIMITS = """\
WHAT IT DOES NOT PROVE

record.json is the sender's own account. Of it, the hashes prove the words that
were agreed to and what was sealed; who recorded a consent, who approved and what
was sent when are the sender's word. A signatory who withdrew after the seal is
named there ("withdrawn_after_the_seal"); the sealed paper stays as it was.
Nor does it prove that a person is who they say they are, or that a source is
right: the sources are named so that you can read them.
"""


@dataclass(frozen=True)
class Facts:
    """What the text names. `pdf`: name of the first letter file; `covered`: what its signatures cover.

    `left_out`: signatories handed something in, and it is not in this proof.
    """

    number: str
    dated: date
    code: str
    consent_hash: str
    seal_hash: str
    pdf: str
    copies: int
    verify_at: str
    signers: tuple[SignedBy, ...] = ()
    covered: tuple[Covered, ...] = ()
    left_out: bool = False


def readme(facts: Facts) -> str:
    """The README of a proof. Every command in it runs with openssl, pdfsig and pdfinfo (of poppler)."""
    signed = signed_steps(facts.pdf, facts.signers, facts.covered) if facts.signers else _unsigned(facts.pdf)
    return "\n".join([_contents(facts), _steps(facts), signed, FORMATS, LIMITS])


def _contents(facts: Facts) -> str:
    pdfs = f'"{facts.pdf}"' if facts.copies == 1 else f"{facts.copies} PDF files"
    handed_in = (
        "What signatories handed in as proof of agreeing was left out; record.json names\n"
        '    its SHA-256 ("scan_sha256"), so that it can be shown later.'
        if facts.left_out
        else "consent NN ...: what each signatory handed in as proof of agreeing, where there is any."
    )
    lines = [
        f"Proof of letter {facts.number}, dated {facts.dated.isoformat()}",
        f"Verification code {facts.code}",
        "",
        "WHAT IS IN HERE",
        "",
        f"{pdfs}: the letter as it was sealed.",
        "consent.json: the words that every signatory agreed to, exactly.",
        "seal.json: what was sealed: those words, who gets them, who signed.",
        "record.json: who approved, how each signatory agreed, what the claims rest on,",
        "    what was sent when.",
        *(["certificate NN ....pem: whose key signed the PDF digitally."] if facts.signers else []),
        handed_in,
        "SHA256SUMS: the SHA-256 of every file above.",
        "",
    ]
    return "\n".join(lines)


def _steps(facts: Facts) -> str:
    others = "The commands name the first PDF; the others are checked in the same way."
    return dedent(
        """\
        HOW TO CHECK IT
        {others}
        1. No file was changed. For each file, this prints the digits that SHA256SUMS has:
             openssl dgst -sha256 "{pdf}"
           Where there is sha256sum, "sha256sum --check SHA256SUMS" does it for all.
        2. The words are those that were agreed to. This must print
           {consent}
             openssl dgst -sha256 consent.json
           The same digits stand in record.json as "consent_hash" of every consent that
           is "signed", and of the step "approved"; and in seal.json as "consent".
        3. The seal holds. This must print
           {seal}
             openssl dgst -sha256 seal.json
        {place}
           The PDF names the seal too, among its keywords, so a signature on the PDF
           covers it:
             pdfinfo "{pdf}"
        4. Read consent.json beside the PDF: its text is the letter's text, with the
           fields (name, address) that differ from copy to copy left open.
        """
    ).format(
        others=f"\n{others}\n" if facts.copies > 1 else "",
        pdf=facts.pdf,
        consent=facts.consent_hash,
        seal=facts.seal_hash,
        place=_asked(facts.verify_at),
    )


def _asked(verify_at: str) -> str:
    """Where to learn the seal from somebody else than this very file."""
    if not verify_at:
        return (
            "   To know that these digits were not made up with the rest, ask the sender for\n"
            "   the seal, in a way that you know."
        )
    return (
        "   To know that these digits were not made up with the rest, enter the code at\n"
        f"   {verify_at}\n"
        "   and compare the seal that is shown there. There you can also hand over the PDF\n"
        "   file, and are told whether it is the sealed one, to the last byte."
    )


def _unsigned(pdf: str) -> str:
    return dedent(
        f"""\
        5. The PDF carries no digital signature: the sender had set no certificate. This
           says so too:
             pdfsig "{pdf}"
           Only the check at the sender (3) tells then who made it.
        """
    )
