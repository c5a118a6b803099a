/** Renew this long before the token's end, in milliseconds. */
const MARGIN = 60_000;

interface Held {
  token: string;
  /** On this machine's clock, in milliseconds. */
  renewAt: number;
}

export type RequestToken = () => Promise<string | null>;

/**
 * Keeps the reader's token in memory and renews it in time. All callers share one request; a token that arrives
 * after the reader has changed is thrown away. Until the first `identify` callers wait, so that a page that is
 * still finding out who reads it does not act as a stranger.
 */
export class TokenKeeper {
  private reader: string | null = null;
  private held: Held | null = null;
  private pending: Promise<string | null> | null = null;
  private generation = 0;
  private known!: () => void;
  private readonly identified = new Promise<void>((resolve) => (this.known = resolve));

  constructor(
    private readonly request: RequestToken,
    private readonly now: () => number = Date.now,
  ) {}

  /** Tells who reads: a user's id, or null for a visitor. A change drops the token. */
  identify(reader: string | null): void {
    if (reader !== this.reader) {
      this.reader = reader;
      this.drop();
    }
    this.known();
  }

  /** Forgets the token; given one that a server has refused, only if it is still the one held. */
  drop(refused?: string): void {
    if (refused !== undefined && this.held?.token !== refused) return;
    this.held = null;
    this.pending = null;
    this.generation++;
  }

  /** A valid token, or null for a visitor. */
  async get(): Promise<string | null> {
    await this.identified;
    if (this.reader === null) return null;
    if (this.held && this.now() < this.held.renewAt) return this.held.token;
    this.pending ??= this.renew();
    return this.pending;
  }

  private async renew(): Promise<string | null> {
    const generation = this.generation;
    try {
      const token = await this.request();
      if (generation !== this.generation) return await this.get();
      this.held = token === null ? null : { token, renewAt: this.now() + lifetime(token) - MARGIN };
      return token;
    } finally {
      if (generation === this.generation) this.pending = null;
    }
  }
}

/**
 * How long the token lives, in milliseconds, from its own claims, so that a wrong clock on this machine does no
 * harm. Zero when it does not say.
 */
export function lifetime(token: string): number {
  try {
    const body = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const { exp, iat } = JSON.parse(atob(body)) as { exp?: number; iat?: number };
    return typeof exp === 'number' && typeof iat === 'number' ? (exp - iat) * 1000 : 0;
  } catch {
    return 0;
  }
}
