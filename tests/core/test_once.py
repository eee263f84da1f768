"""Files that are made once and for all, whoever is killed while making them."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from app.core.once import Once
from app.core.storage import FileStore


def begun(store: FileStore) -> Once:
    work = store.once("letter-1")
    work.begin()
    return work


def made(store: FileStore) -> set[str]:
    return set(store.digests())


def test_what_was_made_first_is_what_everyone_gets(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    work = begun(store)
    first = work.keep(1, lambda: b"first")
    assert first == (hashlib.sha256(b"first").hexdigest(), 5)
    assert begun(store).keep(1, lambda: b"second") == first
    assert work.keep(2, lambda: b"other") != first
    assert len(made(store)) == 2 and store.read(first[0]) == b"first"


def test_two_at_once_keep_one_file(tmp_path: Path) -> None:
    store, both = FileStore(tmp_path), threading.Barrier(2)
    found: list[tuple[str, int]] = []

    def make(data: bytes) -> bytes:
        both.wait()
        return data

    threads = [
        threading.Thread(target=lambda data=data: found.append(begun(store).keep(1, lambda: make(data))))
        for data in (b"one", b"two")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1] and made(store) == {found[0][0]}


def test_nothing_is_kept_of_what_could_not_be_made_or_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path)
    work = begun(store)
    with pytest.raises(ZeroDivisionError):
        work.keep(1, lambda: b"x" * (1 // 0))
    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        work.keep(1, lambda: b"half")
    monkeypatch.undo()
    assert not made(store) and not list((tmp_path / "once" / "letter-1").iterdir())
    work.keep(1, lambda: b"whole")
    assert len(made(store)) == 1


def full_disk(descriptor: int) -> None:
    raise OSError("no space left on device")


def test_work_that_others_have_finished_stores_nothing_more(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    late, work = store.once("letter-1"), begun(store)
    (digest, _) = work.keep(1, lambda: b"one")
    (tmp_path / "once" / "letter-1" / ".part-of-one-who-was-killed").write_bytes(b"hal")
    work.done()
    work.done()
    with pytest.raises(FileNotFoundError):
        late.keep(1, lambda: b"two")
    assert made(store) == {digest} and store.read(digest) == b"one"
    assert not [*(tmp_path / "once").iterdir()]


@pytest.mark.parametrize("name", ["", "../a", "a/b", "A", ".", "a" * 81])
def test_a_name_is_never_a_way_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        FileStore(tmp_path).once(name)
