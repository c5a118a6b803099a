import { totp } from '../_factor.mjs';
import { password, signUp } from '../_people.mjs';

const plugins = ['twoFactor'];
const step = (
  /** @type {string} */ does,
  /** @type {string} */ jar,
  /** @type {(c: any, v: any) => any} */ client,
) => ({ does, jar, plugins, client });

export default {
  title: 'The official client: a second factor',
  profile: 'two-factor',
  steps: [
    signUp('ann'),
    {
      does: 'turns it on',
      jar: 'ann',
      plugins,
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const refused = await c.twoFactor.enable({ password: 'wrong password' });
        const begun = await c.twoFactor.enable({ password });
        v.uri = begun.data.totpURI;
        v.codes = begun.data.backupCodes;
        const wrong = await c.twoFactor.verifyTotp({ code: 'wrong' });
        const right = await c.twoFactor.verifyTotp({ code: totp(v.uri) });
        return [
          refused,
          begun,
          wrong,
          right,
          await c.getSession(),
          await c.twoFactor.getTotpUri({ password }),
        ];
      },
    },
    step('signs in with an app', 'phone', async (c, v) => {
      const asked = await c.signIn.email({ email: v.ann, password });
      const between = await c.getSession();
      const entered = await c.twoFactor.verifyTotp({ code: totp(v.uri), trustDevice: true });
      return [
        asked,
        between,
        entered,
        await c.getSession(),
        await c.signIn.email({ email: v.ann, password }),
      ];
    }),
    step('signs in with a backup code', 'tablet', async (c, v) => {
      const asked = await c.signIn.email({ email: v.ann, password });
      const wrong = await c.twoFactor.verifyBackupCode({ code: 'wrong' });
      return [asked, wrong, await c.twoFactor.verifyBackupCode({ code: v.codes[0] }), await c.getSession()];
    }),
    step('begins, and asks for a code', 'desk', async (c, v) => {
      const asked = await c.signIn.email({ email: v.ann, password, rememberMe: false });
      return [asked, await c.twoFactor.sendOtp(), await c.twoFactor.verifyOtp({ code: 'wrong' })];
    }),
    { does: 'gets it', mail: '{{ann}}', capture: { code: (/** @type {any} */ it) => it.otp } },
    step('enters it', 'desk', async (c, v) => [
      await c.twoFactor.verifyOtp({ code: v.code }),
      await c.getSession(),
    ]),
    step('makes new codes and turns it off', 'desk', async (c, v) => [
      await c.twoFactor.generateBackupCodes({ password }),
      await c.twoFactor.disable({ password }),
      await c.getSession(),
      await c.signIn.email({ email: v.ann, password }),
    ]),
  ],
};
