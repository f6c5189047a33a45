// Checks the lines of `sundial doctor` about sources: one for each, and no connections with --offline.
import { afterAll, expect, test } from 'vitest';
import { ReportsApiDouble } from '../../../../examples/reports-api/index.js';
import type { Check } from '../../../doctor/index.js';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareDoctor } from './doctor.js';

const session = new Session(declareDoctor);
afterAll(() => session.remove());

async function doctor(yaml: string, ...args: string[]) {
  session.write('sundial.yaml', yaml);
  const { out, code } = await session.run(['doctor', '--json', ...args]);
  const { checks } = JSON.parse(out) as { checks: Check[] };
  return { code, sources: checks.filter(({ name }) => name.startsWith('source')) };
}

test('each source has a line, and sources that fail are problems', async () => {
  const double = await new ReportsApiDouble().start();
  const account = (name: string, secret: string) =>
    `  - {name: ${name}, kind: api, url: "${double.url}", download_url: "${double.downloadUrl}", key: "${double.key}", ${secret}}\n`;
  const yaml = `sources:\n${account('good', `secret: "${double.secret}"`)}${account('refused', 'secret: s3cret')}${account('unset', 'secret_env: NOT_SET')}  - {name: gone, kind: folder, path: none}\n`;
  const { code, sources } = await doctor(yaml);
  expect(sources.map(({ name, status }) => [name, status])).toEqual([
    ['source good (api)', 'ok'],
    ['source refused (api)', 'problem'],
    ['source unset (api)', 'problem'],
    ['source gone (folder)', 'problem'],
  ]);
  expect(sources[2]!.found).toContain('the environment variable NOT_SET is not set');
  expect(JSON.stringify(sources)).not.toContain('s3cret');
  expect(code).toBe(EXIT.failed);
  const asked = double.asked.length;
  expect(await doctor(yaml, '--offline')).toEqual({ code: EXIT.done, sources: [] });
  expect(double.asked.length).toBe(asked);
  await double.stop();
});

test('a secret that ends soon is a warning, with and without connections', async () => {
  session.write(
    'sundial.yaml',
    'sources:\n  - {name: tenant, kind: graph, user: a@example.com, oauth_client_id: c, oauth_client_secret_expires: 2026-02-20}\n',
  );
  const { out } = await session.run(['doctor', '--offline']);
  expect(out).toMatch(
    /WARNING {2}expiry: The secret of the application of the source tenant ends on 2026-02-20\n\s+-> Create a new one/,
  );
});

test('having no source is not a problem', async () => {
  expect(await doctor('')).toMatchObject({ code: EXIT.done, sources: [{ name: 'sources', status: 'ok' }] });
});
