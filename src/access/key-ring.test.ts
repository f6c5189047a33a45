// Tests which requests a key and its signature admit.
import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { Secret } from '../domain/secret.js';
import type { AccessKey } from './access-key.js';
import { KeyRing } from './key-ring.js';
import { KeySet } from './key-set.js';

const NOW = new Date('2026-03-01T00:00:00Z');
const key = (id: string, more: Partial<AccessKey> = {}): AccessKey => ({
  ...{ id, label: id, constituents: [`of-${id}`], methods: [], limits: {}, created: NOW },
  ...{ expires: undefined, revoked: undefined, replaces: undefined },
  credentials: { apikey: new Secret(`apikey-${id}`), secret: new Secret(`secret-${id}`) },
  ...more,
});

const KEYS = new KeySet(
  [
    key('zoo'),
    key('farm'),
    key('late', { expires: NOW }),
    key('gone', { revoked: NOW, credentials: undefined }),
  ],
  Buffer.alloc(32),
);
const ring = new KeyRing(
  () => KEYS,
  () => NOW,
);

/** As the publisher's call-api.py signs. */
const hmac = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex');
const BODY = '{"apikey":"apikey-zoo"}';
const SIGNED = hmac('secret-zoo', BODY);

it.each<[string, string, string, string, string]>([
  ['signed with its secret', 'apikey-zoo', SIGNED, BODY, 'usable'],
  ['signed in capital letters', 'apikey-zoo', SIGNED.toUpperCase(), BODY, 'usable'],
  ['signed for another body', 'apikey-zoo', SIGNED, `${BODY} `, 'refused'],
  ['signed with the secret of another key', 'apikey-zoo', hmac('secret-farm', BODY), BODY, 'refused'],
  ['unsigned', 'apikey-zoo', '', BODY, 'refused'],
  ['with a part of the signature', 'apikey-zoo', SIGNED.slice(0, 63), BODY, 'refused'],
  ['with more than the signature', 'apikey-zoo', `${SIGNED}00`, BODY, 'refused'],
  ['with letters outside of ASCII', 'apikey-zoo', `${SIGNED.slice(0, 62)}é`, BODY, 'refused'],
  ['without a key', '', SIGNED, BODY, 'refused'],
  ['with an unknown key', 'apikey-nobody', hmac('secret-nobody', BODY), BODY, 'refused'],
  ['with an expired key', 'apikey-late', hmac('secret-late', BODY), BODY, 'expired'],
  ['with an expired key, but another secret', 'apikey-late', SIGNED, BODY, 'refused'],
  ['with a revoked key', 'apikey-gone', hmac('secret-gone', BODY), BODY, 'refused'],
])('a body %s', (_what, apikey, signature, body, state) => {
  expect(ring.check(apikey, signature, Buffer.from(body)).state).toBe(state);
});

it('lists the constituents of usable keys only', () => {
  expect(ring.constituents()).toEqual(['of-zoo', 'of-farm']);
});
