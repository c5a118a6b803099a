import { useMemo, type ReactNode } from 'react';
import { encode } from 'uqr';
import { modulesPath } from './totp';

/** Text as a QR code, drawn here: the secret in it goes to nobody. Dark on light in every theme, as cameras want it. */
export default function QRCode({ text, label }: { text: string; label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    return { size, path: modulesPath(data) };
  }, [text]);
  return (
    <svg
      className="ly-qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
