// Defaults for a site served as plain files. `lyceum serve` answers this path itself, with its own settings.
window.__LYCEUM__ = {
  authURL: '',
  apiURL: '',
  providers: [],
  plugins: [],
  signUp: true,
  magicLink: true,
  resetPassword: true,
  verifyEmail: true,
  changeEmail: false,
  deleteUser: false,
  minPasswordLength: 8,
  assistant: { model: false },
};
