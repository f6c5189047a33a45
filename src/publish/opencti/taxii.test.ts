// Checks pushing to a TAXII 2.1 collection: envelopes, the status of objects, and failures.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asSundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import type { Output } from '../output.js';
import { NEVER } from '../testing/events.js';
import type { OpenctiEntry } from './entry.js';
import { outputTo, StepPace, sliceOf } from './testing/output.js';
import { TOKEN } from './testing/platform.js';
import { startTaxii, type TaxiiDouble } from './testing/taxii.js';

const CSV = 'timestamp,ip,port,asn\n2026-01-15 00:00:01,192.0.2.1,123,64496\n';
const PASSWORD = 'correct-horse';

let server: TaxiiDouble;
let folder: string;
let output: Output | undefined;
let pace: StepPace;

beforeEach(async () => {
  server = await startTaxii(`Bearer ${TOKEN}`);
  folder = await mkdtemp(path.join(tmpdir(), 'sundial-taxii-'));
  pace = new StepPace();
});
afterEach(async () => {
  await output?.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function opened(values: Partial<OpenctiEntry['values']> = {}): Promise<Output> {
  const given = { push_by: 'taxii', taxii_url: server.url, ...values } as const;
  output = await outputTo('', { folder, pace, values: given });
  return output;
}

it('adds the objects of a report to the collection, in envelopes', async () => {
  const one = await opened();
  expect(one.isPresent).toBe(false);
  const { facts } = await one.check(NEVER);
  expect(Object.fromEntries(facts)).toEqual({ collection: 'Shadowserver', writing: 'permitted' });
  await one.prepare(NEVER);
  expect(await one.replace!(sliceOf({ alpha: CSV }), NEVER)).toEqual([]);
  const types = [...server.objects.values()].map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['report', 'ipv4-addr', 'note']));
  expect(server.received.checked).toBe(types.length);
});

it('waits until the server has processed them', async () => {
  server.patience = 3;
  const pushed = opened().then((one) => one.replace!(sliceOf({ alpha: CSV }), NEVER));
  for (const pause of [1_000, 2_000, 4_000]) await pace.pass(pause);
  expect(await pushed).toEqual([]);
});

it('gives up on a server that never ends, and the report is sent again', async () => {
  server.patience = 1_000;
  const pushed = opened().then((one) => one.replace!(sliceOf({ alpha: CSV }), NEVER));
  const failure = pushed.then(
    () => 'none',
    (thrown: unknown) => asSundialError(thrown).code,
  );
  for (const pause of [1_000, 2_000, 4_000, 8_000, ...Array.from({ length: 39 }, () => 15_000)])
    await pace.pass(pause);
  expect(await failure).toBe('opencti-taxii-pending');
});

it('keeps a letter for a report with objects that the server fails at', async () => {
  const one = await opened();
  await one.replace!(sliceOf({ alpha: CSV }), NEVER);
  const [note] = [...server.objects.values()].filter(({ type }) => type === 'note');
  server.failing = new Set([note!.id]);
  const [refusal, ...others] = await one.replace!(sliceOf({ alpha: CSV }), NEVER);
  expect(others).toEqual([]);
  expect(refusal).toMatchObject({ id: 'scan_ntp-2026-01-15-alpha' });
  expect(refusal!.error.message).toContain(`${note!.id}: the object is not valid`);
});

it('signs in with user and password if it has them', async () => {
  await server.stop();
  const pair = Buffer.from(`ada:${PASSWORD}`).toString('base64');
  server = await startTaxii(`Basic ${pair}`);
  const one = await opened({ taxii_username: 'ada', taxii_password: new Secret(PASSWORD) });
  expect(await one.replace!(sliceOf({ alpha: CSV }), NEVER)).toEqual([]);
});

it.each([
  [401, 'net-auth'],
  [403, 'net-forbidden'],
  [404, 'net-not-found'],
  [422, 'net-refused'],
  [429, 'net-busy'],
  [503, 'net-failed'],
])('fails without the token when the server answers %i', async (status, code) => {
  server.fail = () => ({ status, body: JSON.stringify({ title: `no ${TOKEN}` }) });
  const one = await opened();
  const failure = await one.replace!(sliceOf({ alpha: CSV }), NEVER).catch((thrown: unknown) =>
    asSundialError(thrown),
  );
  expect(failure).toMatchObject({ code });
  expect(String((failure as Error).message)).not.toContain(TOKEN);
});
