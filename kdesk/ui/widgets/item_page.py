"""The shape of a page that shows and edits one kept thing, and loses nothing that is typed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from kdesk.domain.change import Change
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import bin as store_bin
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Undo
from kdesk.ui.widgets.autosave import Autosave
from kdesk.ui.widgets.buttons import primary_button, soft_button
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.page import Page


class ItemPage(Page):
    """One thing: `load` shows it, `write` keeps it; Save, autosave and the bin are here."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(desk, title)
        self.item_id = ""
        """The id of what is shown; empty when nothing is."""
        self._loading = False
        self.autosave = Autosave(self._write_shown, desk.notices, self)
        self.autosave.saved.connect(self._tell_saved)
        self.saved_line = PlainLabel("", "note", wrap=False)
        self.save_button = primary_button(self.tr("Save"))
        self.save_button.clicked.connect(self.save)
        self.bin_button = soft_button(self.tr("Move to the bin"))
        self.bin_button.clicked.connect(self.remove)
        self.tools.addWidget(self.saved_line, 0, Qt.AlignmentFlag.AlignVCenter)
        self.tools.addWidget(self.bin_button)
        self.tools.addWidget(self.save_button)
        shortcut = QShortcut(QKeySequence.StandardKey.Save, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)

    def load(self) -> None:
        """Read `item_id` from the store and show it; raises Problem NOT_FOUND."""
        raise NotImplementedError

    def write(self) -> None:
        """Keep what the fields say; raises Problem."""
        raise NotImplementedError

    def show_item(self, item_id: str) -> None:
        """Show one thing; what was typed about another is kept first."""
        if item_id != self.item_id:
            if not self.leave() and self.item_id:
                return  # what was typed would be gone; why it can't be kept is told
            self.autosave.forget()
            self.item_id = item_id
            self.saved_line.setText("")
            self.scroll_area.verticalScrollBar().setValue(0)
        self.reload()

    def reload(self) -> None:
        """Show what is kept, unless something is typed that isn't kept yet."""
        if not self.item_id or self.autosave.touched:
            return
        self._loading = True
        try:
            self.load()
        except Problem as problem:
            if problem.trouble is not Trouble.NOT_FOUND:
                raise
            self.item_id = ""
            self.back_requested.emit()
        finally:
            self._loading = False

    def leave(self) -> bool:
        """Keep what was typed."""
        return self.autosave.flush()

    def save(self) -> None:
        """Keep at once and say so."""
        if self.autosave.flush():
            self._tell_saved()

    def touch(self) -> None:
        """Somebody changed a field; while one is being filled in it is nobody."""
        if self.item_id and not self._loading:
            self.saved_line.setText("")
            self.autosave.touch()

    def remove(self) -> None:
        """Move what is shown to the bin, with a way back; the workspace leaves what is gone."""
        if not self.item_id or not self.autosave.flush():
            return
        removed, self.item_id = self.item_id, ""
        try:
            store_bin.remove(self.desk.vault, removed, now=self.desk.now())
        except Problem:
            self.item_id = removed
            raise
        self.desk.notices.undo_offered.emit(
            Undo(self.tr("Moved to the bin."), lambda: self._restore(removed))
        )

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether what is shown changed."""
        return any(change.id == self.item_id for change in changes)

    def _restore(self, removed: str) -> None:
        store_bin.restore(self.desk.vault, removed, now=self.desk.now())
        self.desk.notices.open_requested.emit(removed)

    def _write_shown(self) -> None:
        if not self.item_id:
            return
        try:
            self.write()
        except Problem as problem:
            if problem.trouble is Trouble.NOT_FOUND:
                self.item_id = ""  # erased for good: no room will ever do
            raise

    def _tell_saved(self) -> None:
        self.saved_line.setText(self.tr("Saved."))
