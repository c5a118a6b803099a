"""Reads the book as the tests need it: lessons, their front matter, and the code cells in them."""

import ast
import pathlib
import re

SITE = pathlib.Path(__file__).resolve().parent.parent
DOCS, QUIZZES, STATIC = SITE / "docs", SITE / "quizzes", SITE / "static"
SOLUTIONS = pathlib.Path(__file__).resolve().parent / "solutions"

FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"([\w-]+)=([\w-]+)")


class Page:
    """One .mdx file."""

    def __init__(self, path):
        self.path, self.text = path, path.read_text(encoding="utf-8")
        _, front, self.body = self.text.split("---\n", 2)
        self.front = dict(line.split(": ", 1) for line in front.splitlines())
        self.prose = FENCE.sub("", self.body)
        self.cells, self.checks = [], {}
        for language, info, code in FENCE.findall(self.body):
            options = dict(OPTION.findall(info))
            if language == "python" and "run" in info.split():
                self.cells.append(Cell(self, options, code))
            elif language == "python" and "check" in options:
                self.checks[options["check"]] = code

    @property
    def id(self):
        """The lesson's id: its path without order numbers, for example motion/kinematics/planar-arm."""
        parts = self.path.relative_to(DOCS).with_suffix("").parts
        return "/".join(re.sub(r"^\d+-", "", part) for part in parts)


class Cell:
    """A runnable cell; `check` is the name of its hidden check, or None."""

    def __init__(self, page, options, code):
        self.page, self.code = page, code
        self.id, self.check = options.get("id"), options.get("check")

    def solved(self):
        """The code with the functions of solutions/<id>.py in place of those of the same name."""
        solution = (SOLUTIONS / f"{self.id}.py").read_text(encoding="utf-8")
        code = self.code
        for better in ast.parse(solution).body:
            old = next(node for node in ast.parse(code).body if getattr(node, "name", None) == better.name)
            code = code.replace(ast.get_source_segment(code, old), ast.get_source_segment(solution, better))
        return code


def pages():
    """All pages of the book, in the order of the book."""
    return [Page(path) for path in sorted(DOCS.rglob("*.mdx"))]


def lessons():
    """The pages that are lessons, which is all but the introduction."""
    return [page for page in pages() if "/" in page.id]
