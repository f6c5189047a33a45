// Runs the configurations of docs/how-to/opencti.md, except over RabbitMQ, which the tests of the output to it start.
import { parseEnv } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { settingsIn } from '../../config/testing/folder.js';
import { blocksOf, outputOf, PASSWORD } from '../broker/testing/configured.js';
import type { Output } from '../output.js';
import { outputEntries } from '../short-form.js';
import { NEVER } from '../testing/events.js';
import { openOpencti } from './open.js';
import { CONNECTOR, HOST, REPORT_TYPES, SLICE, typesIn } from './testing/page.js';
import { OpenctiDouble } from './testing/platform.js';
import { startTaxii } from './testing/taxii.js';

const [toPlatform, , toTaxii] = blocksOf('opencti.md', 'yaml');
const [variables] = blocksOf('opencti.md', 'sh');

let output: Output | undefined;
afterEach(async () => {
  await output?.close();
  output = undefined;
});

describe('the page', () => {
  it('sends reports to a platform', async () => {
    const platform = await OpenctiDouble.start(undefined, PASSWORD);
    output = await outputOf(toPlatform!.replace(HOST, platform.url));
    await output.prepare(NEVER);
    await output.replace!(SLICE, NEVER);
    expect(platform.state(CONNECTOR) ?? '').toBe('');
    const types = typesIn(platform.knowledge.objects.values());
    expect(types).toEqual(expect.arrayContaining([...REPORT_TYPES, 'case-incident']));
    await platform.stop();
  });

  it('sends reports to a collection', async () => {
    const server = await startTaxii(`Bearer ${PASSWORD}`);
    output = await outputOf(toTaxii!.replace(/https:\S+/, server.url));
    await output.prepare(NEVER);
    await output.replace!(SLICE, NEVER);
    expect(typesIn(server.objects.values())).toEqual(expect.arrayContaining(REPORT_TYPES));
    await server.stop();
  });

  it('follows the variables of the connector', async () => {
    const platform = await OpenctiDouble.start(undefined, '00000000-0000-4000-8000-000000000000');
    const env = { ...(parseEnv(variables!) as NodeJS.ProcessEnv), OPENCTI_URL: platform.url };
    const { settings, cwd, warnings } = await settingsIn({ env });
    expect(warnings).toEqual([]);
    const [entry] = outputEntries(settings);
    const context = { env: {}, folder: cwd, clock: () => new Date(0), catalogue: loadCatalogue() };
    output = await openOpencti(entry as Parameters<typeof openOpencti>[0], context);
    await output.prepare(NEVER);
    await output.replace!(SLICE, NEVER);
    expect(platform.state(CONNECTOR) ?? '').toBe('');
    expect(typesIn(platform.knowledge.objects.values())).toEqual(expect.arrayContaining(REPORT_TYPES));
    await platform.stop();
  });
});
