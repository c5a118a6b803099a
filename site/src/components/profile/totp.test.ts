import { expect, test } from 'vitest';
import { manualKey, modulesPath } from './totp';

test('the key of an address, in groups', () => {
  const uri =
    'otpauth://totp/Lyceum:ada%40example.com?secret=JBSWY3DPEHPK3PXPAB&issuer=Lyceum&digits=6&period=30';
  expect(manualKey(uri)).toBe('JBSW Y3DP EHPK 3PXP AB');
  expect(manualKey('otpauth://totp/x?secret=JBSWY3DP====')).toBe('JBSW Y3DP');
  expect(manualKey('nothing of the kind')).toBe('');
});

test('modules that touch become one rectangle', () => {
  const rows = [
    [true, true, false, true],
    [false, false, false, false],
    [false, true, true, true],
  ];
  expect(modulesPath(rows)).toBe('M0 0h2v1h-2zM3 0h1v1h-1zM1 2h3v1h-3z');
});
