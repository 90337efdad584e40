"""Adding, removing and listing what visitors put into the collection, and finishing it after a crash."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserError
from corpus.files import SourceFile
from index.embedder import Embedder
from index.store import FILE_NAME, UPLOADS, Shelf, Store, StoredDocument
from qa.uploads.events import Stage, UploadedDocument, UploadEvent
from qa.uploads.files import discard, discard_parts, keep, kept
from qa.uploads.limits import Limits, refuse, refuse_too_many
from qa.uploads.names import free_name, safe_name
from qa.uploads.owners import is_owner
from qa.uploads.telling import Kept, Telling

if TYPE_CHECKING:
    from index.build import Report

# The folder of what is everybody's; no owner is called so.
SHARED = "everybody"


def folder_beside(index_directory: Path) -> Path:
    """Where the files added to an index are kept: beside it, for an index may be deleted and built again."""
    return index_directory.with_name(f"{index_directory.name}-uploads")


class Uploads:
    """What visitors add to an index. Threads may share it: they take turns at changing, and searches go on.

    A file is first copied, which takes no time worth telling, and then indexed. The folder is the truth: what lies in
    it and is not in the index was interrupted, and what was in it and is gone was taken out. recover() sees to both.
    """

    def __init__(
        self,
        folder: Path,
        index_directory: Path,
        limits: Limits | None = None,
        shared: bool = False,
        embedder: Callable[[], Embedder | None] = lambda: None,
    ) -> None:
        """folder: of the files, and of this index alone: folder_beside.

        shared: whether all is everybody's, to see and to take out. embedder: gives one that is loaded already, to be
        used if it is the index's; asked when there is something to index.
        """
        self._folder = folder.absolute()
        self._index = index_directory
        self._limits = limits or Limits()
        self._shared = shared
        self._embedder = embedder
        # Held while files are counted and copied, so that two together cannot go over a limit.
        self._copying = threading.Lock()
        # Held from looking at what is there to deleting what was replaced.
        self._changing = threading.Lock()

    def add(self, owner: str | None, files: Sequence[tuple[str, Path]]) -> Iterator[UploadEvent]:
        """Add files, each its name and where it lies now, to what an owner has; iterate to see how far it is.

        owner: as owner_of gives it; needed unless all is shared. Files are copied before this returns, and indexed
        whether somebody iterates or not. One of a name that the owner has takes its place once it is read. Raises
        UserError, changing nothing, if it would be too much.
        """
        shelf = self._shelf(owner)
        names = self._names(shelf, files)
        reasons = [refuse(path, name, self._limits.file_bytes) for name, (_, path) in zip(names, files, strict=True)]
        sent = [Kept(number, name, files[number][1]) for number, name in enumerate(names)]
        telling = Telling(self._copy(shelf, [one for one in sent if reasons[one.file] is None]))
        telling.tell_all(Stage.QUEUED)
        for one in sent:
            if (reason := reasons[one.file]) is not None:
                telling.tell(one, Stage.FAILED, reason)
        threading.Thread(target=self._work, args=(shelf, telling), daemon=True).start()
        return telling.events()

    def remove(self, owner: str | None, name: str) -> None:
        """Take one of the owner's documents out, by its name in documents(). Raises UserError if there is none."""
        from index.build import remove_documents

        shelf = self._shelf(owner)
        with self._changing:
            found = [one for one in self._visible(owner) if one.name == name]
            own = [one for one in found if one.shelf == shelf]
            if found and not own:
                raise UserError(f"{name}: this is everybody's; only whoever runs the server can take it out")
            if not own:
                raise UserError(f"{name}: not among your documents; it may have been taken out already")
            # The file first: should this be cut off, the next start takes the document out, and never brings it back.
            self._discard_source(own[0])
            remove_documents(self._index, [name], shelf=shelf)

    def documents(self, owner: str | None) -> list[UploadedDocument]:
        """All that an owner can ask, by name; None for somebody unknown, who sees what is everybody's."""
        shelf = Shelf(self.viewer(owner), uploaded=True)
        mine = self._shared or owner is not None
        return [
            UploadedDocument(
                name=one.name,
                title=one.title,
                author=one.author,
                year=one.year,
                passages=one.passages,
                added=datetime.fromisoformat(one.added) if one.added else None,
                own=mine and one.shelf == shelf,
                collection=one.collection,
            )
            for one in self._visible(owner)
        ]

    def viewer(self, owner: str | None) -> str | None:
        """The owner that a search for a visitor has to name (Filter.visible_to); None where all is everybody's."""
        if owner is not None and not is_owner(owner):
            raise ValueError("an owner is what owner_of gives")
        return None if self._shared else owner

    def recover(self) -> list[UploadEvent]:
        """Finish what a crash or a restart cut off; call it at the start, before anybody adds. What was done, in words.

        Files that are not in the index are indexed, also those of an index that was deleted; documents whose files are
        gone from the folder are taken out. Raises IndexBusy, IndexNotWritable.
        """
        events: list[UploadEvent] = []
        if self._folder.is_dir():
            for folder in sorted(self._folder.iterdir()):
                if folder.name == SHARED or is_owner(folder.name):
                    shelf = Shelf(None if folder.name == SHARED else folder.name, uploaded=True)
                    events += self._recover_shelf(shelf, folder)
            self._take_out_what_is_gone()
        return events

    def _recover_shelf(self, shelf: Shelf, folder: Path) -> list[UploadEvent]:
        discard_parts(folder)
        known = set(self._sources(shelf).values())
        newest = {path.name: path for path in kept(folder)}
        # Of two versions the older one was replaced, or was about to be.
        for path in kept(folder):
            if path != newest[path.name] and str(path) not in known:
                discard(path)
        left = [path for path in newest.values() if str(path) not in known]
        telling = Telling([Kept(number, path.name, path) for number, path in enumerate(left)])
        self._work(shelf, telling)
        return [event for event in telling.events() if event.stage.is_last]

    def _take_out_what_is_gone(self) -> None:
        gone: dict[Shelf, list[str]] = {}
        for one in self._every_document():
            source = Path(one.source)
            # Of an index that was copied from elsewhere the files lie elsewhere: that they are not here says nothing.
            if one.uploaded and source.is_relative_to(self._folder) and not source.exists():
                gone.setdefault(one.shelf, []).append(one.name)
        if gone:
            from index.build import remove_documents

        for shelf, names in gone.items():
            remove_documents(self._index, names, shelf=shelf)

    # Copying

    def _names(self, shelf: Shelf, files: Sequence[tuple[str, Path]]) -> list[str]:
        """What each file is to be called: no two alike, and none like a document that stands elsewhere."""
        taken = {
            one.name.removeprefix(f"{UPLOADS}/")
            for one in self._visible(shelf.owner)
            if one.shelf != shelf and one.name.startswith(f"{UPLOADS}/")
        }
        names: list[str] = []
        for name, _ in files:
            names.append(free_name(safe_name(name), taken))
            taken.add(names[-1])
        return names

    def _copy(self, shelf: Shelf, sent: Sequence[Kept]) -> list[Kept]:
        folder = self._folder / (shelf.owner or SHARED)
        with self._copying:
            there = {path.name: path.stat().st_size for path in kept(folder)}
            others = sum(path.stat().st_size for one in self._others(folder) for path in kept(one))
            refuse_too_many(self._limits, there, {one.name: one.path.stat().st_size for one in sent}, others)
            copied: list[Kept] = []
            try:
                for one in sent:
                    copied.append(replace(one, path=keep(one.path, folder, one.name)))
            except UserError:
                # Else the next start would add some of what was told to have failed.
                for one in copied:
                    discard(one.path)
                raise
            return copied

    def _others(self, folder: Path) -> list[Path]:
        return [one for one in self._folder.iterdir() if one != folder] if self._folder.is_dir() else []

    # Indexing

    def _work(self, shelf: Shelf, telling: Telling) -> None:
        """Index what was copied, and tell. What is no UserError is our fault and goes up, after the end is told."""
        try:
            if not self._changing.acquire(blocking=False):
                telling.tell_all(Stage.WAITING)
                self._changing.acquire()
            try:
                self._index_files(shelf, telling)
            finally:
                self._changing.release()
        except UserError as error:
            telling.tell_all(Stage.FAILED, f"{error}; the file is kept and tried again at the next start")
        finally:
            telling.end()

    def _index_files(self, shelf: Shelf, telling: Telling) -> None:
        if not telling.files:
            return
        from index.build import upload_documents

        before = self._sources(shelf)
        files = [SourceFile(one.path, f"{UPLOADS}/{one.name}") for one in telling.files]
        report = upload_documents(self._index, files, shelf, self._embedder(), telling.progress())
        passages = {one.name: one.passages for one in self._every_document() if one.shelf == shelf}
        for one in telling.files:
            self._settle(one, report, telling, before, passages)

    def _settle(
        self, one: Kept, report: "Report", telling: Telling, before: dict[str, str], passages: dict[str, int]
    ) -> None:
        """Tell what became of a file, and delete what is not needed: itself, or what it replaced."""
        name = f"{UPLOADS}/{one.name}"
        twin = dict(report.duplicates).get(name)
        failure = next((failure.reason for failure in report.failures if failure.path == one.path), None)
        if twin is not None or failure is not None:
            discard(one.path)
            same = f"the same as {twin}"
            telling.tell(one, *((Stage.FAILED, failure) if failure is not None else (Stage.SKIPPED, same)))
            return
        old = Path(before.get(name, one.path))
        if old != one.path and old.is_relative_to(self._folder):
            discard(old)
        for note in _notes(name, report):
            telling.tell(one, Stage.NOTE, note)
        telling.tell(one, Stage.READY, "in place of what it was" if name in report.updated else "", passages[name])

    # What is there

    def _shelf(self, owner: str | None) -> Shelf:
        """Where an owner's documents stand. Raises UserError if it is not known who that is."""
        if owner is None and not self._shared:
            raise UserError("it is not known whose documents these are; load the page again")
        return Shelf(self.viewer(owner), uploaded=True)

    def _sources(self, shelf: Shelf) -> dict[str, str]:
        """Names and sources of the documents on a shelf."""
        return {one.name: one.source for one in self._every_document() if one.shelf == shelf}

    def _visible(self, owner: str | None) -> Sequence[StoredDocument]:
        return [one for one in self._every_document() if one.owner is None or one.owner == self.viewer(owner)]

    def _every_document(self) -> Sequence[StoredDocument]:
        """All documents of the index, none where it was not made yet."""
        if not (self._index / FILE_NAME).is_file():
            return []
        store = Store.open(self._index)
        try:
            return store.every_document()
        finally:
            store.close()

    def _discard_source(self, document: StoredDocument) -> None:
        source = Path(document.source)
        # An index copied from elsewhere names files that are not ours.
        if source.is_relative_to(self._folder):
            discard(source)


def _notes(name: str, report: "Report") -> Sequence[str]:
    """What the visitor should know of a document that was added."""
    from index.info import describe_near_duplicate

    return [
        *(note for noted, note in report.notes if noted == name),
        *(describe_near_duplicate(pair) for pair in report.near_duplicates if name in (pair.document, pair.other)),
        *([report.problem] if report.problem else []),
    ]
