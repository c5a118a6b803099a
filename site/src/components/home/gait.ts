/** A walking figure seen from the side, in body heights, x forwards and y upwards. */

export type Point = readonly [x: number, y: number];

export interface Pose {
  /** Hip, knee, ankle, toe. */
  legs: [near: Point[], far: Point[]];
  /** Shoulder, elbow, hand. */
  arms: [near: Point[], far: Point[]];
  /** Hip, shoulder. */
  trunk: Point[];
  head: Point;
}

const thigh = 0.245;
const shank = 0.246;
const foot = 0.11;
const trunkLength = 0.3;
const upperArm = 0.18;
const forearm = 0.16;

// Joint angles of a person walking, in degrees, at every tenth of a stride from one touch of the heel to the next.
const hip = [30, 26, 17, 8, -2, -9, -5, 14, 28, 32];
const knee = [4, 15, 16, 9, 5, 10, 34, 60, 52, 22];
const ankle = [0, -4, 3, 7, 10, 4, -17, -9, 0, 1];

/** The pose at a phase of the stride, 0 to 1, with the hip at `x` and the lower foot on the ground. */
export function poseAt(phase: number, x: number): Pose {
  const near = leg(phase);
  const far = leg(phase + 0.5);
  const hips: Point = [x, -Math.min(...near.map(([, y]) => y), ...far.map(([, y]) => y))];
  const shoulder = along(hips, -0.07, -trunkLength);
  return {
    legs: [shift(near, hips), shift(far, hips)],
    arms: [arm(phase + 0.5, shoulder), arm(phase, shoulder)],
    trunk: [hips, shoulder],
    head: along(shoulder, -0.12, -0.1),
  };
}

function leg(phase: number): Point[] {
  const upper = between(hip, phase);
  const lower = upper - between(knee, phase);
  const k = along([0, 0], upper, thigh);
  const a = along(k, lower, shank);
  return [[0, 0], k, a, along(a, lower + Math.PI / 2 + between(ankle, phase), foot)];
}

/** The angle at a phase, in radians, on a smooth closed curve through the values (Catmull and Rom's). */
function between(values: number[], phase: number): number {
  const n = values.length;
  const position = (phase - Math.floor(phase)) * n;
  const i = Math.floor(position);
  const t = position - i;
  const [p0, p1, p2, p3] = [i - 1, i, i + 1, i + 2].map((k) => values[(k + n) % n]!) as [
    number,
    number,
    number,
    number,
  ];
  const bend = 2 * p0 - 5 * p1 + 4 * p2 - p3 + (3 * (p1 - p2) + p3 - p0) * t;
  return ((p1 + 0.5 * t * (p2 - p0 + t * bend)) * Math.PI) / 180;
}

function arm(phase: number, shoulder: Point): Point[] {
  const swing = 0.38 * Math.cos(2 * Math.PI * phase);
  const elbow = along(shoulder, swing - 0.05, upperArm);
  return [shoulder, elbow, along(elbow, swing + 0.4, forearm)];
}

/** The point `length` away, at an angle forwards from straight down. */
function along([x, y]: Point, angle: number, length: number): Point {
  return [x + length * Math.sin(angle), y - length * Math.cos(angle)];
}

function shift(points: Point[], [dx, dy]: Point): Point[] {
  return points.map(([x, y]) => [x + dx, y + dy]);
}
