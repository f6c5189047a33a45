// Checks the double of the Reports API itself: clients that violate the publisher's rules must fail against the
// double.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offered, ReportsApiDouble } from '../examples/reports-api/index.js';

const CSV = '"timestamp","ip"\n"2026-03-02 00:00:00","192.0.2.1"\n';
const double = new ReportsApiDouble({
  reports: [
    offered('example', '2026-03-02-scan_ssl-example-asn.csv', CSV),
    offered('example', '2026-03-03-scan_ntp-example-asn.csv', CSV),
    offered('other', '2026-03-03-scan_ntp-other-geo.csv', CSV),
  ],
  now: () => new Date('2026-03-04T00:00:00Z'),
});
beforeAll(() => double.start());
afterAll(() => double.stop());

interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly body: string;
  readonly signed?: string;
  readonly secret?: string;
  readonly header?: string;
  readonly form?: (hex: string) => string;
}

async function ask({
  path = 'reports/list',
  method = 'POST',
  body,
  signed = body,
  secret = double.secret,
  header = 'HMAC2',
  form = (hex) => hex,
}: Request): Promise<{ status: number; json: unknown }> {
  const hmac = form(createHmac('sha256', secret).update(signed).digest('hex'));
  const sent = method === 'GET' ? { method } : { method, body };
  const response = await fetch(double.url + path, { ...sent, headers: { [header]: hmac } });
  return { status: response.status, json: await response.json() };
}

const body = JSON.stringify({ date: '2026-03-02', apikey: double.key });
const listOf = async (request: object) => {
  const { json } = await ask({ body: JSON.stringify({ ...request, apikey: double.key }) });
  return (json as { file: string }[]).map(({ file }) => file.slice(0, 19));
};

describe('a client', () => {
  it('that follows the rules is answered', async () => {
    expect(await ask({ body })).toMatchObject({
      status: 200,
      json: [{ report: 'example@shadowserver.org', type: 'scan_ssl', timestamp: '2026-03-02' }],
    });
  });

  it.each([
    ['signs with another secret', { body, secret: 'wrong' }, 401],
    [
      'reorders its members after signing',
      { body: JSON.stringify({ apikey: double.key, date: '2026-03-02' }), signed: body },
      401,
    ],
    ['adds blanks after signing', { body: JSON.stringify(JSON.parse(body), null, 1), signed: body }, 401],
    ['sends the key of another user', { body: body.replace(double.key, 'other') }, 401],
    ['sends no key', { body: '{}' }, 401],
    ['signs in capitals', { body, form: (hex: string) => hex.toUpperCase() }, 401],
    ['signs under another header', { body, header: 'HMAC' }, 401],
    ['does not send JSON', { body: 'date=2026-03-02' }, 400],
    ['sends GET', { body, method: 'GET' }, 405],
    ['calls an unknown method', { body, path: 'reports/nothing' }, 404],
    ['calls the retired download', { body, path: 'reports/download' }, 404],
    ['calls a property of every object', { body, path: 'constructor' }, 404],
  ])('that %s is refused', async (_what, request, status) => {
    expect(await ask(request)).toMatchObject({ status, json: { error: expect.any(String) } });
  });
});

describe('reports/list', () => {
  it.each([
    ['everything', {}, ['2026-03-02-scan_ssl', '2026-03-03-scan_ntp', '2026-03-03-scan_ntp']],
    ['a range', { date: '2026-03-01:2026-03-02' }, ['2026-03-02-scan_ssl']],
    ['the last days', { date: '-1:now' }, ['2026-03-03-scan_ntp', '2026-03-03-scan_ntp']],
    ['lists', { reports: ['other'] }, ['2026-03-03-scan_ntp']],
    ['a type with a hyphen', { type: 'scan-ssl' }, ['2026-03-02-scan_ssl']],
    ['types', { types: ['scan_ssl', 'x'] }, ['2026-03-02-scan_ssl']],
    ['a few', { limit: 1 }, ['2026-03-02-scan_ssl']],
  ])('gives %s', async (_what, request, expected) => {
    expect(await listOf(request)).toEqual(expected);
  });
});

it('gets downloads without credentials, but nothing for invalid ids', async () => {
  const { json } = await ask({ body });
  const [{ id }] = json as [{ id: string }];
  expect(await (await fetch(double.downloadUrl + id)).text()).toBe(CSV);
  expect((await fetch(`${double.downloadUrl}none`)).status).toBe(404);
});
