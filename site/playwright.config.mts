import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/chromium.mts';

const executablePath = await findChromium();

/** Chromium of its own accord looks for updates and the like; the tests must not touch any network but loopback. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

export default defineConfig({
  testDir: './e2e',
  testMatch: '*.spec.ts',
  outputDir: './e2e/results',
  fullyParallel: false,
  // Each worker has servers of its own.
  workers: 2,
  // Generous, for machines that do other work at the same time.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: { executablePath, args },
    // Traces cost a third more of the processor: LYCEUM_TRACE=1 asks for them.
    trace: process.env.LYCEUM_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    reducedMotion: 'reduce',
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    {
      name: 'phone',
      // What these look at does not depend on the width, or they look at both; and it takes minutes.
      testIgnore:
        /(github-google|interrupted|keyboard|origins|pages|passkey-protocol|passkey|python|social|two-factor)\.spec\.ts$/,
      use: phone,
    },
    // One ceremony of each kind.
    { name: 'ceremonies', testMatch: /(passkey|social|two-factor)\.spec\.ts$/, grep: /@phone/, use: phone },
  ],
});
