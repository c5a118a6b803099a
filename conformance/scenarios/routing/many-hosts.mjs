import { signUp } from '../_people.mjs';
import { asked } from './_hosts.mjs';

export default {
  title: 'Several hosts, each with its own address',
  profile: 'many-hosts',
  steps: [
    signUp('ann'),
    asked('a.example.com', { origin: 'https://a.example.com' }),
    asked('A.Example.com', { origin: 'https://a.example.com' }),
    asked('x.school.example.com', { origin: 'http://x.school.example.com' }),
    asked('localhost:3000', { origin: 'http://localhost:3000' }),
    asked('odd.example.com', { origin: 'http://odd.example.com' }),
    asked('school.example.com', { origin: 'https://school.example.com', trusted: false }),
    asked('evil.example.org', { origin: 'https://evil.example.org', trusted: false }),
    asked('main.example.com', { origin: 'https://main.example.com' }),
    asked('a.example.com:8080', { origin: 'https://a.example.com:8080', trusted: false }),
    asked('a.example.com', {
      origin: 'https://b.school.example.com',
      also: { 'x-forwarded-host': 'evil.example.org' },
    }),
    asked('a.example.com', {
      origin: 'https://a.example.com',
      also: { 'x-forwarded-proto': 'https' },
    }),
    { does: 'gets the mails of all of them', mail: '{{ann}}', count: 11 },
  ],
};
