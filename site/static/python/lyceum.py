"""Pictures, vectors and matrices for the runnable cells of the book; standard library only.

    from lyceum import Plot, plot, show, vec, mat

    plot([0, 1, 2], [0, 1, 4], title="A parabola", x="time (s)", y="height (m)")

    picture = Plot(title="An arm", x="x (m)", y="y (m)", equal=True)
    picture.line([0, 1, 2], [0, 1, 1], label="links", marker=True).scatter([2], [1], label="hand").show()

    a, b, m = vec(1, 2), vec(3, 4), mat([[2, 1], [1, 3]])
    a + b, 2 * a, a @ b, a.norm()                       # sum, multiple, dot product, length
    m @ a, m @ m, m.T, m.inverse(), m.solve(b), m.det()

A plot is one SVG with its own light panel, so that it reads the same on a light and on a dark page; it
scales to the width it is given and carries a title and a description for screen readers.  It has no ids.
"""

import builtins
import math
import textwrap
from html import escape

__all__ = ["Plot", "plot", "show", "Vector", "Matrix", "vec", "mat", "identity"]

def vec(*values):
    """A vector: vec(1, 2, 3), or vec(any_iterable)."""
    return Vector(values[0] if len(values) == 1 and not isinstance(values[0], (int, float)) else values)


def mat(rows):
    """A matrix from its rows: mat([[1, 2], [3, 4]])."""
    return Matrix(rows)


def identity(n):
    """The n × n identity matrix."""
    return Matrix([float(i == j) for j in range(n)] for i in range(n))


class Vector:
    """An immutable column of numbers with + - * / and the dot product @."""

    def __init__(self, values):
        self._v = tuple(float(v) for v in values)
        if not self._v:
            raise ValueError("a vector needs at least one number")

    def _pairs(self, other):
        if not isinstance(other, Vector):
            raise TypeError(f"expected a vector, got {type(other).__name__}")
        if len(self) != len(other):
            raise ValueError(f"vectors of length {len(self)} and {len(other)} do not fit together")
        return zip(self._v, other._v)

    def __add__(self, other):
        return Vector(a + b for a, b in self._pairs(other))

    def __sub__(self, other):
        return Vector(a - b for a, b in self._pairs(other))

    def __mul__(self, k):
        return Vector(a * k for a in self._v) if isinstance(k, (int, float)) else NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, k):
        return Vector(a / k for a in self._v)

    def __neg__(self):
        return self * -1

    def __matmul__(self, other):
        return math.fsum(a * b for a, b in self._pairs(other))

    def __len__(self):
        return len(self._v)

    def __getitem__(self, i):
        return self._v[i]

    def __eq__(self, other):
        return self._v == other._v if isinstance(other, Vector) else NotImplemented

    def __repr__(self):
        return f"vec({', '.join(map(_short, self._v))})"

    def norm(self):
        """The length of the vector."""
        return math.hypot(*self._v)

    def close(self, other, tolerance=1e-9):
        """Whether every entry differs by at most `tolerance`."""
        return all(abs(a - b) <= tolerance for a, b in self._pairs(other))


