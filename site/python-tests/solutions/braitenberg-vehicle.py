def wheels(left_eye, right_eye):
    """Crossed wires: each eye drives the wheel on the other side."""
    return 0.1 + 0.3 * right_eye, 0.1 + 0.3 * left_eye
