def predict(mean, var, u, q):
    return mean + u, var + q


def update(mean, var, z, r):
    K = var / (var + r)
    return mean + K * (z - mean), (1 - K) * var
