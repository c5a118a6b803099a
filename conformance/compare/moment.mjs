/**
 * A moment in a reply, kept as its distance from the start of the scenario: both sides run at the same time
 * but not at the same instant, so moments are equal within a tolerance and everything else exactly.
 */
export class Moment {
  /**
   * @param {number} seconds since the scenario started
   * @param {string} notation how it was written: `iso`, `s`, `ms` or `http`
   */
  constructor(seconds, notation) {
    this.seconds = seconds;
    this.notation = notation;
  }

  /** Seconds two sides may drift apart; well below any lifetime the scenarios tell apart. */
  static tolerance = 20;

  /** @param {unknown} other */
  equals(other) {
    return (
      other instanceof Moment &&
      other.notation === this.notation &&
      Math.abs(other.seconds - this.seconds) <= Moment.tolerance
    );
  }

  toString() {
    const sign = this.seconds < 0 ? '-' : '+';
    return `‹${this.notation} time ${sign}${Math.abs(Math.round(this.seconds))}s›`;
  }
}

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * @param {unknown} value
 * @param {number} startedAt ms
 * @returns {Moment | undefined} undefined when the value is no moment in any notation the protocol uses
 */
export function momentOf(value, startedAt) {
  if (typeof value === 'string' && iso.test(value)) {
    return new Moment((Date.parse(value) - startedAt) / 1000, 'iso');
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  if (value > 1.4e9 && value < 4e9) return new Moment(value - startedAt / 1000, 's');
  if (value > 1.4e12 && value < 4e12) return new Moment((value - startedAt) / 1000, 'ms');
  return undefined;
}
