import { signUp } from '../_people.mjs';
import { asked } from './_hosts.mjs';

const forwarded = (/** @type {string} */ host, proto = 'http') => ({
  'x-forwarded-host': host,
  'x-forwarded-proto': proto,
});

export default {
  title: 'Several hosts behind proxies, all with https',
  profile: 'many-https-hosts',
  steps: [
    signUp('ann', { headers: { host: 'a.example.com', origin: 'https://a.example.com' } }),
    asked('a.example.com', { origin: 'https://a.example.com' }),
    asked('inner', { origin: 'https://b.example.com:8443', also: forwarded('b.example.com:8443') }),
    asked('inner', { origin: 'https://main.example.com' }),
    asked('a.example.com', {
      origin: 'https://evil.example.org',
      also: forwarded('evil.example.org'),
      trusted: false,
    }),
    asked('a.example.com', { origin: 'https://a.example.com', also: forwarded('a.example.com/x') }),
    asked('a.example.com', { origin: 'http://a.example.com', trusted: false }),
    { does: 'gets the mails of all of them', mail: '{{ann}}', count: 6 },
  ],
};
