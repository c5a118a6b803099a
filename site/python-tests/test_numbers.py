"""Recomputes the numbers that the lessons print and the answers that the quizzes expect."""

import re
import sys
import unittest
from math import atan, atan2, cos, degrees, exp, hypot, pi, radians, sin, sinh, sqrt, tanh

sys.dont_write_bytecode = True

from book import QUIZZES, lessons  # noqa: E402

G = 9.81
BROOM, PENCIL = sqrt(0.8 / G), sqrt(0.12 / G)  # falling times, s; a body at 0.8 m falls like the broom
SETTLED = (0.01 + sqrt(0.01**2 + 4 * 0.01 * 0.09)) / 2  # predicted variance of the corridor, m²
STEP = exp(0.5 / BROOM)


def corridor():
    """Gain, mean and variance after each of the three steps that the Kalman lesson works out by hand."""
    mean, var = 0.0, 1.0
    for z in (0.35, 0.30, 0.71):
        mean, var = mean + 0.2, var + 0.01
        yield mean
        yield var
        gain = var / (var + 0.09)
        mean, var = mean + gain * (z - mean), (1 - gain) * var
        yield from (gain, mean, var)


def sag():
    """The error, in rad, at which a spring of 20 N m/rad carries the arm of the PID lesson."""
    error = 0.2
    for _ in range(100):
        error = 4.905 * cos(error) / 20
    return error


# Each number as the lesson prints it, and what it should be.
PRINTED = {
    "the-sense-act-loop": [
        ("0.286\\ \\text{s}", BROOM),
        ("0.111\\ \\text{s}", PENCIL),
        ("2.2$", exp(0.23 / BROOM)),
        ("8.0$", exp(0.23 / PENCIL)),
        ("0.605\\,T", pi / 3 / sqrt(3)),
        ("0.173$ s", pi / 3 / sqrt(3) * BROOM),
        ("39 cm", 100 * 1.5 * G * 0.23**2 / 2),
        ("0.85$", 500 / (60 * G)),
    ],
    "noise-bias-and-the-imu": [
        ("10.0°", degrees(atan2(1.70, 9.66))),
        ("5.8°", degrees(atan(1 / G))),
        ("0.08°", 0.001 * sqrt(6000)),
        ("0.49$ s", 0.98 * 0.01 / 0.02),
        ("0.245°", 0.5 * 0.49),
        ("2.0°$", degrees(atan(0.35 / G))),
        ("0.1005", sqrt(0.02 / 1.98)),
        ("0.2°", degrees(atan(0.35 / G)) * sqrt(0.02 / 1.98)),
    ],
    "the-kalman-filter-in-one-dimension": [
        ("0.64$", 0.16 / 0.25),
        ("2.384\\ \\text{m}", 2.0 + 0.64 * 0.6),
        ("0.0576\\ \\text{m}", 0.36 * 0.16),
        ("0.24\\ \\text{m}", sqrt(0.0576)),
        ("0.0354$ m²", SETTLED),
        ("0.282$", SETTLED / (SETTLED + 0.09)),
        ("0.159$ m", sqrt(SETTLED * 0.09 / (SETTLED + 0.09))),
        ("0.354$ m", sqrt(SETTLED + 0.09)),
        ("3.4\\sqrt{S}", 1.2 / sqrt(SETTLED + 0.09)),
        *((text, value) for text, value in zip(
            ["0.200 |", "1.0100 |", "0.918 |", "0.338 |", "0.0826 |",
             "0.538 |", "0.0926 |", "0.507 |", "0.417 |", "0.0456 |",
             "0.617 |", "0.0556 |", "0.382 |", "0.653 |", "0.0344 |"], corridor())),
    ],
    "forward-kinematics-of-a-planar-arm": [
        ("0.2598", 0.30 * cos(pi / 6)),
        ("0.0647", 0.25 * cos(radians(75))),
        ("0.3245\\ \\text{m}", 0.30 * cos(pi / 6) + 0.25 * cos(radians(75))),
        ("0.2415", 0.25 * sin(radians(75))),
        ("0.3915\\ \\text{m}", 0.15 + 0.25 * sin(radians(75))),
        ("0.5085$ m", sqrt(0.30**2 + 0.25**2 + 2 * 0.30 * 0.25 * cos(pi / 4))),
        ("0.254", 0.25 * cos(pi / 4) + 0.30 * cos(radians(75))),
        ("0.467)", 0.25 * sin(pi / 4) + 0.30 * sin(radians(75))),
        ("70.7°", 2 * degrees(atan2(0.391481, 0.324513)) - 30),
        ("0.00175$ rad", radians(0.1)),
        ("0.89$ mm", 1000 * 0.5085 * radians(0.1)),
        ("0.44$ mm", 1000 * 0.25 * radians(0.1)),
        ("1.4$ mm", 1000 * 0.80 * radians(0.1)),
    ],
    "pid-control-of-a-joint": [
        ("4.905$ N m", 2 * G * 0.25),
        ("10$ rad/s", sqrt(20 / 0.2)),
        ("0.63 s", 2 * pi / 10),
        ("0.1$", 0.4 / (2 * sqrt(0.2 * 20))),
        ("3.6$ N m s", 2 * sqrt(0.2 * 20) - 0.4),
        ("0.238$ rad", sag()),
        ("13.7°", degrees(sag())),
        ("0.123$ rad s", 4.905 / 40),
        ("400 .", 4 * 20 / 0.2),
    ],
    "the-linear-inverted-pendulum": [
        ("0.286$ s", BROOM),
        ("6.131", G / 1.6),
        ("0.245$ m²/s²", G / 1.6 * 0.04),
        ("0.075$", 0.8**2 / 2 - G / 1.6 * 0.04),
        ("0.39$ m/s", sqrt(0.8**2 - G / 0.8 * 0.04)),
        ("-0.065$", 0.6**2 / 2 - G / 1.6 * 0.04),
        ("0.10 m short", sqrt(0.2**2 - (0.6 * BROOM) ** 2)),
        ("0.70 m/s", 0.2 / BROOM),
        ("0.14$ m", 0.5 * BROOM),
        ("5.76$", STEP),
        ("0.084$ m", 0.4 / (STEP - 1)),
        ("0.99 m/s", 0.2 / BROOM / tanh(0.25 / BROOM)),
        ("0.71 m/s", 0.2 / BROOM / sinh(0.25 / BROOM)),
        ("33 cm", STEP**2),
    ],
}

