// Checks that no key, secret, download id or address of a download is ever thrown, printed or written.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { Fault } from '../../../examples/reports-api/index.js';
import type { Collected } from '../../domain/delivery.js';
import { against, report, temporaryFolder } from './testing/against.js';
import { collecting, listed } from './testing/collecting.js';

// The marks of secrets are letters outside of hexadecimal digits, so that no port, time, size or checksum contains one.
const ID = 'uN6n7yZK90sdflkjQXIDZQdlLKTOkspksg?HjgX1l:I_hAdsKGQXIDZQmVanG_Og';
const KEY = 'api-key-QXKEYZQ';
const SECRET = 'api-secret-QXSECRETZQ';
const MARKS = /QX(?:ID|KEY|SECRET)ZQ/i;

/** Everything that can be printed about a value, with its causes and hidden members. */
function shown(value: unknown): string {
  const inspected = inspect(value, { depth: 12, showHidden: true, getters: true });
  const { message = '', stack = '' } = (value ?? {}) as Partial<Error>;
  return [inspected, String(value), JSON.stringify(value), message, stack].join('\n');
}

/** What a server may repeat of a request: methods receive the key and signature, downloads only the id. */
const SAID_OF_ID = `id ${ID} at https://dl.example.com/${ID} is wrong`;
const SAID = `key ${KEY}, secret ${SECRET} or ${SAID_OF_ID}`;

const faultsSaying = (quoting: string): readonly Omit<Fault, 'on'>[] => [
  { status: 401, body: JSON.stringify({ error: quoting }) },
  { status: 404, body: quoting },
  { status: 418, body: quoting },
  { status: 429, body: quoting },
  { status: 500, body: quoting },
  { status: 302, headers: { location: `http://127.0.0.2/${ID}` } },
  { body: JSON.stringify({ error: quoting }) },
  { body: `<html>${quoting}</html>` },
  { body: `${quoting} [` },
  { cutAfter: 3 },
  { contentLength: 5000, cutAfter: 1000 },
  { stallAfter: 3 },
  { silent: true },
  { headers: { 'content-encoding': 'gzip' }, body: quoting },
];

test.each(faultsSaying(SAID).map((_, at) => at))('after fault %d', async (at) => {
  const folder = temporaryFolder();
  const fault = faultsSaying(SAID)[at]!;
  // Short timeouts only apply to answers that stop; on a busy machine, other answers may take longer.
  const timeoutSeconds = fault.silent || fault.stallAfter ? 0.05 : 60;
  const server = { reports: [{ ...report('scan_ssl'), id: ID }], key: KEY, secret: SECRET };
  const listings = await listed(await against(server));
  const tested = await against(server, { timeoutSeconds, downloadTimeoutSeconds: timeoutSeconds });
  const { api, double } = tested;
  const seen: unknown[] = [api, listings];
  for (const on of ['reports/stats', 'key/info']) double.fail({ on, times: 9, ...fault });
  for (const on of ['head', 'download']) double.fail({ on, times: 9, ...faultsSaying(SAID_OF_ID)[at] });
  // At the same time, because an answer that stops is awaited for a second, several times.
  const calls = [api.stats(), api.keyInfo(), api.head(listings[0]!)].map((call) =>
    call.catch((thrown: unknown) => thrown),
  );
  const items: Collected[] = [];
  for await (const item of collecting(tested, listings, { folder })) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
      seen.push(file, readFileSync(path.join(folder, file), 'utf8'));
    items.push(item);
  }
  expect(items).toHaveLength(1);
  seen.push(...(await Promise.all(calls)));
  for (const value of [...seen, ...items]) expect(shown(value)).not.toMatch(MARKS);
});

test('with a closed port', async () => {
  const dead = { url: 'http://127.0.0.1:1/', downloadUrl: 'http://127.0.0.1:1/' };
  const { api } = await against(
    { reports: [{ ...report('scan_ssl'), id: ID }], key: KEY, secret: SECRET },
    dead,
  );
  const living = await against({ reports: [{ ...report('scan_ssl'), id: ID }] });
  const [listing] = await listed(living);
  for (const call of [() => api.ping(), () => api.head(listing!), () => api.open(listing!)])
    expect(shown(await call().catch((thrown: unknown) => thrown))).not.toMatch(MARKS);
});
