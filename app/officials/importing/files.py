"""What was handed in, as bytes and as text: sizes, archives, encodings. Pure.

Every refusal is a sentence that says what the file is and what to do about it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.errors import RedressError

MAX_FILE = 40 * 1024 * 1024
MAX_TOTAL = 120 * 1024 * 1024
MAX_MEMBERS = 20_000
_BIG = 64 * 1024

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file; save it as CSV (UTF-8)"),
    (b"SQLite format 3", "a database"),
)
_READABLE = (".yml", ".yaml", ".json", ".csv")


class FileRefused(RedressError):
    """A whole file cannot be used. `name` is the file's name, the message a full sentence."""

    status = 422

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}" if name else reason)


@dataclass(frozen=True)
class SourceFile:
    """One file as handed in; `name` is what people see."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check_size(name: str, size: int) -> None:
    """Refuse what is empty or too big. Raises `FileRefused`."""
    if size == 0:
        raise FileRefused(name, "The file is empty.")
    if size > MAX_FILE:
        raise FileRefused(
            name,
            f"The file has {size / 1_048_576:.0f} MB; at most {MAX_FILE // 1_048_576} MB can be imported. "
            "Split it into several files.",
        )


def unpack(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """The files themselves, archives replaced by the data files inside. Raises `FileRefused`."""
    total = 0
    for file in files:
        check_size(file.name, len(file.data))
        for inner in _members(file) if file.data[:4] == b"PK\x03\x04" else (file,):
            total += len(inner.data)
            if total > MAX_TOTAL:
                raise FileRefused(
                    file.name, f"Unpacked, this is more than {MAX_TOTAL // 1_048_576} MB. Split it."
                )
            yield inner


def _members(file: SourceFile) -> Iterator[SourceFile]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.data))
    except zipfile.BadZipFile:
        raise FileRefused(file.name, "The ZIP archive is damaged or cut off. Download it again.") from None
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        raise FileRefused(
            file.name, "This is an Excel or Word file. Save the sheet as CSV (UTF-8) and import that."
        )
    wanted = sorted(name for name in names if _is_data(name))
    if not wanted:
        raise FileRefused(file.name, "The ZIP archive holds no YAML, JSON or CSV file.")
    if len(wanted) > MAX_MEMBERS:
        raise FileRefused(file.name, f"The ZIP archive holds more than {MAX_MEMBERS:,} files.")
    total = 0
    for name in wanted:
        data = _read_member(file.name, archive, name, MAX_TOTAL - total)
        total += len(data)
        yield SourceFile(name, data)


def _read_member(archive_name: str, archive: zipfile.ZipFile, name: str, room: int) -> bytes:
    """The declared size is not trusted: reading stops at the limit."""
    limit = min(MAX_FILE, room)
    try:
        with archive.open(name) as member:
            data = member.read(limit + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise FileRefused(archive_name, f"{name} in the ZIP archive cannot be read: {error}.") from error
    if len(data) > limit:
        raise FileRefused(archive_name, f"{name} in the ZIP archive is too big to import.")
    return data


def _is_data(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    hidden = last.startswith(("._", ".")) or "__MACOSX" in name
    return not hidden and last.lower().endswith(_READABLE)


def decode(file: SourceFile) -> str:
    """The file's text. UTF-8 only, with or without a byte order mark. Raises `FileRefused`."""
    data = file.data
    check_size(file.name, len(data))
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise FileRefused(file.name, f"This is {what}, not a data file.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:200]:
        raise FileRefused(file.name, "The text is in UTF-16 or is not text at all. Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            file.name,
            f"Line {line} is not UTF-8; the file seems to be in Latin-1 or a Windows encoding. "
            "Save it as UTF-8, or accented names would be spoiled.",
        ) from None
    if "\x00" in text:
        raise FileRefused(file.name, "The file holds zero bytes: it is not text.")
    if not text.strip():
        raise FileRefused(file.name, "The file is empty.")
    _check_kind(file.name, text)
    return text


def _check_kind(name: str, text: str) -> None:
    start = text.lstrip()[:300].lower()
    if start.startswith("<"):
        raise FileRefused(name, "This is a web page, not a data file. Use the page's download or “raw” link.")
    if start.startswith("version https://git-lfs"):
        raise FileRefused(
            name, "This is a pointer to a file stored elsewhere (Git LFS), not the file itself."
        )


def looks_cut_off(data: bytes) -> bool:
    """Whether a machine-made file stops in the middle of a line. Small files may be made by hand."""
    return len(data) > _BIG and not data.endswith((b"\n", b"\r", b"]", b"}"))
