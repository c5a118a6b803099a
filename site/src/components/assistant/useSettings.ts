import { useState } from 'react';
import { settings, type Settings } from '@site/src/lib/settings';

/** The settings of this page, the same at every render. For components that only the browser renders. */
export function useSettings(): Settings {
  return useState(settings)[0];
}
