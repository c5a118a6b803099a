def forward(lengths, angles):
    x, y, direction = 0.0, 0.0, 0.0
    points = [(x, y)]
    for length, angle in zip(lengths, angles):
        direction += angle
        x += length * math.cos(direction)
        y += length * math.sin(direction)
        points.append((x, y))
    return points