class Matrix:
    """An immutable table of numbers, kept as rows, with + - *, the product @, .T, inverse and solve."""

    def __init__(self, rows):
        self._rows = tuple(Vector(row) for row in rows)
        if len({len(row) for row in self._rows}) != 1:
            raise ValueError("a matrix needs rows, all of the same length")
        self.shape = len(self._rows), len(self._rows[0])

    @property
    def T(self):
        """The transpose: rows become columns."""
        return Matrix(zip(*self._rows))

    def __add__(self, other):
        if self.shape != other.shape:
            raise ValueError(f"matrices of shape {self.shape} and {other.shape} do not fit together")
        return Matrix(a + b for a, b in zip(self._rows, other._rows))

    def __sub__(self, other):
        return self + other * -1

    def __mul__(self, k):
        return Matrix(row * k for row in self._rows)

    __rmul__ = __mul__

    def __matmul__(self, other):
        """The product with a matrix or with a vector."""
        if isinstance(other, Vector):
            return Vector(row @ other for row in self._rows)
        columns = other.T._rows
        return Matrix([row @ column for column in columns] for row in self._rows)

    def __getitem__(self, index):
        """m[i] is row i as a vector; m[i, j] is one number."""
        return self._rows[index[0]][index[1]] if isinstance(index, tuple) else self._rows[index]

    def __eq__(self, other):
        return self._rows == other._rows if isinstance(other, Matrix) else NotImplemented

    def __repr__(self):
        return "mat([" + ",\n     ".join(f"[{', '.join(map(_short, row))}]" for row in self._rows) + "])"

    def close(self, other, tolerance=1e-9):
        """Whether every entry differs by at most `tolerance`."""
        return self.shape == other.shape and all(a.close(b, tolerance) for a, b in zip(self._rows, other._rows))

    def _reduced(self):
        """Gauss-Jordan elimination with row exchange: (inverse, determinant), or (None, 0.0) if singular."""
        n = len(self._rows)
        if n != len(self._rows[0]):
            raise ValueError(f"only a square matrix has an inverse and a determinant, not one of shape {self.shape}")
        work = [Vector([*row, *unit]) for row, unit in zip(self._rows, identity(n)._rows)]
        tiny = 1e-13 * max(abs(v) for row in self._rows for v in row)
        det = 1.0
        for k in range(n):
            pivot = max(range(k, n), key=lambda i: abs(work[i][k]))
            if abs(work[pivot][k]) <= tiny:
                return None, 0.0
            if pivot != k:
                work[k], work[pivot], det = work[pivot], work[k], -det
            det *= work[k][k]
            work[k] = work[k] / work[k][k]
            work = [row if i == k else row - work[k] * row[k] for i, row in enumerate(work)]
        return Matrix(row[n:] for row in work), det

    def det(self):
        """The determinant of a square matrix."""
        return self._reduced()[1]

    def inverse(self):
        """The inverse matrix; ValueError if there is none."""
        inverse, _ = self._reduced()
        if inverse is None:
            raise ValueError("the matrix is singular: it has no inverse")
        return inverse

    def solve(self, b):
        """The vector x with self @ x == b; ValueError if there is not exactly one."""
        return self.inverse() @ vec(b)


_WIDTH = 400  # user units; text of 13 stays readable when a phone shrinks the picture to 290 pixels
_PAPER, _INK, _SOFT, _GRID = "#f8fafc", "#1f2937", "#475569", "#dde3ea"
_COLOURS = ("#1d5fbf", "#c2500a", "#14804a", "#8436b8", "#b8233c", "#0b7285")  # each 4.5:1 or more on the paper
_DASHES = {"solid": "", "dashed": ' stroke-dasharray="7 4"', "dotted": ' stroke-dasharray="2 4"'}


def show(picture):
    """Shows a Plot, or any SVG text, below the cell."""
    svg = picture.svg() if isinstance(picture, Plot) else str(picture)
    display = getattr(builtins, "_lyceum_display", None)
    if display is None:
        print("(A picture was drawn; it is shown where the book runs this cell.)")
    else:
        display("svg", svg)


def plot(xs, ys, title="", x="", y="", label="", **options):
    """Draws one line and shows it at once; for more, build a Plot."""
    Plot(title=title, x=x, y=y, **options).line(xs, ys, label=label).show()


