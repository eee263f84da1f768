"""From files to records: unpack, recognise, choose, read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.officials.importing import detect
from app.officials.importing.detect import READERS, Format
from app.officials.importing.files import FileRefused, SourceFile, decode, looks_cut_off, unpack
from app.officials.importing.readers import openstates
from app.officials.importing.records import Item, Record

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class FileItems:
    """What one file (or one set of single-person files) holds."""

    name: str
    format: Format
    items: Iterator[Item]


@dataclass
class Sources:
    """Recognised files in the order in which they are read, and sentences about them."""

    recognised: list[tuple[Format, SourceFile, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The formats, for people."""
        return ", ".join(dict.fromkeys(kind.label for kind, _, _ in self.recognised))

    @property
    def origins(self) -> set[str]:
        return {kind.source for kind, _, _ in self.recognised}

    def read(self) -> Iterator[FileItems]:
        """Read file after file. Raises `FileRefused` while the items are taken."""
        place_names: dict[str, str] = {}
        for kind, file, text in self.recognised:
            if kind is detect.MUNICIPALITIES:
                items = _remember(openstates.read_municipalities(file.name, text), place_names)
            elif kind is detect.PERSON:
                items = openstates.read_person(file.name, text, place_names)
            else:
                items = READERS[kind.slug](file.name, text)
            yield FileItems(file.name, kind, items)


def _remember(items: Iterable[Item], place_names: dict[str, str]) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Record):
            place_names[item.key] = item.fields["name"]
        yield item


def recognise(files: Iterable[SourceFile]) -> Sources:
    """Unpack and recognise `files`. Raises `FileRefused` for the first one that cannot be used."""
    found = Sources()
    for file in unpack(files):
        text = decode(file)
        kind = detect.detect(file.name, text)
        if looks_cut_off(file.data):
            raise FileRefused(
                file.name, "The file stops in the middle of a line: it looks cut off. Download it again."
            )
        found.recognised.append((kind, file, text))
    if not found.recognised:
        raise FileRefused("", "There is no file to import.")
    _keep_one_edition(found)
    found.recognised.sort(key=lambda entry: (entry[0].order, entry[1].name))
    return found


def _keep_one_edition(found: Sources) -> None:
    """Of several editions of one data set in one import, read the fullest."""
    best: dict[str, tuple[Format, str]] = {}
    for kind, file, _ in found.recognised:
        if kind.dataset and (kind.dataset not in best or kind.rank > best[kind.dataset][0].rank):
            best[kind.dataset] = (kind, file.name)
    kept = []
    for entry in found.recognised:
        kind, file, _ = entry
        if not kind.dataset or best[kind.dataset][1] == file.name:
            kept.append(entry)
        else:
            found.notes.append(
                f"{file.name} was left aside: {best[kind.dataset][1]} holds the same ({kind.label})."
            )
    found.recognised = kept
