// Tests how often a session may ask, by the requests of browsers without their connections.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyRequest } from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { Accounts, Audit } from '../../access/index.js';
import { plainPasswords } from '../../access/testing/plain-passwords.js';
import { Hosts } from './hosts.js';
import type { ProxyPeople } from './proxy-people.js';
import { SignIn } from './sign-in.js';

const clock = () => new Date('2026-03-01T00:00:00Z');
const PLACE = { address: '192.0.2.7', agent: '' };

it('a session makes 600 requests a minute, each of which may be looked at twice', async () => {
  const data_dir = mkdtempSync(path.join(tmpdir(), 'sundial-sign-in-'));
  onTestFinished(() => rmSync(data_dir, { recursive: true }));
  const accounts = new Accounts({
    ...{ settings: { data_dir }, clock, passwords: plainPasswords() },
    audit: new Audit({ write: () => {} }, clock),
    failed: (problem) => expect.fail(problem),
  });
  let now = 0;
  const hosts = new Hosts({ web_url: '', web_host: '127.0.0.1', web_port: 7, web_tls_certs: [] });
  const signIn = new SignIn({ people: accounts, hosts, everybody: 'nobody', now: () => now });
  const first = accounts.offerFirst()!.reveal();
  const begun = await accounts.start(first, 'ada', 'correct horse battery', PLACE);
  const other = await accounts.signIn('ada', 'correct horse battery', PLACE);
  const ask = ({ token } = begun) => {
    const request = { headers: { host: '127.0.0.1:7', cookie: `a=b; sundial-7=${token.reveal()}` } };
    signIn.whoOf(request as FastifyRequest);
    return signIn.whoOf(request as FastifyRequest)?.name;
  };
  for (let number = 0; number < 600; number++) expect(ask()).toBe('ada');
  expect(() => ask()).toThrow(expect.objectContaining({ code: 'session-too-busy' }));
  expect(ask(other)).toBe('ada');
  now = 100;
  expect(ask()).toBe('ada');
  await accounts.close();
});

it('users of a proxy make 600 requests a minute each', () => {
  const hosts = new Hosts({ web_url: '', web_host: '127.0.0.1', web_port: 7, web_tls_certs: [] });
  const proxy = { whoOf: ({ id }: FastifyRequest) => ({ name: id, role: 'viewer' }) };
  const signIn = new SignIn({ proxy: proxy as unknown as ProxyPeople, hosts, everybody: '', now: () => 0 });
  const ask = (name: string) => signIn.whoOf({ id: name } as FastifyRequest)?.name;
  for (let number = 0; number < 600; number++) expect(ask('ada')).toBe('ada');
  expect(() => ask('ada')).toThrow(expect.objectContaining({ code: 'session-too-busy' }));
  expect(ask('bob')).toBe('bob');
});
