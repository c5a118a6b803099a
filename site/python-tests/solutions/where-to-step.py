def next_foot(x, v, foot):
    """A fixed distance short of the capture point."""
    return x + T * v - b
