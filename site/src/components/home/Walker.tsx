import type { ReactNode } from 'react';
import { poseAt, type Point, type Pose } from './gait';

const poses = 11;
const scale = 300;
const ground = 330;
const first = 70;
/** How far a whole stride goes, in body heights. */
const stride = 0.95;
/** Part of a stride from one figure to the next. */
const step = 1.5 / (poses - 1);

/** One and a half strides of a walking machine in a single picture, as the first motion photographers took them. */
export default function Walker(): ReactNode {
  const all = Array.from({ length: poses }, (_, i) => poseAt(0.06 + i * step, stride * i * step));
  return (
    <svg className="ly-walker" viewBox="0 0 600 370" aria-hidden="true" focusable="false">
      <path className="ly-walker-ground" d={`M20 ${ground + 6}H580`} />
      <path className="ly-walker-trace" d={line(all.map((p) => p.head))} />
      <path className="ly-walker-trace ly-walker-trace--warm" d={line(all.map((p) => p.legs[0][2]!))} />
      {all.map((pose, i) => (
        <Figure key={i} pose={pose} opacity={0.14 + 0.86 * (i / (poses - 1)) ** 2.2} />
      ))}
    </svg>
  );
}

function Figure({ pose, opacity }: { pose: Pose; opacity: number }): ReactNode {
  const [cx, cy] = place(pose.head);
  return (
    <g opacity={opacity.toFixed(2)}>
      <path className="ly-walker-far" d={line(pose.legs[1]) + line(pose.arms[1])} />
      <path className="ly-walker-near" d={line(pose.trunk) + line(pose.legs[0]) + line(pose.arms[0])} />
      <circle className="ly-walker-head" cx={cx} cy={cy} r={17} />
      {[...pose.legs[0].slice(0, 3), ...pose.arms[0].slice(0, 2)].map((joint, i) => (
        <circle key={i} className="ly-walker-joint" cx={place(joint)[0]} cy={place(joint)[1]} r={4} />
      ))}
    </g>
  );
}

function place([x, y]: Point): [string, string] {
  return [(first + x * scale).toFixed(1), (ground - y * scale).toFixed(1)];
}

function line(points: Point[]): string {
  return `M${points.map((p) => place(p).join(' ')).join('L')}`;
}
