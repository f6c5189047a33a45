// Sends generated requests to every route: none may end in an error of the server, and refusals have the form of their
// protocol.
//
// SUNDIAL_TEST_REQUESTS and SUNDIAL_TEST_SEED choose another number and others: 100,000 requests take six minutes of
// processor time.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { signatureOf } from '../../access/index.js';
import { type ApiAnswer, ApiWorld } from './testing/api-world.js';
import { type GeneratedCall, type GeneratedGet, generatedRequest } from './testing/generated-requests.js';

const REQUESTS = Number(process.env.SUNDIAL_TEST_REQUESTS ?? campaign({ short: 150, full: 1_500 }));
const SEED = Number(process.env.SUNDIAL_TEST_SEED ?? 20_260_304);
/** Requests that are generated at once, each thousand from a seed of its own. */
const PIECE = 1_000;

let api: ApiWorld;
let ids: string[] = [];
beforeAll(async () => {
  api = await ApiWorld.open({ requiresFilter: false, looksEachTime: false });
  const { json } = await api.ask('reports/list');
  ids = (json as { id: string }[]).map(({ id }) => id);
});
afterAll(() => api.close());

function call({ method, members, cut, isSigned }: GeneratedCall): Promise<ApiAnswer> {
  const { apikey, secret } = api.keys.find(({ id }) => id === 'zoo')!.credentials!;
  const text = `{"apikey":${JSON.stringify(apikey.reveal())},${members.slice(1)}`.replace(/,\}$/, '}');
  const bytes = Buffer.from(text.slice(0, text.length - cut));
  return api.send(method, bytes, { hmac2: isSigned ? signatureOf(secret, bytes) : 'f'.repeat(64) });
}

const get = ({ path, headers, isSigned }: GeneratedGet): Promise<ApiAnswer> =>
  isSigned && /^\/(v1|taxii2)\//.test(path) ? api.getAs('zoo', path) : api.get(path, headers);

/** What is wrong with an answer; undefined if it is fine. */
function faultOf({ to, isSigned }: GeneratedCall | GeneratedGet, answer: ApiAnswer): string | undefined {
  const { status, json, text } = answer;
  // Upstream's form, and that of TAXII; the schema of a report type also has a description.
  const { error, description, $schema } = (json ?? {}) as Readonly<Record<string, unknown>>;
  const isRefusal = typeof (error ?? ($schema === undefined ? description : undefined)) === 'string';
  if (status >= 500) return 'an error of the server';
  if (status < 400) return to === 'method' && (isRefusal || !isSigned) ? 'answered' : undefined;
  if (status === 416) return undefined;
  return isRefusal && text.length < 10_000 ? undefined : 'not of the form of a refusal';
}

it('no generated request ends in an error of the server', async () => {
  const faults: unknown[] = [];
  const statuses = new Map<string, number>();
  for (let begun = 0; begun < REQUESTS; begun += PIECE) {
    const [seed, numRuns] = [SEED + begun / PIECE, Math.min(PIECE, REQUESTS - begun)];
    for (const asked of fc.sample(generatedRequest(ids), { seed, numRuns })) {
      const answer = await (asked.to === 'method' ? call(asked) : get(asked));
      const kind = `${asked.to} ${answer.status}`;
      statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
      const fault = faultOf(asked, answer);
      if (fault) faults.push({ fault, seed, asked, status: answer.status, text: answer.text.slice(0, 300) });
    }
  }
  if (REQUESTS > PIECE) console.info(`${REQUESTS} requests from seed ${SEED}:`, Object.fromEntries(statuses));
  expect(faults.slice(0, 10)).toEqual([]);
  // The generator reaches both: requests that are answered and requests that are refused.
  for (const kind of ['method 200', 'method 400'])
    expect(statuses.get(kind), kind).toBeGreaterThan(REQUESTS / 20);
  for (const kind of ['path 200', 'path 400', 'path 404'])
    expect(statuses.get(kind), kind).toBeGreaterThan(0);
  expect((await api.ask('test/ping')).status).toBe(200);
}, 3_600_000);
