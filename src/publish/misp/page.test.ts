// Runs the configurations of docs/how-to/misp.md: pulls the feeds that they write, and takes the events that they send.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../config/testing/folder.js';
import { blocksOf, outputOf, PASSWORD } from '../broker/testing/configured.js';
import { NEVER } from '../testing/events.js';
import { endRound, rowsOf } from './testing/feed.js';
import { MispDouble } from './testing/misp.js';
import { MispServer } from './testing/server.js';

const [objects, api, sector, attributes] = blocksOf('misp.md', 'yaml');

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

  it('sends events to the API, which people publish', async () => {
    const [event] = (await sentWith(api!)).events.byUuid.values();
    expect(event).toMatchObject({ distribution: '1', published: false });
    expect([...event!.tags]).toContain('workflow:state="incomplete"');
  });

  it('sends events to a sharing group and publishes them', async () => {
    const [event] = (await sentWith(sector!)).events.byUuid.values();
    expect(event).toMatchObject({ distribution: '4', sharing_group_id: '7', published: true });
    expect([...event!.tags]).toContain('tlp:amber+strict');
  });
});

/** Sends an event to a MISP with a configuration of the page. */
async function sentWith(yaml: string): Promise<MispServer> {
  const server = await MispServer.start();
  server.key = PASSWORD;
  const output = await outputOf(yaml.replace('https://misp.example.com', server.url));
  await output.check(NEVER);
  await output.prepare(NEVER);
  expect(await output.replace!(rowsOf({ alpha: [1] }), NEVER)).toEqual([]);
  await output.close();
  await server.stop();
  return server;
}