# Each numeric question and its exact answer.
ANSWERS = {
    "the-sense-act-loop": {
        "falling-time": sqrt(0.90 / G),
        "error-growth": exp(1 / 3),
        "cost-of-transport": 500 / (60 * G * 1.2),
    },
    "noise-bias-and-the-imu": {
        "tilt-from-force": degrees(atan2(2.54, 9.48)),
        "drift": 0.2 * 300,
        "time-constant": 0.99 * 0.005 / 0.01,
    },
    "the-kalman-filter-in-one-dimension": {
        "gain": 0.6**2 / (0.6**2 + 0.2**2),
        "new-mean": 5.0 + 0.9 * 0.5,
        "new-sigma": 1 / sqrt(1 / 0.6**2 + 1 / 0.2**2),
        "innovation": 0.9 / sqrt(0.05 + 0.04),
    },
    "forward-kinematics-of-a-planar-arm": {
        "hand-x": 0.40 * cos(radians(60)) + 0.30 * cos(radians(30)),
        "hand-y": 0.40 * sin(radians(60)) + 0.30 * sin(radians(30)),
        "inner-radius": 0.40 - 0.30,
        "sensor-error": 1000 * 0.60 * radians(0.2),
    },
    "pid-control-of-a-joint": {
        "frequency": sqrt(45 / 0.2),
        "critical-damping": 2 * sqrt(0.2 * 45) - 0.4,
        "sag": degrees(6 / 50),
        "stability-limit": 6 * 45 / 0.2,
    },
    "the-linear-inverted-pendulum": {
        "falling-time": sqrt(1.0 / G),
        "minimum-speed": 0.25 / 0.286,
        "capture-point": 0.10 + 0.286 * 0.60,
        "error-growth": 2 * exp(0.40 / 0.286),
    },
}

QUESTION = re.compile(r"- id: (\S+)\n    type: numeric\n.*?\n    answer: (\S+)\n    tolerance: (\S+)\n", re.DOTALL)


class NumbersTest(unittest.TestCase):
    def test_lessons(self):
        texts = {page.id.split("/")[-1]: " ".join(page.prose.split()) for page in lessons()}
        self.assertEqual(set(PRINTED), set(texts))
        for slug, numbers in PRINTED.items():
            for printed, value in numbers:
                with self.subTest(lesson=slug, printed=printed):
                    self.assertTrue(printed in texts[slug], "the lesson does not print it")
                    number = re.match(r"-?\d+(?:\.(\d+))?", printed)
                    self.assertEqual(float(number[0]), round(value, len(number[1] or "")))

    def test_quizzes(self):
        for slug, answers in ANSWERS.items():
            found = QUESTION.findall((QUIZZES / f"{slug}.yaml").read_text(encoding="utf-8"))
            self.assertEqual({name for name, _, _ in found}, set(answers))
            for name, answer, tolerance in found:
                with self.subTest(quiz=slug, question=name):
                    self.assertAlmostEqual(float(answer), answers[name], delta=float(tolerance) / 3)

    def test_every_quiz_is_here(self):
        self.assertEqual({path.stem for path in QUIZZES.glob("*.yaml")}, set(ANSWERS))

    def test_law_of_cosines(self):
        self.assertAlmostEqual(hypot(0.3245, 0.3915), 0.5085, places=4)


if __name__ == "__main__":
    unittest.main()
