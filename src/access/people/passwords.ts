// Checks and hashes passwords, with argon2id and few at once, because each hash takes memory and processor time.
import { SundialError } from '../../domain/errors.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';

/** The functions of @node-rs/argon2 that are used. */
export interface Argon2 {
  hash(password: string, options: typeof COST): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** The least that OWASP's Password Storage Cheat Sheet recommends for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** NIST SP 800-63B-4, 3.1.1: a password that is the only factor has at least 15 characters, and at least 64 are possible. */
const SHORTEST = 15;
const LONGEST = 200;

/** A hash of nothing that anybody knows, so that an unknown name takes as long as a known one. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$c3VuZGlhbC1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** @throws SundialError `password-unfit` */
export function requireFitPassword(password: string, name: string): void {
  const length = [...password].length;
  const problem =
    length < SHORTEST
      ? `has ${length} characters`
      : length > LONGEST
        ? `has more than ${LONGEST} characters`
        : new Set(password).size < 5
          ? 'repeats few characters'
          : password.toLowerCase().includes(name) && name.length > 3
            ? 'contains your name'
            : undefined;
  if (problem !== undefined) throw new SundialError('password-unfit', { problem, shortest: SHORTEST });
}

export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param argon2 loads the library when it is first needed */
  constructor(private readonly argon2: () => Promise<Argon2> = () => import('@node-rs/argon2')) {}

  /** The hash of a password, with a salt of its own. @throws SundialError `sign-in-busy` */
  hash(password: string): Promise<string> {
    return this.inTurn(async () => (await this.argon2()).hash(normal(password), COST));
  }

  /**
   * Whether a hash is that of a password.
   *
   * @param hash undefined for an unknown user, which takes as long and is never right
   * @throws SundialError `sign-in-busy`
   */
  async isRight(hash: string | undefined, password: string): Promise<boolean> {
    const matches = await this.inTurn(async () =>
      (await this.argon2()).verify(hash ?? NOBODY, normal(password)),
    );
    return matches && hash !== undefined;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= WEB_LIMITS.passwordHashesAtOnce) {
      if (this.waiting.length >= WEB_LIMITS.passwordHashesWaiting) throw new SundialError('sign-in-busy');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      // The turn goes on to the next one that waits.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/** The same characters typed on different keyboards are the same password (NIST SP 800-63B-4, 3.1.1.2). */
const normal = (password: string): string => password.normalize('NFKC');
