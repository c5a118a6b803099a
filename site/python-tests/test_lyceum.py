"""Tests of the lyceum module that the book's cells import; run from this folder: python3 -m unittest."""

import builtins
import contextlib
import io
import math
import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True  # static/ is published as it lies there
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "static" / "python"))

from lyceum import Plot, identity, mat, plot, show, vec  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture):
    """The parsed SVG of a plot: parsing alone proves that it is well formed."""
    return xml.fromstring(picture.svg())


def texts(picture):
    return [node.text for node in drawn(picture).iter(SVG + "text")]


def numbers(path):
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]


class VectorTest(unittest.TestCase):
    def test_arithmetic(self):
        a, b = vec(1, 2), vec([3, 4])
        self.assertEqual(a + b, vec(4, 6))
        self.assertEqual(a - b, vec(-2, -2))
        self.assertEqual(2 * a, a * 2)
        self.assertEqual(-a, vec(-1, -2))
        self.assertEqual(b / 2, vec(1.5, 2))
        self.assertEqual(a @ b, 11)
        self.assertEqual(b.norm(), 5)

    def test_reads_like_a_sequence(self):
        a = vec(1, 2, 3)
        self.assertEqual((len(a), list(a), a[-1], a[:2]), (3, [1, 2, 3], 3, (1, 2)))
        x, y, z = a
        self.assertEqual((x, y, z), (1, 2, 3))
        self.assertEqual(repr(vec(0.1 + 0.2, -1)), "vec(0.3, -1)")

    def test_takes_any_iterable(self):
        self.assertEqual(vec(x * x for x in range(3)), vec(0, 1, 4))
        self.assertEqual(vec(vec(1, 2)), vec(1, 2))
        self.assertEqual(vec(7), vec([7]))

    def test_refuses_what_does_not_fit(self):
        for wrong in (lambda: vec(1, 2) + vec(1), lambda: vec(1, 2) @ vec(1, 2, 3), lambda: vec()):
            with self.assertRaises(ValueError):
                wrong()
        for wrong in (lambda: vec(1, 2) + 1, lambda: vec(1, 2) * vec(1, 2), lambda: vec("a", 1)):
            with self.assertRaises((TypeError, ValueError)):
                wrong()

    def test_close(self):
        self.assertTrue(vec(0.1 + 0.2).close(vec(0.3)))
        self.assertFalse(vec(1, 2).close(vec(1, 2.1), tolerance=0.05))


class MatrixTest(unittest.TestCase):
    def test_products(self):
        m = mat([[1, 2], [3, 4]])
        self.assertEqual(m @ vec(1, 1), vec(3, 7))
        self.assertEqual(m @ mat([[0, 1], [1, 0]]), mat([[2, 1], [4, 3]]))
        self.assertEqual(mat([[1, 2, 3]]) @ mat([[1], [2], [3]]), mat([[14]]))
        self.assertEqual(m @ identity(2), m)

    def test_sum_multiple_transpose(self):
        m = mat([[1, 2, 3], [4, 5, 6]])
        self.assertEqual(m + m, 2 * m)
        self.assertEqual(m - m, m * 0)
        self.assertEqual(m.T, mat([[1, 4], [2, 5], [3, 6]]))
        self.assertEqual((m.shape, m.T.shape), ((2, 3), (3, 2)))
        self.assertEqual((m[1], m[1, 2]), (vec(4, 5, 6), 6))

    def test_inverse_and_solve(self):
        m = mat([[0, 2, 1], [1, 1, 0], [3, 0, 1]])  # the first pivot is zero, so rows must be exchanged
        self.assertTrue((m @ m.inverse()).close(identity(3)))
        self.assertTrue((m.inverse() @ m).close(identity(3)))
        self.assertTrue((m @ m.solve([1, 2, 3])).close(vec(1, 2, 3)))
        self.assertAlmostEqual(m.det(), -5)

    def test_inverse_of_badly_scaled_matrix(self):
        m = mat([[1e-9, 0], [0, 1e-9]])
        self.assertTrue((m @ m.inverse()).close(identity(2)))

    def test_no_inverse(self):
        singular = mat([[1, 2], [2, 4]])
        self.assertEqual(singular.det(), 0)
        self.assertEqual(mat([[0, 0], [0, 0]]).det(), 0)
        for wrong in (singular.inverse, lambda: singular.solve([1, 1]), mat([[1, 2]]).inverse):
            with self.assertRaises(ValueError):
                wrong()

    def test_refuses_what_does_not_fit(self):
        for wrong in (
            lambda: mat([[1, 2], [3]]),
            lambda: mat([]),
            lambda: mat([[]]),
            lambda: mat([[1, 2]]) + mat([[1], [2]]),
            lambda: mat([[1, 2]]) @ vec(1, 2, 3),
            lambda: mat([[1, 2]]) @ mat([[1, 2]]),
        ):
            with self.assertRaises(ValueError):
                wrong()


