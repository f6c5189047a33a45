// Tests which name and groups follow from claims.
import { expect, it } from 'vitest';
import { describedBy } from './claims.js';

const names = (name: string, groups: string) => ({
  web_oidc_name_claim: name,
  web_oidc_groups_claim: groups,
});

it.each<[string, Record<string, unknown>, ReturnType<typeof names>, string[]]>([
  ['a list', { n: 'a', groups: ['x', '', 3, 'y'] }, names('n', 'groups'), ['x', 'y']],
  ['one text', { n: 'a', hd: 'example.org' }, names('n', 'hd'), ['example.org']],
  ['a member', { n: 'a', realm_access: { roles: ['x'] } }, names('n', 'realm_access.roles'), ['x']],
  [
    'a name that is a URL',
    { n: 'a', 'https://example.org/g': ['x'] },
    names('n', 'https://example.org/g'),
    ['x'],
  ],
  ['nothing', { n: 'a' }, names('n', 'groups'), []],
  ['something inherited', { n: 'a' }, names('n', 'constructor.name'), []],
  [
    'a verified address',
    { n: 'a', email: 'a@example.org', email_verified: true },
    names('n', 'email'),
    ['a@example.org'],
  ],
  ['an address that anybody may have entered', { n: 'a', email: 'a@example.org' }, names('n', 'email'), []],
  [
    'an address verified in words',
    { n: 'a', email: 'a@example.org', email_verified: 'true' },
    names('n', 'email'),
    [],
  ],
])('groups from %s', (_what, claims, given, groups) => {
  expect(describedBy(claims, given)).toEqual({ name: 'a', groups });
});

it('a name is needed', () => {
  expect(() => describedBy({ email: 'a@example.org' }, names('email', 'g'))).toThrow('web_oidc_name_claim');
});
