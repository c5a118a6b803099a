/**
 * A number of seconds that passes while the scenario plays. What began to count in the scenario can have counted no longer
 * than the scenario has played, on either side; so two sides are as far apart as that, and no timer need be trusted.
 */
export class Wait {
  /** @param {number} seconds @param {number} played seconds since the scenario began */
  constructor(seconds, played) {
    this.seconds = seconds;
    this.played = played;
  }

  /** @param {unknown} other */
  equals(other) {
    // One more, because seconds are rounded.
    return (
      other instanceof Wait &&
      Math.abs(other.seconds - this.seconds) <= Math.max(this.played, other.played) + 1
    );
  }

  toString() {
    return `${this.seconds} s`;
  }
}
