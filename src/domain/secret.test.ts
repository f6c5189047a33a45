// Checks that a secret is revealed only to code that asks for it.
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { redact, Secret, withoutAddresses } from './secret.js';

const secret = new Secret('s3cret');

it('reveals its text when asked', () => {
  expect(secret.reveal()).toBe('s3cret');
});

it.each([
  ['a template', `${secret}`],
  ['JSON', JSON.stringify({ secret })],
  ['inspection', inspect({ secret }, { showHidden: true, depth: 9 })],
  ['the console', inspect(new Error('x', { cause: secret }))],
  ['its members', Object.entries(secret).join()],
])('%s does not reveal it', (_where, shown) => {
  expect(shown).not.toContain('s3cret');
});

it('is removed from texts that quote it', () => {
  expect(redact('no such id s3cret (s3cret)', [secret, new Secret('')])).toBe(
    'no such id [redacted] ([redacted])',
  );
});

it.each([
  ['GET https://dl.example.com/abc?x=1 failed', 'GET https://dl.example.com/[redacted] failed'],
  ['(https://user:pass@example.com:8443/a, twice)', '(https://example.com:8443/[redacted] twice)'],
  ['imaps://example.com/ and http://192.0.2.1', 'imaps://example.com/ and http://192.0.2.1'],
  ['2026-03-01: no address at all', '2026-03-01: no address at all'],
])('addresses in "%s" lose the parts that may give access', (text, expected) => {
  expect(withoutAddresses(text)).toBe(expected);
});
