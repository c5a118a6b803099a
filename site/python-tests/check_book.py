"""Runs every cell of the book and checks what a reader relies on: python3 check_book.py

A cell runs as it stands; the check of an exercise refuses the cell as it stands, with a sentence that helps, and
accepts the solution kept in solutions/<cell id>.py; pages, figures, quizzes and links fit together.
"""

import ast
import builtins
import contextlib
import io
import re
import sys
import unittest
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True

from book import DOCS, QUIZZES, SITE, SOLUTIONS, STATIC, lessons, pages  # noqa: E402

sys.path.insert(0, str(STATIC / "python"))

CELLS = [cell for page in pages() for cell in page.cells]
EXERCISES = [cell for cell in CELLS if cell.check]
HELPFUL = r"^[A-Z].{30,}[.?]$"


def run(code, check=""):
    """Runs a cell, then its check, in a namespace of their own; returns what was printed and the pictures."""
    pictures, namespace = [], {"__name__": "__main__"}
    builtins._lyceum_display = lambda kind, data: pictures.append((kind, data))
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(code, "the cell", "exec"), namespace)
            exec(compile(check, "the check", "exec"), namespace)
    finally:
        del builtins._lyceum_display
    return printed.getvalue(), pictures


def imported(code):
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


class CellsTest(unittest.TestCase):
    def test_every_cell_runs_and_shows_something(self):
        for cell in CELLS:
            with self.subTest(cell=cell.id):
                printed, pictures = run(cell.code)
                self.assertTrue(printed.strip(), "prints nothing")
                self.assertTrue(pictures, "shows no picture")
                for kind, data in pictures:
                    self.assertEqual((kind, xml.fromstring(data).get("role")), ("svg", "img"))
                    self.assertLess(len(data), 200_000)

    def test_runs_the_same_every_time(self):
        for cell in CELLS:
            with self.subTest(cell=cell.id):
                self.assertEqual(run(cell.code), run(cell.code))

    def test_needs_only_the_standard_library(self):
        for cell in CELLS:
            with self.subTest(cell=cell.id):
                self.assertLessEqual(set(imported(cell.code)), sys.stdlib_module_names | {"lyceum"})

    def test_names(self):
        ids = [cell.id for cell in CELLS]
        self.assertEqual(len(ids), len(set(ids)), "two cells have the same id")
        for page in pages():
            with self.subTest(page=page.id):
                self.assertEqual({c.check for c in page.cells if c.check}, set(page.checks))

    def test_solutions_belong_to_exercises(self):
        self.assertEqual({path.stem for path in SOLUTIONS.glob("*.py")}, {cell.id for cell in EXERCISES})

    def test_check_refuses_the_cell_as_it_stands(self):
        for cell in EXERCISES:
            with self.subTest(cell=cell.id):
                with self.assertRaises(AssertionError) as refused:
                    run(cell.code, cell.page.checks[cell.check])
                self.assertRegex(str(refused.exception), HELPFUL)

    def test_check_accepts_the_solution(self):
        for cell in EXERCISES:
            with self.subTest(cell=cell.id):
                self.assertNotEqual(cell.solved(), cell.code)
                run(cell.solved(), cell.page.checks[cell.check])


class PagesTest(unittest.TestCase):
    def test_front_matter(self):
        for page in lessons():
            with self.subTest(page=page.id):
                self.assertEqual(set(page.front), {"title", "description", "minutes", "quiz", "python"})
                self.assertIn(int(page.front["minutes"]), range(5, 31))
                self.assertEqual(page.front["python"], "true")

    def test_is_in_the_contents(self):
        contents = (DOCS / "contents.yaml").read_text(encoding="utf-8")
        for page in lessons():
            with self.subTest(page=page.id):
                title, summary = re.escape(page.front["title"]), re.escape(page.front["description"])
                slug = page.id.split("/")[-1]
                self.assertRegex(contents, rf"- slug: {slug}\n +title: {title}\n +summary: {summary}\n")

    def test_length(self):
        for page in lessons():
            with self.subTest(page=page.id):
                text = page.prose.split("## References")[0]
                self.assertIn(len(re.sub(r"<\w[^>]*/>|\$[^$]*\$", " ", text).split()), range(1000, 2001))

    def test_has_figure_exercise_and_quiz(self):
        for page in lessons():
            with self.subTest(page=page.id):
                self.assertTrue([cell for cell in page.cells if cell.check], "no exercise")
                quiz = page.front["quiz"]
                self.assertIn(f'<Quiz id="{quiz}" />', page.prose)
                self.assertIn(f"\nlesson: {page.id}\n", (QUIZZES / f"{quiz}.yaml").read_text(encoding="utf-8"))
                figures = re.findall(r'<Figure\s+src="([^"]+)"\s+alt="([^"]+)"\s+caption="([^"]+)"\s*/>', page.prose)
                self.assertEqual(len(figures), page.prose.count("<Figure"))
                self.assertTrue(figures, "no figure")
                for source, alt, _ in figures:
                    picture = xml.parse(STATIC / source.lstrip("/")).getroot()
                    self.assertTrue(picture.get("viewBox") and picture.get("width") and picture.get("height"))
                    self.assertGreater(len(alt), 40)

    def test_figures_are_used(self):
        used = set(re.findall(r"/img/book/([\w-]+\.svg)", "".join(page.prose for page in pages())))
        self.assertEqual(used, {path.name for path in (STATIC / "img" / "book").iterdir()})

    def test_links_lead_to_pages(self):
        for page in pages():
            for target in re.findall(r"\]\((\.[^)#]+)", page.prose):
                with self.subTest(page=page.id, target=target):
                    self.assertTrue((page.path.parent / target).is_file())

    def test_references_are_numbered_and_cited(self):
        for page in lessons():
            with self.subTest(page=page.id):
                text, listed = page.prose.split("## References")
                numbers = [int(n) for n in re.findall(r"^(\d+)\. ", listed, re.MULTILINE)]
                self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
                cited = {int(n) for group in re.findall(r"\[(\d(?:, \d)*)\]", text) for n in group.split(", ")}
                self.assertEqual(cited, set(numbers))

    def test_folders_are_described(self):
        for page in lessons():
            with self.subTest(page=page.id):
                for folder in (page.path.parent, page.path.parent.parent):
                    self.assertTrue((folder / "_category_.json").is_file(), folder.relative_to(SITE))


if __name__ == "__main__":
    unittest.main()
