// Defaults for a site served as plain files. `lyceum serve` answers this path itself, with its own settings.
window.__LYCEUM__ = {
  authURL: '',
  apiURL: '',
  providers: [],
  magicLink: true,
  minPasswordLength: 8,
  assistant: { model: false },
};
