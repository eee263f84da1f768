"""What signing 540 letters costs, beside stock pyHanko in the same run.

    .venv/bin/python benchmarks/signing.py [--letters 540] [--stock 30]

One letter of the demonstration is drawn once and then signed over and over, so nothing but signing is measured. Stock
is pyHanko as its manual shows it: a `SimpleSigner`, `sign_pdf`, a new invisible field (its file would not pass
PDF/UA). Bar: 540 letters at B-B in under 5 s more on 2 cores. Compare the ratios: seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: E402
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12  # noqa: E402
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: E402
from pyhanko.sign.fields import SigSeedSubFilter  # noqa: E402
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf  # noqa: E402

from app.documents.samples import demo_images, load_sample  # noqa: E402
from app.documents.seals.cms import Hand  # noqa: E402
from app.documents.seals.keys import load_private, make_self_signed  # noqa: E402
from app.documents.seals.rules import KeyPair  # noqa: E402
from app.documents.seals.sealing import Sealer, Signer  # noqa: E402
from app.documents.service import render  # noqa: E402

BAR = 5.0


def rsa_2048(now: datetime) -> KeyPair:
    """A self-signed RSA key of the size that PERFORMANCE measures with."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    from app.documents.seals import keys

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "City of Arroyo Vista")])
    return KeyPair(keys._der(keys._certificate(key, name, now, 5)), keys._pkcs8(key))


def stock(pair: KeyPair, pdf: bytes) -> Callable[[], bytes]:
    """pyHanko as it comes, from a PKCS#12 file."""
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(pair.certificate)
    file = pkcs12.serialize_key_and_certificates(
        None, load_private(pair.private), certificate, None, NoEncryption()
    )
    signer = SimpleSigner.load_pkcs12_data(file, other_certs=[])
    assert signer is not None
    wanted = PdfSignatureMetadata(
        field_name="Seal", certify=True, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    return lambda: sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), wanted, signer=signer).getvalue()


def each(work: Callable[[], bytes], times: int) -> tuple[float, float]:
    """(seconds in all, median milliseconds of one)."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sum(taken), statistics.median(taken) * 1000


def main() -> int:
    """Print the table; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=540)
    parser.add_argument("--stock", type=int, default=30, help="how many letters stock pyHanko signs")
    chosen = parser.parse_args()
    now = datetime.now(UTC)
    pdf = render(load_sample("official_letter"), demo_images().__getitem__).pdf
    print(f"{len(pdf):,} bytes a letter, {chosen.letters} letters, one process")
    print(f"{'key':<10}{'ours, all':>12}{'ours, one':>12}{'stock, one':>12}{'stock / ours':>14}")
    worst = 0.0
    for name, pair in (("P-256", make_self_signed("City of Arroyo Vista", now)), ("RSA-2048", rsa_2048(now))):
        sealer = Sealer([Signer(Hand(pair))])
        total, one = each(partial(sealer.seal, pdf, now), chosen.letters)
        _, plain = each(stock(pair, pdf), chosen.stock)
        worst = max(worst, total * 540 / chosen.letters)
        print(f"{name:<10}{total:>10.2f} s{one:>9.2f} ms{plain:>9.1f} ms{plain / one:>13.1f}x")
    print(
        f"540 letters in {worst:.2f} s at most; the bar is {BAR:.0f} s: {'held' if worst < BAR else 'MISSED'}"
    )
    return 0 if worst < BAR else 1


if __name__ == "__main__":
    sys.exit(main())