class PlotTest(unittest.TestCase):
    def test_is_an_accessible_picture(self):
        picture = Plot(title="Speed & <more>", x="time (s)", y="speed (m/s)").line([0, 1], [0, 2], label="wheel")
        root = drawn(picture)
        self.assertEqual(root.get("role"), "img")
        self.assertEqual(root.find(SVG + "title").text, "Speed & <more>")
        description = root.find(SVG + "desc").text
        self.assertIn("line “wheel”: 2 points, time (s) from 0 to 1, speed (m/s) from 0 to 2", description)
        self.assertEqual([node for node in root.iter() if node.get("id")], [])

    def test_description_of_the_author_comes_first(self):
        picture = Plot().title("A", "The line falls.").line([0, 1], [1, 0])
        self.assertTrue(drawn(picture).find(SVG + "desc").text.startswith("The line falls."))

    def test_line_is_where_the_data_say(self):
        picture = Plot(xlim=(0, 10), ylim=(0, 1), height=200).line([0, 5, 10], [0, 0.5, 1])
        inner = drawn(picture).find(SVG + "svg")
        width, height = float(inner.get("width")), float(inner.get("height"))
        xs_ys = numbers(inner.find(SVG + "path").get("d"))
        for got, want in zip(xs_ys, [0, height, width / 2, height / 2, width, 0]):
            self.assertAlmostEqual(got, want, delta=0.11)

    def test_equal_axes(self):
        picture = Plot(equal=True, height=200).line([0, 1, 1], [0, 0, 1])
        x0, y0, x1, y1, x2, y2 = numbers(drawn(picture).find(f"{SVG}svg/{SVG}path").get("d"))
        self.assertAlmostEqual(x1 - x0, y1 - y2, delta=0.21)
        self.assertGreater(x1 - x0, 100)

    def test_gap_where_a_value_is_missing(self):
        path = drawn(Plot().line([0, 1, 2, 3], [0, math.nan, 1, math.inf])).find(f"{SVG}svg/{SVG}path").get("d")
        self.assertEqual((path.count("M"), path.count("L")), (2, 0))

    def test_every_kind_is_drawn(self):
        picture = Plot().line([0, 1], [0, 1], marker=True, style="dashed").scatter([0, 1, 2], [0, 1, 2])
        picture.band([0, 1], [0, 0], [1, 1]).quiver([0, 1], [0, 1], [1, 0], [0, 1])
        inner = drawn(picture).find(SVG + "svg")
        self.assertEqual(len(inner.findall(SVG + "circle")), 2 + 3)
        self.assertEqual(len(inner.findall(SVG + "path")), 3)
        self.assertEqual(inner.find(SVG + "path").get("stroke-dasharray"), "7 4")

    def test_arrow_points_the_right_way(self):
        picture = Plot(xlim=(-1, 1), ylim=(-1, 1)).quiver([0], [0], [0], [1])
        x0, y0, x1, y1 = numbers(drawn(picture).find(f"{SVG}svg/{SVG}path").get("d"))[:4]
        self.assertAlmostEqual(x0, x1)
        self.assertLess(y1, y0)  # up in the data is up on the page, where y grows downwards

    def test_bars(self):
        picture = Plot().bars(["human", "robot"], [1, -2])
        up, down = drawn(picture).find(SVG + "svg").findall(SVG + "rect")
        self.assertAlmostEqual(float(down.get("height")), 2 * float(up.get("height")), delta=0.2)
        self.assertLess(float(up.get("y")), float(down.get("y")))
        self.assertTrue({"human", "robot"} <= set(texts(picture)))
        self.assertIn("human 1, robot -2", drawn(picture).find(SVG + "desc").text)

    def test_legend_is_only_there_when_wanted(self):
        picture = Plot().line([0, 1], [0, 1], label="first").line([0, 1], [1, 0])
        self.assertIn("first", texts(picture))
        self.assertNotIn("first", texts(picture.legend(False)))

    def test_axes_change_only_what_is_given(self):
        picture = Plot(x="t", y="v").line([0, 1], [0, 1]).axes(y="w", xlim=(0, 100))
        self.assertTrue({"t", "w", "100"} <= set(texts(picture)))
        self.assertNotIn("v", texts(picture))

    def test_ticks_are_round(self):
        for low, high, wanted in (
            (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (-30, 30, ["−30", "−20", "−10", "0", "10", "20", "30"]),
            (0, 0.003, ["0.0000", "0.0005", "0.0010", "0.0015", "0.0020", "0.0025", "0.0030"]),
            (0, 3e6, ["0", "5e+05", "1e+06", "1.5e+06", "2e+06", "2.5e+06", "3e+06"]),
        ):
            with self.subTest(low=low, high=high):
                got = texts(Plot(ylim=(low, high), xlim=(0, 1)).line([0], [low]))
                self.assertEqual(got[: len(wanted)], wanted)

    def test_odd_data(self):
        for xs, ys in (([], []), ([1], [1]), ([0, 0], [0, 0]), ([0, 1], [1e300, -1e300]), ([5, 5], [math.nan] * 2)):
            with self.subTest(xs=xs, ys=ys):
                svg = Plot(title="odd").line(xs, ys).scatter(xs, ys).svg()
                xml.fromstring(svg)
                self.assertNotIn("nan", svg)
                self.assertNotIn("inf", svg)

    def test_says_what_is_wrong(self):
        for wrong, message in (
            (lambda: Plot().line([1, 2, 3], [1, 2]), "xs has 3, ys has 2"),
            (lambda: Plot().band([1], [1], [1, 2]), "high has 2"),
            (lambda: Plot().bars(["a"], [1, 2]), "names has 1, values has 2"),
            (lambda: Plot().line([1], [1], style="wavy"), "solid, dashed, dotted"),
            (lambda: Plot(xlim=(1, 0)).svg(), "low below high"),
        ):
            with self.assertRaisesRegex(ValueError, message):
                wrong()

    def test_text_cannot_break_out(self):
        picture = Plot(title="<script>", x="a&b", y='"').line([0, 1], [0, 1], label="<b>", color='red" onload="x')
        self.assertNotIn("<script>", picture.svg())
        self.assertNotIn("<b>", picture.svg())
        self.assertEqual([n for n in drawn(picture).iter() if "onload" in n.attrib], [])


class ShowTest(unittest.TestCase):
    def test_hands_the_picture_to_the_page(self):
        seen = []
        builtins._lyceum_display = lambda kind, data: seen.append((kind, data))
        self.addCleanup(delattr, builtins, "_lyceum_display")
        show("<svg/>")
        plot([0, 1], [0, 1], title="Line")
        Plot(title="Dots").scatter([0], [0]).show()
        self.assertEqual(seen[0], ("svg", "<svg/>"))
        self.assertEqual([xml.fromstring(data).find(SVG + "title").text for _, data in seen[1:]], ["Line", "Dots"])

    def test_says_so_where_there_is_no_page(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            plot([0, 1], [0, 1])
        self.assertIn("A picture was drawn", out.getvalue())


if __name__ == "__main__":
    unittest.main()
