import { cacheCrosses } from '../_together.mjs';

export default {
  title: 'A session cached in a cookie (jwt) by one server is believed by the other',
  profile: 'together-jwt',
  together: 'reference',
  steps: [cacheCrosses('reference', 'lyceum', 'ann'), cacheCrosses('lyceum', 'reference', 'bob')],
};
