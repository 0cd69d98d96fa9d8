"""A screen reader's hands and eyes: run by Debian's own Python, which has pyatspi.

Reads one JSON command a line on standard input and answers one JSON line each. It finds controls by
accessible name, as a screen reader does, so a control without a name can't be used.
"""

import json
import sys
import threading
import time
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # Debian's package, not in the environment

PAUSE = threading.Event()  # never set: a wait that is not busy


def walk(node: Any) -> Any:
    """Every accessible thing on the screen, depth first."""
    try:
        count = node.childCount
    except Exception:
        return
    for index in range(min(count, 400)):
        try:
            child = node.getChildAtIndex(index)
            if child is None:
                continue
            states = child.getState()
            top = child.getRole() == pyatspi.ROLE_APPLICATION
            if not top and not states.contains(pyatspi.STATE_SHOWING):
                continue
        except Exception:  # noqa: S112 - as above
            continue
        yield child
        yield from walk(child)


def shown() -> Any:
    """Everything kdesk shows."""
    desktop = pyatspi.Registry.getDesktop(0)
    yield from walk(desktop)


def name_of(node: Any) -> str:
    try:
        return str(node.name or "")
    except Exception:
        return ""


def text_of(node: Any) -> str:
    try:
        return str(node.queryText().getText(0, -1))
    except Exception:
        return ""


def matches(node: Any, command: dict[str, Any]) -> bool:
    name = name_of(node)
    if "name" in command and name != command["name"]:
        return False
    if "part" in command and command["part"] not in f"{name}\n{text_of(node)}":
        return False
    if command["verb"] == "type":  # a field's label has the field's name too
        return bool(node.queryEditableText())
    return bool(command["verb"] != "press" or node.queryAction().nActions > 0)


def find(command: dict[str, Any]) -> Any:
    """The first thing that matches, waiting up to `within` seconds."""
    until = time.monotonic() + float(command.get("within", 10))
    while True:
        for node in shown():
            try:
                if matches(node, command):
                    return node
            except Exception:  # noqa: S112 - it went away
                continue
        if time.monotonic() > until:
            return None
        PAUSE.wait(0.1)


def wait_until_gone(command: dict[str, Any]) -> bool:
    """Whether nothing matches any more, waiting up to `within` seconds."""
    until = time.monotonic() + float(command.get("within", 10))
    while find({**command, "within": 0}) is not None:
        if time.monotonic() > until:
            return False
        PAUSE.wait(0.1)
    return True


def press(node: Any) -> bool:
    return bool(node.queryAction().doAction(0))


def where(node: Any) -> list[int]:
    box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return [box.x, box.y, box.width, box.height]


VERBS: dict[str, Any] = {
    "press": lambda node, _: press(node),
    "type": lambda node, command: node.queryEditableText().setTextContents(command["text"]),
    "read": lambda node, _: text_of(node) or name_of(node),
    "enabled": lambda node, _: node.getState().contains(pyatspi.STATE_ENABLED),
    "choose": lambda node, _: node.parent.querySelection().selectChild(node.getIndexInParent()),
    "focus": lambda node, _: node.queryComponent().grabFocus(),
    "where": lambda node, _: where(node),
}


def carry_out(command: dict[str, Any]) -> Any:
    """Do what one command asks; raises LookupError when nothing on the screen matches."""
    verb = command["verb"]
    if verb == "names":
        return sorted({name_of(node) for node in shown()} - {""})
    if verb == "says":
        return [text for node in shown() if (text := text_of(node) or name_of(node))]
    if verb == "gone":
        return wait_until_gone(command)
    node = find(command)
    if node is None:
        raise LookupError(f"nothing on the screen for {command}")
    return VERBS[verb](node, command)


def main() -> None:
    for line in sys.stdin:
        try:
            answer = {"answer": carry_out(json.loads(line))}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