class Plot:
    """A picture with axes.  Every drawing method returns the plot, so that calls can be chained.

    title, x, y    text of the title and of the axes (write the unit: "time (s)")
    xlim, ylim     (low, high) of an axis; without it the data decide
    equal          one metre is as long upwards as sideways (for paths and arms)
    height         of the drawing area, for a width of about 340
    """

    def __init__(self, title="", x="", y="", xlim=None, ylim=None, equal=False, height=190):
        self._title, self._description = title, ""
        self._x, self._y, self._xlim, self._ylim = x, y, xlim, ylim
        self._equal, self._height = equal, height
        self._items, self._names, self._legend = [], None, True

    def title(self, text, description=""):
        """Sets the title and, for screen readers, what there is to see."""
        self._title, self._description = text, description
        return self

    def axes(self, x=None, y=None, xlim=None, ylim=None, equal=None):
        """Sets labels, limits or equal scales; what is left out stays as it is."""
        for name, value in (("_x", x), ("_y", y), ("_xlim", xlim), ("_ylim", ylim), ("_equal", equal)):
            if value is not None:
                setattr(self, name, value)
        return self

    def legend(self, on=True):
        """Shows or hides the list of labels below the picture."""
        self._legend = on
        return self

    def line(self, xs, ys, label="", color=None, style="solid", width=2, marker=False):
        """A line through the points; style is solid, dashed or dotted; marker adds a dot at each point."""
        if style not in _DASHES:
            raise ValueError(f"style is one of {', '.join(_DASHES)}, not {style!r}")
        return self._add("line", xs, ys, label, color, style=style, width=width, marker=marker)

    def scatter(self, xs, ys, label="", color=None, size=3):
        """One dot for each point; size is its radius."""
        return self._add("scatter", xs, ys, label, color, size=size)

    def band(self, xs, low, high, label="", color=None):
        """The area between two curves, for example an uncertainty."""
        xs, low, high = list(xs), list(low), list(high)
        _same_length(xs=xs, low=low, high=high)
        return self._add("band", xs + xs[::-1], low + high[::-1], label, color)

    def quiver(self, xs, ys, us, vs, label="", color=None, scale=None):
        """An arrow (u, v) at each point; without a scale the longest one gets a handy length."""
        xs, us, vs = list(xs), list(us), list(vs)
        _same_length(xs=xs, us=us, vs=vs)
        return self._add("quiver", xs, ys, label, color, us=us, vs=vs, scale=scale)

    def bars(self, names, values, label="", color=None):
        """One bar for each name."""
        names, values = [str(n) for n in names], list(values)
        _same_length(names=names, values=values)
        self._names = names
        return self._add("bars", range(len(names)), values, label, color)

    def _add(self, kind, xs, ys, label, color, **extra):
        xs, ys = list(xs), list(ys)
        _same_length(xs=xs, ys=ys)
        color = color or _COLOURS[len(self._items) % len(_COLOURS)]
        self._items.append(dict(kind=kind, xs=xs, ys=ys, label=label, color=escape(color), **extra))
        return self

    def show(self):
        """Shows the picture below the cell."""
        show(self)

    def svg(self):
        """The picture as SVG text."""
        return _Drawing(self).svg()


