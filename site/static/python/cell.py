"""Runs one cell of the book: its output, its pictures, tracebacks in the learner's terms, and the check.

    run(code, check, emit)      # in the page's worker; emit(kind, data) hands output over as it arises

Each run gets a fresh namespace.  `emit` is called with the kinds "stdout", "stderr" and "svg".
"""

import builtins
import io
import json
import linecache
import sys
import time
import traceback
import types

CODE, CHECK = "your code", "the check"  # stand where a traceback names a file
MOST_CHARACTERS = 20_000
MOST_PICTURES, MOST_PICTURE_CHARACTERS = 20, 2_000_000


class Flood(BaseException):
    """More output than a page should hold; no Exception, so that `except Exception` does not swallow it."""


def run(code, check, emit):
    """Runs the code, then the check (if any) in its namespace; returns the outcome as JSON text."""
    output = _Output(emit)
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    _set_stage(output)
    outcome = _execute(code, main.__dict__, output)
    if check and outcome["kind"] == "done":
        outcome = _examine(check, main.__dict__)
    return json.dumps(outcome)


def _set_stage(output):
    sys.stdout, sys.stderr = _Stream(output, "stdout"), _Stream(output, "stderr")
    sys.stdin = io.StringIO()
    builtins.input = _no_input
    builtins._lyceum_display = output.display


def _execute(code, namespace, output):
    outcome = {"kind": "done"}
    try:
        exec(_compiled(code, CODE), namespace)
    except KeyboardInterrupt:
        outcome = {"kind": "stopped"}
    except SystemExit as ending:
        if ending.code not in (None, 0):
            print(f"The program ended itself: {ending.code}", file=sys.stderr)
    except Flood:
        outcome = {"kind": "flooded"}
    except BaseException as error:
        outcome = {"kind": "failed", "traceback": _explained(error), "line": _line(error)}
    output.flush()
    return outcome


def _examine(check, namespace):
    """Tries the check with output and pictures switched off; its assertions are the feedback."""
    sys.stdout = sys.stderr = io.StringIO()
    builtins._lyceum_display = lambda kind, data: None
    try:
        exec(_compiled(check, CHECK), namespace)
    except KeyboardInterrupt:
        return {"kind": "stopped"}
    except BaseException as error:
        return {"kind": "done", "check": {"passed": False, **_feedback(error)}}
    return {"kind": "done", "check": {"passed": True, "feedback": "", "line": None}}


def _feedback(error):
    said = "".join(traceback.format_exception_only(error)).strip()
    frames = traceback.extract_tb(error.__traceback__)
    if frames and frames[-1].filename == CHECK:
        if isinstance(error, AssertionError):
            return {"feedback": str(error) or "That is not it yet.", "line": None}
        return {"feedback": f"The check could not use your code. {said}", "line": None}
    line = _line(error)
    return {"feedback": f"Your code failed while it was being checked, in line {line}. {said}", "line": line}


def _compiled(code, name):
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    return compile(code, name, "exec", dont_inherit=True)


def _explained(error):
    """The traceback as Python prints it, without the frames that are not the learner's."""
    told = traceback.TracebackException.from_exception(error, compact=True)
    _trim(told, set())
    return "".join(told.format()).rstrip()


def _trim(told, seen):
    if told is None or id(told) in seen:
        return
    seen.add(id(told))
    if told.stack is not None:
        told.stack[:] = [frame for frame in told.stack if frame.filename == CODE]
        told.stack = told.stack or None
    for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
        _trim(other, seen)


def _line(error):
    """The line of the learner's code in which it happened, or None."""
    if isinstance(error, SyntaxError) and error.filename == CODE:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == CODE]
    return lines[-1] if lines else None


def _no_input(prompt="", /):
    raise RuntimeError('input() cannot ask here. Put the value into your code instead, for example: name = "Ada"')


class _Output:
    """Collects what is written into lines or small pieces, keeps the order, and counts."""

    def __init__(self, emit):
        self._emit = emit
        self._left, self._pictures = MOST_CHARACTERS, MOST_PICTURES
        self._name, self._parts, self._sent = "stdout", [], time.monotonic()

    def write(self, name, text):
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, not {type(text).__name__}")
        if name != self._name:
            self.flush()
            self._name = name
        self._parts.append(text[: self._left])
        self._left -= len(text)
        if self._left < 0:
            self._left = 0
            self.flush()
            raise Flood
        if "\n" in text or time.monotonic() - self._sent > 0.05:
            self.flush()

    def flush(self):
        text, self._parts = "".join(self._parts), []
        if text:
            self._emit(self._name, text)
            self._sent = time.monotonic()

    def display(self, kind, data):
        if kind != "svg":
            raise ValueError(f"only pictures of the kind 'svg' can be shown, not {kind!r}")
        self.flush()
        self._pictures -= 1
        if self._pictures < 0 or len(data) > MOST_PICTURE_CHARACTERS:
            raise Flood
        self._emit("svg", data)


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, output, name):
        self._output, self._name = output, name

    def writable(self):
        return True

    def write(self, text):
        self._output.write(self._name, text)
        return len(text)

    def flush(self):
        self._output.flush()
