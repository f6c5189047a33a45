// Runs the configurations of docs/how-to/misp.md, and pulls the feeds that they write.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../config/testing/folder.js';
import { blocksOf, outputOf } from '../broker/testing/configured.js';
import { NEVER } from '../testing/events.js';
import { endRound, rowsOf } from './testing/feed.js';
import { MispDouble } from './testing/misp.js';

const [objects, attributes] = blocksOf('misp.md', 'yaml');

/** Writes a feed with a configuration of the page, and pulls it. */
async function pulled(yaml: string): Promise<MispDouble> {
  const folder = path.join(await folderWith({}), 'feed');
  const output = await outputOf(yaml.replace(/\/srv\/[\w-]+/, folder));
  expect((await output.check(NEVER)).sentence).toContain('Example CSIRT');
  await output.prepare(NEVER);
  await output.replace!(rowsOf({ alpha: [1] }), NEVER);
  await endRound(output);
  await output.close();
  const misp = new MispDouble();
  misp.pull(folder);
  return misp;
}

describe('the page on MISP', () => {
  it('writes objects', async () => {
    const [event] = (await pulled(objects!)).events.values();
    expect(event).toMatchObject({
      distribution: '1',
      Orgc: { name: 'Example CSIRT' },
      Object: [{ name: 'ip-port' }],
    });
    expect(event!.Tag.map(({ name }) => name)).toContain('workflow:state="complete"');
  });

  it('writes attributes for a sharing group', async () => {
    const [event] = (await pulled(attributes!)).events.values();
    expect(event).toMatchObject({ distribution: '4', SharingGroup: { name: 'Example sector' }, Object: [] });
    expect(event!.Attribute.map(({ value }) => value).toSorted()).toEqual(['192.0.2.1', 'CVE-2021-44228']);
  });
});
