export default {
  title: 'The error page in colours of the application',
  profile: 'styled-error-page',
  steps: [
    ['nothing', ''],
    ['a code', '?error=access_denied'],
    ['a description', '?error=access_denied&error_description=You+said+no'],
    ['markup', '?error=%3Cscript%3E&error_description=%3Cimg%3E'],
  ].map(([what, query]) => ({ does: `shows ${what}`, get: `/error${query}`, expect: 200, opaque: true })),
};
