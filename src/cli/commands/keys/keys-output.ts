// Prints keys; their secrets only when they have just been made.
import { type AccessKey, type KeyState, type MadeKey, stateOf } from '../../../access/index.js';
import type { Page } from '../../frame/page.js';
import { prose } from '../../print/prose.js';
import { counted, printable, table } from '../../print/table.js';

/** A key as printed, without its credentials. */
export interface KeyFacts {
  readonly id: string;
  readonly label: string;
  readonly state: KeyState;
  readonly constituents: readonly string[];
  /** None = all. */
  readonly methods: readonly string[];
  readonly limits: AccessKey['limits'];
  readonly created: string;
  readonly expires: string | null;
  readonly revoked: string | null;
  readonly replaces: string | null;
}

export function keyFacts(key: AccessKey, now: Date): KeyFacts {
  const { id, label, constituents, methods, limits, created, expires, revoked, replaces } = key;
  return {
    ...{ id, label, state: stateOf(key, now), constituents, methods, limits },
    created: created.toISOString(),
    expires: expires?.toISOString() ?? null,
    revoked: revoked?.toISOString() ?? null,
    replaces: replaces ?? null,
  };
}

/** The credentials of a new key, for the only time that they are printed. */
export function revealed({ credentials }: MadeKey): { readonly apikey: string; readonly secret: string } {
  return { apikey: credentials.apikey.reveal(), secret: credentials.secret.reveal() };
}

export function keysTable(
  keys: readonly (KeyFacts & { readonly last_use: string | null })[],
  page: Page,
): string {
  if (keys.length === 0) return 'No keys yet. "sundial keys add CONSTITUENT" makes one.';
  const head = ['id', 'label', 'state', 'constituents', 'methods', 'created', 'expires', 'last use'];
  const rows = keys.map((key) => [
    key.id,
    key.label,
    key.state,
    key.constituents.join(' '),
    key.methods.length === 0 ? 'all' : key.methods.join(' '),
    shownInstant(key.created),
    shownInstant(key.expires),
    shownInstant(key.last_use),
  ]);
  const least = ['created', 'methods', 'expires', 'label'];
  return `${table(page, head, rows, { least })}\n${counted(keys.length, 'key')}`;
}

export function madeText(key: MadeKey, page: Page): string {
  const { apikey, secret } = revealed(key);
  return [
    prose(page, `Key ${key.id} for ${printable(key.label)}`),
    // Never wrapped, so that they can be copied.
    `  key:    ${apikey}`,
    `  secret: ${secret}`,
    prose(page, 'Hand both over in a confidential way. The secret is not shown again.'),
  ].join('\n');
}

export function revokedText({ id, label }: AccessKey, page: Page): string {
  return prose(
    page,
    `The key ${id} of ${printable(label)} no longer works. Downloads of its constituents end as well, unless another key gives access to them.`,
  );
}

export function rotatedText(made: MadeKey, old: AccessKey, page: Page): string {
  const end = shownInstant(old.expires!.toISOString());
  return `${madeText(made, page)}\n${prose(page, `The old key ${old.id} works until ${end} UTC.`)}`;
}

function shownInstant(iso: string | null): string {
  return iso === null ? '' : iso.slice(0, 16).replace('T', ' ');
}
