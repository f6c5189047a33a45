// The form of keys in the keys file: JSON, with the secrets in clear, because a signature is checked with the secret itself.
import { z } from 'zod';
import { Secret } from '../domain/secret.js';
import type { AccessKey } from './access-key.js';
import { KeySet } from './key-set.js';
import { instant, parseRecords } from './parse-records.js';

const FORMAT = 1;

const record = z.strictObject({
  id: z.string().min(1),
  apikey: z.string().min(1).optional(),
  secret: z.string().min(1).optional(),
  label: z.string(),
  constituents: z.array(z.string()),
  methods: z.array(z.string()),
  limits: z.strictObject({
    rows: z.number().optional(),
    requestsPerSecond: z.number().optional(),
    requestsAtOnce: z.number().optional(),
    seconds: z.number().optional(),
  }),
  created: instant,
  expires: instant.optional(),
  revoked: instant.optional(),
  replaces: z.string().optional(),
});

const records = z.strictObject({
  format: z.literal(FORMAT),
  /** In base64url. */
  id_key: z.string().regex(/^[\w-]{43}$/),
  keys: z.array(record),
});

/** The keys in a file's text. @throws Error that names the first fault, without any value */
export function parseKeys(text: string): KeySet {
  const { keys, id_key } = parseRecords(records, text);
  return new KeySet(keys.map(keyOf), Buffer.from(id_key, 'base64url'));
}

/** The text of a file with these keys. */
export function formatKeys({ all, idKey }: KeySet): string {
  const id_key = Buffer.from(idKey).toString('base64url');
  return `${JSON.stringify({ format: FORMAT, id_key, keys: all.map(recordOf) }, null, 2)}\n`;
}

function keyOf({ apikey, secret, expires, revoked, replaces, ...rest }: z.infer<typeof record>): AccessKey {
  const credentials =
    apikey !== undefined && secret !== undefined
      ? { apikey: new Secret(apikey), secret: new Secret(secret) }
      : undefined;
  return { ...rest, credentials, expires, revoked, replaces };
}

function recordOf({ credentials, ...rest }: AccessKey): Readonly<Record<string, unknown>> {
  return { ...rest, apikey: credentials?.apikey.reveal(), secret: credentials?.secret.reveal() };
}
