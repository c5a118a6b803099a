/** What an authenticator app is told by hand: the secret of an `otpauth:` address in groups of four, or nothing. */
export function manualKey(totpURI: string): string {
  const secret = URL.canParse(totpURI) ? new URL(totpURI).searchParams.get('secret') : null;
  return (secret ?? '').replace(/=+$/, '').replace(/(.{4})(?=.)/g, '$1 ');
}

/** The dark modules of a QR code as the path of an SVG, one square unit each, rows joined where they touch. */
export function modulesPath(rows: boolean[][]): string {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      const width = x - start + 1;
      path += `M${start} ${y}h${width}v1h-${width}z`;
    }
  });
  return path;
}
