import { life } from '../_models.mjs';

export default {
  title: 'Tables and columns have names of the application',
  profile: 'named-models',
  steps: [
    ...life(
      { user: 'people', session: 'visits', account: 'logins', verification: 'slips' },
      {
        userId: 'person_id',
        token: 'secret',
        expiresAt: 'ends_at',
        value: 'content',
        emailVerified: 'mail_verified',
      },
    ),
    {
      does: 'signs up with fields that have columns of other names',
      jar: 'cid',
      post: '/sign-up/email',
      json: {
        name: 'Cid',
        email: '{{cid}}',
        password: 'correct horse battery',
        country: 'PK',
        country_code: 'X',
      },
      expect: 200,
      capture: { cidId: 'body.user.id' },
    },
    {
      does: 'changes a field of the session that has a column of another name',
      jar: 'cid',
      post: '/update-session',
      json: { theme: 'dark', look: 'light' },
      expect: 200,
    },
    {
      does: 'names only a column',
      jar: 'cid',
      post: '/update-user',
      json: { country_code: 'DE', mail: 'x@example.com' },
      expect: 400,
    },
    { does: 'looks at the stored person', rows: 'people', where: { id: '{{cidId}}' }, order: 'id' },
    { does: 'looks at the stored visit', rows: 'visits', where: { person_id: '{{cidId}}' }, order: 'id' },
  ],
};
