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

/** The pose at a phase of the gait, 0 to 1 for two steps, with the hip at `x` and the lower foot on the ground. */
export function poseAt(phase: number, x: number): Pose {
  const near = leg(phase);
  const far = leg(phase + 0.5);
  const hip: Point = [x, -Math.min(...near.map(([, y]) => y), ...far.map(([, y]) => y))];
  const shoulder = along(hip, 0.06, -trunkLength);
  return {
    legs: [shift(near, hip), shift(far, hip)],
    arms: [arm(phase + 0.5, shoulder), arm(phase, shoulder)],
    trunk: [hip, shoulder],
    head: along(shoulder, 0.08, -0.1),
  };
}

/** Hip and knee follow the usual curves of human walking, as the first terms of a Fourier series. */
function leg(phase: number): Point[] {
  const t = 2 * Math.PI * phase;
  const hip = 0.12 + 0.42 * Math.cos(t);
  const knee = Math.max(0.08, 0.42 - 0.3 * Math.cos(2 * t + 0.5) - 0.36 * Math.cos(t + 0.9));
  const k = along([0, 0], hip, thigh);
  const a = along(k, hip - knee, shank);
  const pitch = hip - knee + Math.PI / 2 + 0.1 * Math.sin(t);
  return [[0, 0], k, a, along(a, pitch, foot)];
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
