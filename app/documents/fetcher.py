"""What the renderer may read: the images of this one letter, the letter fonts, its own line art. No more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.documents.fonts import FACES, SCHEME, face_bytes
from app.documents.sheet import TEMPLATES
from app.documents.square_code import code_address, code_png

ART_SCHEME = "letter-base"
ART = ("folds-letter.svg", "folds-a4.svg", "draft-letter.svg", "draft-a4.svg")

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


class Refused(Exception):
    """The document asked for something that it may not read."""


class DenyingFetcher(URLFetcher):
    """Answers `asset:<sha256>` from a given mapping. Every other address is refused and remembered.

    `URLFetcher.__init__` is not called: it would install handlers for http, ftp, file and data addresses.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self.assets = assets
        self._fail_on_errors = False
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The bytes behind `url`, or `Refused`."""
        scheme, _, name = url.partition(":")
        if scheme == "asset" and name in self.assets:
            return _image(url, self.assets[name])
        self.refused.append(url[:200])
        raise Refused(f"A letter may not read {url[:80]!r}.")

    def open(self, url: str, data: object = None, timeout: object = None) -> URLFetcherResponse:
        return self.fetch(url)

    def __call__(self, url: str) -> URLFetcherResponse:
        return self.fetch(url)


class StyleFetcher(DenyingFetcher):
    """For our own stylesheets only: also answers the font files and line art that ship with the templates."""

    def __init__(self) -> None:
        super().__init__({})

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme == SCHEME:
            for face in FACES:
                if face.file == name:
                    return URLFetcherResponse(url, face_bytes(face), {"Content-Type": "font/ttf"})
        return super().fetch(url)


class LetterFetcher(DenyingFetcher):
    """For one letter: its own images, its square code, and the line art that our stylesheets name as background."""

    def __init__(self, assets: Mapping[str, bytes], link: str = "") -> None:
        super().__init__(assets)
        self._link = link

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme == ART_SCHEME and name in ART:
            return URLFetcherResponse(url, _art(name), {"Content-Type": "image/svg+xml"})
        if self._link and url == code_address(self._link):
            return URLFetcherResponse(url, code_png(self._link), {"Content-Type": "image/png"})
        return super().fetch(url)


@cache
def _art(name: str) -> bytes:
    return (TEMPLATES / "_base" / name).read_bytes()


def _image(url: str, data: bytes) -> URLFetcherResponse:
    """A stored image. Its type comes from its first bytes; anything but PNG and JPEG is refused."""
    if data.startswith(_PNG):
        return URLFetcherResponse(url, data, {"Content-Type": "image/png"})
    if data.startswith(_JPEG):
        return URLFetcherResponse(url, data, {"Content-Type": "image/jpeg"})
    raise Refused("A letter prints PNG and JPEG images only.")
