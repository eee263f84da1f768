"""How a third party checks a proof, in words for somebody who has never seen this program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from textwrap import dedent

LIMITS = """\
WHAT IT DOES NOT PROVE

That a person is who they say they are: how each consent was given, and who
recorded it, stands in record.json. That a source is right: the sources are
named so that you can read them.
"""


@dataclass(frozen=True)
class Facts:
    """What the text names. `pdf`: name of the first letter file; `signed`: whether it carries a digital signature."""

    number: str
    dated: date
    code: str
    consent_hash: str
    seal_hash: str
    pdf: str
    copies: int
    verify_at: str
    signed: bool


def readme(facts: Facts) -> str:
    """The README of a proof. Every command in it runs with openssl, pdfsig (of poppler) and nothing else."""
    return "\n".join([_contents(facts), _steps(facts), _digital(facts), LIMITS])


def _contents(facts: Facts) -> str:
    pdfs = f'"{facts.pdf}"' if facts.copies == 1 else f"{facts.copies} PDF files"
    return dedent(
        f"""\
        Proof of letter {facts.number}, dated {facts.dated.isoformat()}
        Verification code {facts.code}

        WHAT IS IN HERE

        {pdfs}: the letter as it was sealed.
        consent.json: the words that every signatory agreed to, exactly.
        seal.json: what was sealed: those words, who gets them, who signed.
        record.json: who approved, how each signatory agreed, what the claims rest on,
            what was sent when.
        consent NN ...: what each signatory handed in as proof of agreeing, where there is any.
        SHA256SUMS: the SHA-256 of every file above.
        """
    )


def _steps(facts: Facts) -> str:
    place = f"enter the code at {facts.verify_at}" if facts.verify_at else "ask the sender for the seal"
    return dedent(
        f"""\
        HOW TO CHECK IT

        1. No file was changed. For each file, this prints the digits that SHA256SUMS has:
             openssl dgst -sha256 "{facts.pdf}"
        2. The words are those that were agreed to. This must print
           {facts.consent_hash}
             openssl dgst -sha256 consent.json
           The same digits stand in record.json as "consent_hash" of every consent that
           is "signed", and of the step "approved"; and in seal.json as "consent".
        3. The seal holds. This must print
           {facts.seal_hash}
             openssl dgst -sha256 seal.json
           To know that these digits were not made up with the rest, {place}:
           the same seal is shown there. There you can also hand over the PDF file,
           and are told whether it is the sealed one, to the last byte. The PDF names
           the seal too, among its keywords, so a signature on the PDF covers it:
             pdfinfo "{facts.pdf}"
        4. Read consent.json beside the PDF: its text is the letter's text, with the
           fields (name, address) that differ from copy to copy left open.
        """
    )


def _digital(facts: Facts) -> str:
    if facts.signed:
        return dedent(
            f"""\
            5. The PDF is signed digitally. This must say of each signature that it is valid:
                 pdfsig -nocert "{facts.pdf}"
               It says "Total document signed" where nothing follows the last signature.
               Evidence for later years may follow it; (3) covers that too, to the last byte.
               "pdfsig -dump" writes the certificate; compare its fingerprint with the one
               that the sender gives you by another way.
            """
        )
    return dedent(
        f"""\
        5. The PDF carries no digital signature: the sender had set no certificate. This
           says so too:
             pdfsig "{facts.pdf}"
           Only the check at the sender (3) tells then who made it.
        """
    )
