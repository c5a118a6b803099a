/** Where the services are and what they offer, as /settings.js tells the page before the application starts. */
export interface Settings {
  /** Origin of the auth service without a path; empty when it is the site's own. */
  authURL: string;
  /** Origin of the learning API and the assistant; empty when it is the site's own. */
  apiURL: string;
  /** Ids of the social providers that are configured, for example `github`. */
  providers: string[];
  /** What to call those whose name does not follow from their id. */
  providerNames?: Record<string, string>;
  /** Ids of the auth service's plugins, for example `two-factor`: what is not among them is not shown. */
  plugins: string[];
  /** Whether new accounts can be made with a password. */
  signUp: boolean;
  magicLink: boolean;
  /** Whether mails with links to a new password are sent. */
  resetPassword: boolean;
  /** Whether mails that confirm an address are sent. */
  verifyEmail: boolean;
  changeEmail: boolean;
  deleteUser: boolean;
  minPasswordLength: number;
  assistant: { model: boolean };
  /** What is offered for organizations; missing when there are none. */
  organization?: OrganizationSettings;
  /** What administrators can do; missing when there are none. */
  admin?: AdminSettings;
  /** The ways to a second step that a reader can set up; missing when there is none. */
  twoFactor?: { app: boolean; mail: boolean };
}

/** The actions that are allowed, by resource. */
export type Permissions = Record<string, string[]>;

export interface OrganizationSettings {
  /** Whether readers may create organizations, and owners delete them. */
  create: boolean;
  delete: boolean;
  teams: boolean;
  /** The role of who has created an organization. */
  creatorRole: string;
  /** What roles of an organization's own may allow; missing when organizations have no such roles. */
  statements?: Permissions;
  /** What the fixed roles allow, as the server decides by it. */
  roles: Record<string, Permissions>;
}

export interface AdminSettings {
  /** The role of users without one. */
  defaultRole: string;
  /** Everything that can be allowed. */
  statements: Permissions;
  roles: Record<string, Permissions>;
  auditLog: boolean;
  /** Whether some may do everything whatever their role. Who they are the server tells them alone. */
  byId?: boolean;
}

declare global {
  interface Window {
    __LYCEUM__?: Partial<Settings>;
  }
}

const defaults: Settings = {
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

/** The settings of this page; the defaults while pages are rendered at build time. */
export function settings(): Settings {
  if (typeof window === 'undefined') return defaults;
  const given = window.__LYCEUM__ ?? {};
  return {
    ...defaults,
    ...given,
    authURL: trimSlash(given.authURL ?? ''),
    apiURL: trimSlash(given.apiURL ?? ''),
  };
}

/** Plugins that have something to show. */
export type Plugin =
  'multi-session' | 'passkey' | 'two-factor' | 'username' | 'email-otp' | 'phone-number' | 'picture';

/** Whether the auth service has this plugin. */
export function offers(plugin: Plugin): boolean {
  return settings().plugins.includes(plugin);
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
