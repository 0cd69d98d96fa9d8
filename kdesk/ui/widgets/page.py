"""The shape of every screen in the workspace: a title, a quiet line, tools, and a body."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kdesk.domain.change import Change
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Files
from kdesk.ui.widgets.buttons import icon_button
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.page_head import PageHead
from kdesk.ui.widgets.rest import Rest
from kdesk.ui.widgets.scroll_area import ScrollArea

MARGIN = 34


class Page(QWidget):
    """One screen; it reads the store in `reload`, which is called when it is shown and stale."""

    back_requested = Signal()

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.scroll_area = ScrollArea(self)
        self.scroll_area.setProperty("look", "page")
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll_area)

        content = QWidget()
        content.setProperty("look", "page")
        # Qt takes the least height of wrapped words from their least width, where they are very
        # tall; the scroll area asks for the height at the true width anyway.
        content.setMinimumHeight(1)
        column = QVBoxLayout(content)
        column.setContentsMargins(MARGIN, 28, MARGIN, 28)
        column.setSpacing(0)
        self.back_button = self._back_button()
        self._title = PlainLabel("", "title")
        self._subtitle = PlainLabel("", "quiet")
        self._head = PageHead(desk.theme, self.back_button, self._title, self._subtitle)
        self.tools = self._head.tools
        self.set_title(title)
        self.set_subtitle("")
        column.addWidget(self._head)
        column.addSpacing(20)
        self.body = QVBoxLayout()
        self.body.setSpacing(16)
        column.addLayout(self.body)
        column.addItem(Rest(self.body))
        self.scroll_area.setWidget(content)

    def set_title(self, text: str) -> None:
        """The large words at the top; also what a screen reader calls the page."""
        self._title.setText(text)
        self._head.arrange()
        self.setAccessibleName(text)

    def set_subtitle(self, text: str) -> None:
        """The quiet line below the title; empty hides it."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))
        self._head.arrange()

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether these changes concern what this page shows."""
        return bool(changes)

    def reload(self) -> None:
        """Read the store and show it; a page without anything from the store does nothing."""

    def drop_words(self) -> str:
        """What letting go of files over this page would do."""
        return self.tr("Let go to keep a copy")

    def take_files(self, files: list[Path]) -> None:
        """Keep copies of files that were let go over this page; the files stay where they are."""
        self.desk.notices.files_brought.emit(Files(tuple(files)))

    def leave(self) -> bool:
        """The page is about to be hidden or deleted: write what is not yet kept.

        False when something typed could not be kept; it stays on the page, and why is told.
        """
        return True

    def _back_button(self) -> QPushButton:
        button = icon_button(self.desk.theme, "arrow-left", self.tr("Back"))
        button.setToolTip(self.tr("Back (Alt+Left)"))
        button.clicked.connect(self.back_requested)
        button.hide()
        return button