class _Drawing:
    """Lays one plot out: finds the limits, then writes title, axes, data and legend from top to bottom."""

    def __init__(self, plot):
        self.plot = plot
        self.x0, self.x1 = _limits(plot._xlim, plot._items, "xs")
        self.y0, self.y1 = _limits(plot._ylim, plot._items, "ys")
        if plot._names:
            self.x0, self.x1 = -0.6, len(plot._names) - 0.4
            self.y0, self.y1 = min(0, self.y0), max(0, self.y1)
        self.yticks = _ticks(self.y0, self.y1, 6)
        self.left = 14 + 7.5 * max(len(text) for _, text in self.yticks)
        self.w, self.h = _WIDTH - self.left - 14, plot._height
        if plot._equal:
            self._equalise()
        names = plot._names
        self.xticks = list(enumerate(names)) if names else _ticks(self.x0, self.x1, 6)

    def _equalise(self):
        scale = min(self.w / (self.x1 - self.x0), self.h / (self.y1 - self.y0))
        dx, dy = (self.w / scale - (self.x1 - self.x0)) / 2, (self.h / scale - (self.y1 - self.y0)) / 2
        self.x0, self.x1, self.y0, self.y1 = self.x0 - dx, self.x1 + dx, self.y0 - dy, self.y1 + dy
        self.yticks = _ticks(self.y0, self.y1, 6)

    def px(self, x):
        return (x - self.x0) / (self.x1 - self.x0) * self.w

    def py(self, y):
        return (self.y1 - y) / (self.y1 - self.y0) * self.h

    def svg(self):
        p, out, top = self.plot, [], 8
        for row in textwrap.wrap(p._title, 48):
            top += 18
            out.append(_text(_WIDTH / 2, top, row, "middle", size=15, weight=' font-weight="600"'))
        top += 8
        if p._y:
            top += 14
            out.append(_text(8, top, p._y, "start", colour=_SOFT))
            top += 8
        out += self._frame(top)
        inner = "".join(self._draw(item) for item in p._items)
        out.append(
            f'<svg x="{_n(self.left)}" y="{_n(top)}" width="{_n(self.w)}" height="{_n(self.h)}" '
            f'overflow="hidden">{inner}</svg>'
        )
        bottom = top + self.h + 20
        if p._x:
            bottom += 16
            out.append(_text(self.left + self.w / 2, bottom, p._x, "middle", colour=_SOFT))
        rows, bottom = self._key(bottom)
        out += rows
        height = _n(bottom + 12)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {height}" width="560" '
            f'height="{_n(1.4 * float(height))}" style="max-width:100%;height:auto" '
            f'font-family="system-ui, sans-serif" font-size="13">'
            f"<title>{escape(p._title or 'Plot')}</title><desc>{escape(self._described())}</desc>"
            f'<rect width="{_WIDTH}" height="{height}" rx="8" fill="{_PAPER}"/>{"".join(out)}</svg>'
        )

    def _frame(self, top):
        out, right, foot = [], self.left + self.w, top + self.h
        for value, text in self.yticks:
            y = top + self.py(value)
            out.append(_line(self.left, y, right, y, _GRID))
            out.append(_text(self.left - 6, y + 4.5, text, "end"))
        for value, text in self.xticks:
            x = self.left + self.px(value)
            if not self.plot._names:
                out.append(_line(x, top, x, foot, _GRID))
            out.append(_text(x, foot + 17, text, "middle"))
        out.append(_line(self.left, top, self.left, foot, _SOFT))
        zero = top + self.py(0) if self.y0 < 0 < self.y1 else foot
        out.append(_line(self.left, zero, right, zero, _SOFT))
        return out

    def _draw(self, item):
        kind, colour = item["kind"], item["color"]
        points = [(self.px(x), self.py(y)) for x, y in zip(item["xs"], item["ys"])]
        if kind == "bars":
            return "".join(self._bar(x, y, colour) for x, y in points if _finite(x, y))
        if kind == "quiver":
            return self._arrows(item, points)
        if kind == "scatter":
            return _dots(points, item["size"], colour)
        if kind == "band":
            return f'<path d="{_path(points)}" fill="{colour}" fill-opacity="0.18"/>'
        drawn = (
            f'<path d="{_path(points)}" fill="none" stroke="{colour}" stroke-width="{_n(item["width"])}" '
            f'stroke-linejoin="round" stroke-linecap="round"{_DASHES[item["style"]]}/>'
        )
        return drawn + (_dots(points, item["width"] + 1.5, colour) if item["marker"] else "")

    def _bar(self, x, y, colour):
        half, zero = 0.35 * self.w / (self.x1 - self.x0), self.py(0)
        return (
            f'<rect x="{_n(x - half)}" y="{_n(min(y, zero))}" width="{_n(2 * half)}" '
            f'height="{_n(abs(y - zero))}" fill="{colour}"/>'
        )

    def _arrows(self, item, points):
        sx, sy = self.w / (self.x1 - self.x0), self.h / (self.y1 - self.y0)
        arrows = [(u * sx, -v * sy) for u, v in zip(item["us"], item["vs"])]
        scale = item["scale"] or 24 / (max((math.hypot(*a) for a in arrows if _finite(*a)), default=0) or 1)
        path = ""
        for (x, y), (u, v) in zip(points, arrows):
            u, v = u * scale, v * scale
            size, tip = math.hypot(u, v), (x + u, y + v)
            if _finite(x, y, size) and size >= 0.5:
                h = min(6, size) / size
                barbs = [(tip[0] - h * (u + k * v), tip[1] - h * (v - k * u)) for k in (-0.5, 0.5)]
                path += _path([(x, y), tip]) + _path([barbs[0], tip, barbs[1]])
        return f'<path d="{path}" stroke="{item["color"]}" fill="none" stroke-width="1.4" stroke-linecap="round"/>'

    def _key(self, y):
        """The legend, in as many rows as it needs."""
        out, x, y = [], self.left, y + 22
        labelled = [item for item in self.plot._items if item["label"] and self.plot._legend]
        for item in labelled:
            width = 36 + 7.2 * len(item["label"])
            if x > self.left and x + width > _WIDTH - 6:
                x, y = self.left, y + 19
            out.append(_sample(item, x, y - 4.5))
            out.append(_text(x + 28, y, item["label"], "start"))
            x += width + 6
        return out, (y if labelled else y - 22)

    def _described(self):
        parts = [self.plot._description] if self.plot._description else []
        across, up = self.plot._x or "x", self.plot._y or "y"
        for item in self.plot._items:
            xs, ys = [v for v in item["xs"] if _finite(v)], [v for v in item["ys"] if _finite(v)]
            name = item["kind"] + (f" “{item['label']}”" if item["label"] else "")
            if item["kind"] == "bars":
                parts.append(f"{name}: " + ", ".join(map("{} {:.6g}".format, self.plot._names, item["ys"])) + ".")
            elif xs and ys:
                spans = [f"{a} from {min(v):.4g} to {max(v):.4g}" for a, v in ((across, xs), (up, ys))]
                parts.append(f"{name}: {len(item['xs'])} points, {', '.join(spans)}.")
        return " ".join(parts) or "An empty plot."


