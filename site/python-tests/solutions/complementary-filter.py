def complementary(rates, accel_angles, dt, tau):
    alpha = tau / (tau + dt)
    angle = accel_angles[0]
    angles = []
    for rate, accel_angle in zip(rates, accel_angles):
        angle = alpha * (angle + rate * dt) + (1 - alpha) * accel_angle
        angles.append(angle)
    return angles
