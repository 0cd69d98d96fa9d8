"""The passphrase, the recovery words, and when the journal locks by itself."""

from functools import partial

from kdesk.domain.problem import Problem
from kdesk.store import recovery_sheet, unlocking, vault
from kdesk.ui.desk import Desk
from kdesk.ui.settings.passphrase_form import PassphraseForm
from kdesk.ui.settings.words_sheet import WordsSheet
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import hairline, quiet_label
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.waiting import Waiting


class SecurityCard(Card):
    """Stretching a passphrase takes half a second, so it is done off the window's thread."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Security"))
        self._desk = desk
        self.status = quiet_label("")
        self.change_button = quiet_button(self.tr("Change the passphrase…"))
        self.form = PassphraseForm()
        self.sheet = WordsSheet()
        self.lock_after = ChoiceField[int](self.tr("Lock by itself"))
        self.lock_after.offer(
            (
                (self.tr("After 5 minutes without a touch"), 5),
                (self.tr("After 10 minutes"), 10),
                (self.tr("After 30 minutes"), 30),
                (self.tr("After an hour"), 60),
                (self.tr("Only when I lock it"), 0),
            )
        )
        self.lock_after.choose(desk.settings.current.lock_after_minutes)
        self._lock_row = RowField(self.tr("Lock by itself"), self.lock_after)
        self._changing = False
        self._setting = Waiting(desk.runner, self)
        self._checking = Waiting(desk.runner, self)
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Show what there is now: a passphrase, or none yet."""
        try:
            there = vault.has_passphrase(self._desk.vault.folder)
        except Problem as problem:
            # The header can't be read now: say so, and change nothing of it.
            self.status.setText(problem.sentence)
            self.form.hide()
            self.change_button.hide()
            return
        self.status.setText(
            self.tr(
                "A passphrase protects this journal. Until you have unlocked with it on two "
                "different days, this computer keeps a key of its own as well."
            )
            if there
            else self.tr(
                "So far this computer opens the journal by itself, and so can whoever uses your "
                "account on it. With a passphrase you can lock it. Nobody can look it up or "
                "reset it; the recovery words below open the journal when it is forgotten."
            )
        )
        self.form.dress(changing=there)
        self.form.setVisible(self._changing or not there)
        self.change_button.setVisible(there and not self._changing)
        self._lock_row.setVisible(there)
        self.sheet.dress(has_passphrase=there)

    def put_away(self) -> None:
        """Nothing secret stays in a field or on the screen."""
        self._changing = False
        self.form.forget()
        self.sheet.put_away()
        self.reload()

    def _lay_out(self) -> None:
        buttons = FlowLayout()
        buttons.addWidget(self.change_button)
        self.body.addWidget(self.status)
        self.body.addLayout(buttons)
        self.body.addWidget(self.form)
        self.body.addWidget(self._lock_row)
        self.body.addSpacing(4)
        self.body.addWidget(hairline())
        self.body.addSpacing(4)
        self.body.addWidget(self.sheet)

    def _connect(self) -> None:
        self.change_button.clicked.connect(self._begin_changing)
        self.form.given.connect(self._protect)
        self.form.back_button.clicked.connect(self.put_away)
        self._setting.done.connect(self._protected)
        self._setting.failed.connect(self._not_protected)
        self.sheet.requested.connect(self._show_words)
        self._checking.done.connect(self._checked)
        self._checking.failed.connect(self._refused)
        self.lock_after.currentIndexChanged.connect(self._lock_after_chosen)

    def _begin_changing(self) -> None:
        self._changing = True
        self.reload()
        self.form.current.setFocus()

    def _protect(self, current: str, new: str) -> None:
        self.form.wait(True)
        self._setting.start(partial(_change, self._desk, current, new))

    def _protected(self, _: object) -> None:
        self.form.wait(False)
        self.put_away()
        self._desk.notices.told.emit(self.tr("The passphrase is set."))

    def _not_protected(self, problem: Problem) -> None:
        self.form.wait(False)
        self.form.tell(problem.sentence)

    def _show_words(self, passphrase: str) -> None:
        folder = self._desk.vault.folder
        if not vault.has_passphrase(folder):
            self._reveal()
            return
        self.sheet.show_button.setEnabled(False)
        self._checking.start(partial(_check, self._desk, passphrase))

    def _checked(self, _: object) -> None:
        self.sheet.show_button.setEnabled(True)
        if self.isVisible():
            self._reveal()

    def _reveal(self) -> None:
        self.sheet.show_words(self._desk.vault.words())
        recovery_sheet.note_shown(self._desk.vault, now=self._desk.now())

    def _refused(self, problem: Problem) -> None:
        self.sheet.show_button.setEnabled(True)
        self.sheet.tell(problem.sentence)

    def _lock_after_chosen(self) -> None:
        choose(self._desk, lock_after_minutes=self.lock_after.chosen())


def _change(desk: Desk, current: str, new: str) -> None:
    """Set the passphrase; with the one until now when there is one. Problem WRONG_KEY.

    Who forgot it and came in by the recovery words may give those instead.
    """
    by_words = tuple(current.lower().split()) == desk.vault.words()
    if vault.has_passphrase(desk.vault.folder) and not by_words:
        _check(desk, current)
    desk.vault.set_passphrase(new, desk.now())


def _check(desk: Desk, passphrase: str) -> None:
    """Problem WRONG_KEY unless this is the passphrase; nothing of what it opens is kept."""
    unlocking.by_passphrase(desk.vault.folder, passphrase)