def _same_length(**lists):
    sizes = {name: len(values) for name, values in lists.items()}
    if len(set(sizes.values())) > 1:
        raise ValueError("these must be equally long: " + ", ".join(f"{k} has {v}" for k, v in sizes.items()))


def _finite(*values):
    return all(math.isfinite(v) for v in values)


def _limits(given, items, key):
    """The range of an axis: as given, or of the data with a small margin, never empty."""
    if given:
        if not given[0] < given[1]:
            raise ValueError(f"a limit is (low, high) with low below high, not {given}")
        return given
    values = [v for item in items for v in item[key] if _finite(v)] or [0, 1]
    low, high = min(values), max(values)
    margin = 0.05 * (high - low) or 0.5 * abs(high) or 1
    return low - margin, high + margin


def _ticks(low, high, most):
    """Round numbers inside [low, high], at most `most` or so, as (value, text)."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough * 0.999)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [k * step for k in range(first, last + 1)]
    large = max(abs(low), abs(high)) >= 1e5 or digits > 4
    return [(v, (f"{v:.3g}" if large else f"{v + 0.0:.{digits}f}").replace("-", "−")) for v in values]


def _sample(item, x, y):
    """The little piece of line, dot or field shown before a legend entry."""
    colour, kind = item["color"], item["kind"]
    if kind == "scatter":
        return f'<circle cx="{_n(x + 11)}" cy="{_n(y)}" r="4" fill="{colour}"/>'
    if kind in ("band", "bars"):
        faint = ' fill-opacity="0.3"' if kind == "band" else ""
        return f'<rect x="{_n(x)}" y="{_n(y - 5)}" width="22" height="10" fill="{colour}"{faint}/>'
    return _line(x, y, x + 22, y, colour, 2.5, _DASHES[item.get("style", "solid")])


def _path(points):
    """Path data through the points; a value that is not finite makes a gap."""
    out, pen = [], "M"
    for x, y in points:
        drawn = _finite(x, y)
        if drawn:
            out.append(f"{pen}{_n(max(-1e4, min(1e4, x)))} {_n(max(-1e4, min(1e4, y)))}")
        pen = "L" if drawn else "M"
    return "".join(out)


def _dots(points, radius, colour):
    return "".join(
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{colour}"/>' for x, y in points if _finite(x, y)
    )


def _text(x, y, text, anchor, colour=_INK, size=13, weight=""):
    place = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"{weight}'
    return f"<text {place}>{escape(text)}</text>"


def _line(x0, y0, x1, y1, colour, width=1, dash=""):
    ends = f'x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"{dash}/>'


def _n(value):
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _short(value):
    return f"{value:.6g}"
