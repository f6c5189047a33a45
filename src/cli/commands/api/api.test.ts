// Checks the commands that only call the Reports API: their output, and the secrets that they never print.
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offered, ReportsApiDouble } from '../../../../examples/reports-api/index.js';
import { main } from '../../main.js';
import { type TestContext, testContext } from '../../testing/context.js';

const report = offered('example', '2026-03-02-scan_ssl-example-asn.csv', 'timestamp,ip\n1,192.0.2.1\n');
const double = new ReportsApiDouble({ reports: [report], now: () => new Date('2026-03-03T00:00:00Z') });

beforeAll(() => double.start());
afterAll(() => double.stop());

async function sundial(
  args: string[],
  given: { stdin?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<TestContext> {
  const env = {
    SUNDIAL_API_URL: double.url,
    SUNDIAL_API_KEY: double.key,
    SUNDIAL_API_SECRET: double.secret,
    SUNDIAL_REQUEST_DELAY_SECONDS: '0',
    SUNDIAL_DATA_DIR: '/nowhere/that/exists',
    ...given.env,
  };
  const stdin = Readable.from(given.stdin === undefined ? [] : [Buffer.from(given.stdin)]);
  const context = testContext({ args, env, cwd: '/', stdin });
  await main(args, context);
  return context;
}

describe('sundial ping', () => {
  it('reports that the key is accepted', async () => {
    const { out, code } = await sundial(['ping']);
    expect(out).toEqual([`${double.url} accepts the key; its clock says 2026-03-03 00:00:00`]);
    expect(code).toBe(0);
    expect(JSON.parse((await sundial(['ping', '--json'])).out[0]!)).toEqual({
      url: double.url,
      pong: '2026-03-03 00:00:00',
    });
  });

  it('exits with 4 if the key is refused, and with 2 if there is no key', async () => {
    const refused = await sundial(['ping'], { env: { SUNDIAL_API_SECRET: 'wrong' } });
    expect(refused.code).toBe(4);
    expect(refused.notes.join()).toContain('error: test/ping: access was refused (HTTP 401');
    const env = { SUNDIAL_API_KEY: '' };
    expect((await sundial(['ping'], { env })).code).toBe(2);
  });
});

describe('sundial api', () => {
  it('prints the answer unchanged, or indented', async () => {
    expect((await sundial(['api', 'reports/subscribed'])).out).toEqual(['["example"]']);
    expect((await sundial(['api', 'reports/subscribed', '--pretty'])).out).toEqual(['[\n  "example"\n]']);
    expect((await sundial(['api', 'reports/subscribed', '--binary'])).out).toEqual(['["example"]']);
  });

  it('reads the request from the command line or from stdin', async () => {
    await sundial(['api', 'reports/list', '{"date":"2026-03-02"}']);
    expect(double.asked.at(-1)).toMatchObject({ what: 'reports/list', request: { date: '2026-03-02' } });
    const { out } = await sundial(['api', 'reports/list', '-'], { stdin: '{"limit":1}' });
    expect(JSON.parse(out[0]!)).toHaveLength(1);
    expect(double.asked.at(-1)!.request).toEqual({ limit: 1 });
  });

  it.each(['x', '[]', '"x"', 'null'])('refuses the request %s', async (request) => {
    const { code, notes } = await sundial(['api', 'test/ping', request]);
    expect(code).toBe(2);
    expect(notes.join()).toContain('not a JSON object');
  });

  it("shows the publisher's message", async () => {
    const { code, notes } = await sundial(['api', 'reports/query', '{"query":{"port":1}}']);
    expect(code).toBe(1);
    expect(notes.join()).toContain('No supported report filters found');
  });

  it.each([
    ['with an error status', { status: 400 }],
    ['with status 200', { status: 200 }],
  ])('shows an error answer %s unchanged, without secrets', async (_, { status }) => {
    const id = 'a'.repeat(50);
    const answer = { error: 'bad', detail: `for \u001b ${double.key}, see ${id}`, codes: [7, 8] };
    const body = JSON.stringify(answer, null, 1);
    double.fail({ on: 'reports/query', status, body });
    const { out, notes, code } = await sundial(['api', 'reports/query', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out.join())).toMatchObject({ error: { code: 'api-refused' } });
    const said = notes.join('\n');
    expect(said).toMatch(/^the API's answer: \{\n "error": "bad",\n/);
    expect(said).toContain('"detail": "for \\u001b [redacted], see [redacted]"');
    expect(said).toContain('7,');
  });

  it.each([[[]], [['--pretty']], [['--binary']]])('never prints the key %j', async (options) => {
    const { out, notes, code } = await sundial(['api', 'key/info', ...options]);
    expect(code).toBe(0);
    expect(out.join()).toContain('[redacted]');
    expect([...out, ...notes].join()).not.toContain(double.key);
  });
});
