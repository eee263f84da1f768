"""The part of a proof's README about digital signatures: with pdfsig, and again with openssl alone."""

from __future__ import annotations

from collections.abc import Sequence

from app.publications.proof.signed import Covered, SignedBy

_SELF_SIGNED = """\
   A self-signed certificate vouches for itself: nobody but the sender says whose it
   is, and readers of PDF files call its signer unknown. Without the comparison
   above, the signature proves only that the file was not changed since.
"""


def signed_steps(pdf: str, signers: Sequence[SignedBy], covered: Sequence[Covered]) -> str:
    """Steps 5 to 7. `covered` has one entry more than `signers` when a time stamp over the whole file follows."""
    stamped = len(covered) > len(signers)
    parts = [_valid(pdf, signers, stamped=stamped), _whose(signers), _again(pdf, signers, covered)]
    if stamped:
        parts.append(_stamp(pdf, len(signers), covered[len(signers)]))
    return "".join(parts)


def _valid(pdf: str, signers: Sequence[SignedBy], *, stamped: bool) -> str:
    each = "the signature" if len(signers) == 1 else f"each of the {len(signers)} signatures"
    names = "".join(
        f"   Signature #{place}: {one.name}{', self-signed certificate' if one.self_signed else ''}\n"
        for place, one in enumerate(signers, start=1)
    )
    stamp = (
        f"   The last one, #{len(signers) + 1}, is a time stamp over the whole file. pdfsig does not\n"
        "   check that kind, and says so; see 8.\n"
        if stamped
        else ""
    )
    later = (
        '   It says "Not total document signed" of those that another one follows, and\n'
        "   where evidence for later years follows the last; (3) covers that too.\n"
        if len(signers) > 1 or signers[0].level.lasting
        else '   It must also say "Total document signed".\n'
    )
    return (
        f"5. The PDF is signed digitally ({signers[0].level.label}). Of {each} this must say\n"
        f'   "Signature is Valid":\n     pdfsig -nocert "{pdf}"\n{names}{later}{stamp}'
    )


def _whose(signers: Sequence[SignedBy]) -> str:
    prints = "".join(
        f'     openssl x509 -in "{one.file}" -noout -subject -issuer -fingerprint -sha256\n'
        for one in signers
    )
    issued = "" if all(one.self_signed for one in signers) else (
        "   The issuers' certificates follow in the same file. Whether to trust the issuer is\n"
        "   for you to say.\n"
    )  # fmt: skip
    return (
        "6. Whose certificate it is. Compare the fingerprint with the one that its holder gives\n"
        f"   you by another way, such as by telephone:\n{prints}{issued}"
        + (_SELF_SIGNED if any(one.self_signed for one in signers) else "")
    )


def _again(pdf: str, signers: Sequence[SignedBy], covered: Sequence[Covered]) -> str:
    steps = "".join(
        f"{_taken(pdf, bytes_, f'covered{place}')}"
        f'     openssl cms -verify -inform DER -in "{pdf}.sig{place}" -content covered{place} -binary'
        f' -certfile "{one.file}" -nointern -noverify -out checked{place}\n'
        for place, (one, bytes_) in enumerate(zip(signers, covered, strict=False))
    )
    return (
        "7. The same again with openssl: that this certificate and no other signed. pdfsig\n"
        "   writes each signature into a file; what it covers is the PDF without its own\n"
        f'   place. Each must say "CMS Verification successful":\n     pdfsig -dump "{pdf}"\n{steps}'
    )


def _stamp(pdf: str, place: int, bytes_: Covered) -> str:
    return (
        "8. The time stamp over the whole file. The first command shows the time and the\n"
        "   authority's name; the second needs the authority's root certificate, which you\n"
        '   get from the authority, as "authority.pem", and must say "Verification: OK":\n'
        f'     openssl ts -reply -token_in -in "{pdf}.sig{place}" -text\n'
        f"{_taken(pdf, bytes_, 'stamped')}"
        f'     openssl ts -verify -token_in -in "{pdf}.sig{place}" -data stamped -CAfile authority.pem\n'
    )


def _taken(pdf: str, bytes_: Covered, name: str) -> str:
    """A shell command that writes the covered bytes into a file."""
    first, second = f'head -c {bytes_.head} "{pdf}"', f'tail -c +{bytes_.behind + 1} "{pdf}"'
    return f"     ({first}; {second} | head -c {bytes_.tail}) > {name}\n"
