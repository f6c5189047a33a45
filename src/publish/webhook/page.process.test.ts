// Follows the page on webhooks: sends with its configurations, and verifies requests with its programs as written.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import { outputEntries } from '../short-form.js';
import { NEVER } from '../testing/events.js';
import { batchOf, NOW, numberedEvent, outputTo } from './testing/output.js';
import { type Receiver, SECRET, startReceiver } from './testing/receiver.js';
import { openWebhook, type WebhookEntry } from './webhook.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/webhook.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);
const NEW_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** A request as the programs read it from standard input. */
interface Sample {
  readonly secret: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** What a program of the page says about requests, at the time at which they were sent. */
const PROGRAMS = {
  async node(samples) {
    const code = `${blocks('js')[0]!}
      import { readFileSync } from 'node:fs';
      Date.now = () => ${NOW.getTime()};
      const samples = JSON.parse(readFileSync(0, 'utf8'));
      const results = samples.map((one) => isGenuine(one.secret, one.headers, Buffer.from(one.body)));
      console.log(JSON.stringify(results));`;
    return run(process.execPath, 'verify.mjs', code, samples);
  },
  async python(samples) {
    const code = `${blocks('python')[0]!}
import json, sys
time.time = lambda: ${NOW.getTime() / 1000}
samples = json.load(sys.stdin)
print(json.dumps([is_genuine(one["secret"], one["headers"], one["body"].encode()) for one in samples]))`;
    return run('python3', 'verify.py', code, samples);
  },
} satisfies Record<string, (samples: readonly Sample[]) => Promise<boolean[]>>;

async function run(
  program: string,
  name: string,
  code: string,
  samples: readonly Sample[],
): Promise<boolean[]> {
  const folder = await folderWith({});
  const file = path.join(folder, name);
  writeFileSync(file, code);
  return JSON.parse(execFileSync(program, [file], { input: JSON.stringify(samples), encoding: 'utf8' }));
}

describe('the page on webhooks', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver?.stop());

  /** Sends an event with the output of a configuration, to this test's receiver. */
  async function sent(yaml: string, now = NOW): Promise<Sample> {
    const secrets = await folderWith({ webhook_secret: SECRET, webhook_secret_new: NEW_SECRET });
    const adapted = yaml
      .replaceAll('/run/secrets', secrets)
      .replaceAll('https://hooks.example.com/sundial', receiver.url);
    const cwd = await folderWith({ 'sundial.yaml': adapted });
    const { settings } = await loadSettings({ flags: {}, env: {}, cwd, home: cwd });
    const [entry] = outputEntries(settings);
    const context = { env: {}, folder: cwd, clock: () => now, catalogue: {} as never };
    const output = await openWebhook(entry as WebhookEntry, context);
    await output.check(NEVER);
    await output.deliver!(batchOf([numberedEvent(1, { banner: '\0 "é\u2028' })]), NEVER);
    await output.close();
    const { headers, body } = receiver.requests.at(-1)!.asked;
    return { secret: SECRET, headers, body };
  }

  it.each(Object.entries(PROGRAMS))('verifies requests in %s', async (_language, verdicts) => {
    const [setUp, change] = blocks('yaml');
    const genuine = await sent(setUp!);
    const changed = await sent(change!);
    const old = await sent(setUp!, new Date(NOW.getTime() - 301_000));
    const early = await sent(setUp!, new Date(NOW.getTime() + 301_000));
    const samples: readonly (readonly [Sample, isGenuine: boolean])[] = [
      [genuine, true],
      [changed, true],
      [{ ...changed, secret: NEW_SECRET }, true],
      [{ ...genuine, secret: NEW_SECRET }, false],
      [{ ...genuine, body: genuine.body.replace('192.0.2.1', '192.0.2.2') }, false],
      [{ ...genuine, headers: { ...genuine.headers, 'webhook-id': 'msg_other' } }, false],
      [{ ...genuine, headers: { ...genuine.headers, 'webhook-signature': 'v1,' } }, false],
      [old, false],
      [early, false],
    ];
    expect(await verdicts(samples.map(([sample]) => sample))).toEqual(samples.map(([, verdict]) => verdict));
  });

  it('shows a request as it arrives', async () => {
    const shown = JSON.parse(blocks('json')[0]!) as { data: [{ id: string; event: Record<string, string> }] };
    const { id, event } = shown.data[0];
    const key = id.slice(-32);
    const message = {
      ...numberedEvent(1),
      id,
      key,
      list: 'example-asn',
      json: JSON.stringify(event),
      fields: event,
    };
    const output = await outputTo(receiver.url);
    await output.deliver!(batchOf([message]), NEVER);
    await output.close();
    expect(JSON.parse(receiver.requests.at(-1)!.asked.body)).toEqual(shown);
  });

  it('keeps each verification within ten lines', () => {
    const lines = [...blocks('js'), ...blocks('python')].map(
      (code) => code.trim().split('\n').slice(2).length,
    );
    expect(Math.max(...lines)).toBeLessThanOrEqual(10);
  });
});
