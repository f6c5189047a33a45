// Tests all requests of the contract alike: who may make them, from where, under which name, and how often.
import type { FastifyInstance } from 'fastify';
import { beforeEach, expect, it } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { SILENT_LOG } from '../../domain/log.js';
import { ROLES, type Role } from '../../domain/role.js';
import { makeHttp } from '../http.js';
import { Work } from '../work.js';
import { API_ROOT, ENDPOINTS, type Endpoint, type EndpointName } from './contract.js';
import { addEndpoints, type EndpointParts } from './endpoints.js';
import { guard } from './guard.js';
import { Hosts } from './hosts.js';
import { addAppReference } from './openapi.js';
import { addPages } from './pages.js';
import type { Who } from './sign-in.js';

const NAMES = Object.keys(ENDPOINTS) as EndpointName[];
const HOST = '127.0.0.1:7';

let who: (() => Who) | undefined;
let routes: string[] = [];
let answered: string[] = [];
let app: FastifyInstance;

/** The application, whose handlers only note that they were reached. */
beforeEach(() => {
  [who, routes, answered] = [undefined, [], []];
  app = makeHttp({ log: SILENT_LOG });
  app.addHook('onRoute', ({ method, url }) => void routes.push(`${method} ${url}`));
  const hosts = new Hosts({ web_url: '', web_host: '127.0.0.1', web_port: 7, web_tls_certs: [] });
  guard(app, hosts);
  const handlers = Object.fromEntries(
    NAMES.map((name) => {
      const reached = async () => ({ reached: answered.push(name) });
      const { isInParts }: Endpoint = ENDPOINTS[name];
      return [name, isInParts ? () => inOnePart(reached) : reached];
    }),
  );
  const parts = { handlers, signIn: { whoOf: () => who?.() }, work: new Work() };
  addEndpoints(app, { ...parts, kept: { isKnown: () => false } } as unknown as EndpointParts);
  addAppReference(app);
  addPages(app, '/nowhere', hosts);
});

async function* inOnePart(make: () => Promise<object>) {
  yield await make();
}

const as = (role: Role | undefined) => {
  who = role && (() => ({ name: 'ada', role, session: undefined }));
};

/** Makes a request of the contract, as its page would. @returns its status, and the code of its refusal */
async function asked(name: EndpointName, headers: Readonly<Record<string, string>> = {}) {
  const { method, path, body }: Endpoint = ENDPOINTS[name];
  const answer = await app.inject({
    method,
    url: `${API_ROOT}${path.replaceAll(/:\w+/g, 'x')}`,
    headers: { host: HOST, 'sec-fetch-site': 'same-origin', ...headers },
    ...(body && { payload: {} }),
  });
  return `${name} ${answer.statusCode} ${answer.json().error?.code ?? 'done'}`;
}

const all = (headers?: Readonly<Record<string, string>>) =>
  Promise.all(NAMES.map((name) => asked(name, headers)));
const refused = (outcome: string) => NAMES.map((name) => `${name} ${outcome}`);
/** Those that got through the door; some are refused behind it, because they lack parameters. */
const admitted = (outcomes: readonly string[]) =>
  outcomes.filter((outcome) => !/ (401|403|421|429) /.test(outcome)).map((outcome) => outcome.split(' ')[0]);

it.each([undefined, ...ROLES])(
  'admits %s to the requests that the contract says, and to no other',
  async (role) => {
    as(role);
    const rank = (needs: Endpoint['needs']) => ['anyone', ...ROLES].indexOf(needs);
    const own = rank(role ?? 'anyone');
    const outcomes = await all();
    expect(admitted(outcomes)).toEqual(NAMES.filter((name) => rank(ENDPOINTS[name].needs) <= own));
    const refusal = role === undefined ? ' 401 sign-in-needed' : ' 403 role-needed';
    for (const outcome of outcomes) expect(outcome).toMatch(new RegExp(`${refusal}$| (200|400) `));
  },
);

it.each<[string, Record<string, string>, string]>([
  ['another site', { 'sec-fetch-site': 'cross-site' }, '403 origin-refused'],
  ['another host of the site', { 'sec-fetch-site': 'same-site' }, '403 origin-refused'],
  ['a name that somebody else lets point here', { host: 'evil.example' }, '421 host-refused'],
  ['this name with another at its end', { host: '127.0.0.1.evil.example' }, '421 host-refused'],
])('refuses each request from %s, also of admins', async (_where, headers, outcome) => {
  as('admin');
  expect(await all(headers)).toEqual(refused(outcome));
  expect(answered).toEqual([]);
});

it('refuses each change that says nothing of where it comes from', async () => {
  as('admin');
  const outcomes = await all({ 'sec-fetch-site': 'none' });
  const changes = NAMES.filter((name) => ENDPOINTS[name].method !== 'GET');
  expect(outcomes.filter((outcome) => outcome.endsWith(' 403 origin-refused'))).toEqual(
    changes.map((name) => `${name} 403 origin-refused`),
  );
});

it('refuses each request of a session that asks too much', async () => {
  who = () => {
    throw new SundialError('session-too-busy', { seconds: 1 });
  };
  expect(await all()).toEqual(refused('429 session-too-busy'));
});

it('has no route for data besides the contract and its description', () => {
  const declared = NAMES.map((name) => `${ENDPOINTS[name].method} ${API_ROOT}${ENDPOINTS[name].path}`);
  const data = routes.filter((route) => route.includes('/api/') && !route.startsWith('HEAD '));
  expect(data.sort()).toEqual([...declared, `GET ${API_ROOT}/openapi.json`].sort());
});
