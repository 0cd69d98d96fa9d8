"""Pages that are as high as what is on them at the width they have."""

from kdesk.ui.widgets.page import Page


def snug(page: Page) -> None:
    """Let the page's height follow its width.

    Qt takes the least height of wrapped words from their least width, where they are very tall;
    the scroll area asks for the height at the true width anyway.
    """
    content = page.scroll_area.widget()
    if content is not None:
        content.setMinimumHeight(1)
