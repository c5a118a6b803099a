import type { ReactNode } from 'react';

export default function Assistant(): ReactNode {
  return null;
}
