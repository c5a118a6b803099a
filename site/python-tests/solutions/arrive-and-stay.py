def torque(error, speed, integral, angle):
    """Spring, damper, and the known torque of gravity."""
    return 20 * error - 3.6 * speed + 4.905 * math.cos(angle)
