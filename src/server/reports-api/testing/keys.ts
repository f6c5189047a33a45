// Keys and a time for tests of the Reports API.
import type { AccessKey } from '../../../access/index.js';
import { Secret } from '../../../domain/secret.js';

/** The time of all requests: the day after the last sample report. */
export const NOW = new Date('2026-03-03T12:00:00Z');

/** A key of a test; its secret is derived from its id. */
export function testKey(
  id: string,
  constituents: readonly string[],
  more: Partial<AccessKey> = {},
): AccessKey {
  return {
    id,
    credentials: { apikey: new Secret(`apikey-of-${id}`), secret: new Secret(`secret-of-${id}`) },
    label: `The ${id}`,
    constituents,
    methods: [],
    limits: {},
    created: NOW,
    expires: undefined,
    revoked: undefined,
    replaces: undefined,
    ...more,
  };
}
