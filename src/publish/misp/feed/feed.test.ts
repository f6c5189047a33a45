// Checks the feed for MISP: stable events, updates that MISP takes, withdrawals, division, and kills in between.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asSundialError } from '../../../domain/errors.js';
import { NEVER } from '../../testing/events.js';
import { CONTEXT, endRound, entryTo, openFeed, QUICK_DISK, rowsOf, TestFeed } from '../testing/feed.js';
import { MispDouble } from '../testing/misp.js';
import { openFeedOutput } from './feed.js';

const LATER = '2026-01-17T02:00:00.000Z';
let feed: TestFeed;
let misp: MispDouble;
beforeEach(async () => {
  feed = await TestFeed.in();
  misp = new MispDouble();
});
afterEach(() => {
  if (existsSync(feed.folder)) feed.remove();
});

const addresses = () =>
  misp.objects.flatMap(({ Attribute }) =>
    Attribute.filter(({ type }) => type === 'ip-dst').map(({ value }) => value),
  );
const read = (name: string) => readFileSync(path.join(feed.folder, name), 'utf8');

describe('an event', () => {
  it('is one report, with tags, vulnerabilities and the time of its version', async () => {
    await feed.send(rowsOf({ alpha: [1, 2] }));
    expect(misp.pull(feed.folder)).toHaveLength(1);
    const [event] = misp.events.values();
    expect(event).toMatchObject({
      ...{ info: 'Shadowserver scan_ntp 2026-01-15 alpha', date: '2026-01-15', distribution: '0' },
      timestamp: String(Date.parse('2026-01-16T02:00:00Z') / 1000),
      Attribute: [{ type: 'vulnerability', value: 'CVE-2021-44228' }],
    });
    expect(event!.Tag.map(({ name }) => name)).toEqual([
      'tlp:amber',
      expect.stringMatching(/^rsit:\S+="\S+"$/),
    ]);
    expect(addresses()).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(MispDouble.lookUp(feed.folder, '192.0.2.2')).toEqual([event!.uuid]);
  });

  it('carries the sharing group and further tags', async () => {
    const group = '2f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c';
    const sharing = {
      distribution: 'sharing-group',
      sharing_group_name: 'Sector',
      sharing_group_uuid: group,
    } as const;
    feed = await TestFeed.in({ ...sharing, tags: ['sector:"energy"'], tlp: 'red' });
    await feed.send(rowsOf({ alpha: [1] }));
    misp.pull(feed.folder);
    const [event] = misp.events.values();
    expect(event).toMatchObject({ distribution: '4', SharingGroup: { name: 'Sector', uuid: group } });
    expect(event!.Tag.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['tlp:red', 'sector:"energy"']),
    );
  });

  it('has other UUIDs for constituents, so that a part is not taken for the whole', async () => {
    await feed.send(rowsOf({ alpha: [1] }));
    const other = path.join(feed.folder, 'zoo');
    const entry = entryTo(other);
    const limited = await openFeedOutput(
      { ...entry, keys: { ...entry.keys, constituents: ['zoo'] } },
      CONTEXT,
    );
    await limited.replace!(rowsOf({ alpha: [1] }), NEVER);
    await endRound(limited);
    misp.pull(feed.folder);
    misp.pull(other);
    expect(misp.events.size).toBe(2);
  });

  it('makes nothing of the events of another organisation in its folder', async () => {
    await feed.send(rowsOf({ alpha: [1, 2] }));
    const renamed = await openFeed(feed.folder, { org_uuid: '6f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b' });
    await renamed.replace!(rowsOf({ alpha: [1] }), NEVER);
    await endRound(renamed);
    misp.pull(feed.folder);
    expect([...misp.events.values()].map(({ Object: rows }) => rows.length)).toEqual([2, 1]);
  });

  it('has the values that relate, each once, with rows: attributes', async () => {
    feed = await TestFeed.in({ rows: 'attributes' });
    await feed.send(rowsOf({ alpha: [1, 2, 2] }));
    misp.pull(feed.folder);
    const [event] = misp.events.values();
    expect(event!.Object).toEqual([]);
    const values = event!.Attribute.map(({ value }) => value);
    expect(values.toSorted()).toEqual(['192.0.2.1', '192.0.2.2', 'CVE-2021-44228']);
    await feed.send(rowsOf({ alpha: [2] }, LATER));
    misp.pull(feed.folder);
    const left = [...misp.events.values()][0]!.Attribute.filter(({ deleted }) => !deleted);
    expect(left.map(({ value }) => value).toSorted()).toEqual(['192.0.2.2', 'CVE-2021-44228']);
  });
});

describe('a newer version', () => {
  it('deletes the rows that it lacks, and brings them back', async () => {
    await feed.send(rowsOf({ alpha: [1, 2] }));
    misp.pull(feed.folder);
    await feed.send(rowsOf({ alpha: [2, 3] }, LATER));
    expect(misp.pull(feed.folder)).toHaveLength(1);
    expect(addresses()).toEqual(['192.0.2.2', '192.0.2.3']);
    expect(MispDouble.lookUp(feed.folder, '192.0.2.1')).toEqual([]);
    await feed.send(rowsOf({ alpha: [1, 2, 3] }, LATER));
    misp.pull(feed.folder);
    expect(addresses().toSorted()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  });

  it('leaves the feed as it is if nothing has changed', async () => {
    await feed.send(rowsOf({ alpha: [1, 2], beta: [3] }));
    misp.pull(feed.folder);
    const before = [read('manifest.json'), read('hashes.csv')];
    await feed.send(rowsOf({ alpha: [1, 2], beta: [3] }, LATER));
    expect([read('manifest.json'), read('hashes.csv')]).toEqual(before);
    expect(misp.pull(feed.folder)).toEqual([]);
  });

  it('is newer for MISP also if the report has no newer time', async () => {
    await feed.send(rowsOf({ alpha: [1] }));
    misp.pull(feed.folder);
    await feed.send(rowsOf({ alpha: [2] }));
    expect(misp.pull(feed.folder)).toHaveLength(1);
    expect(addresses()).toEqual(['192.0.2.2']);
  });

  it('empties the events of reports that are gone', async () => {
    await feed.send(rowsOf({ alpha: [1], beta: [2] }));
    misp.pull(feed.folder);
    await feed.send(rowsOf({ beta: [2] }));
    misp.pull(feed.folder);
    expect(addresses()).toEqual(['192.0.2.2']);
    await feed.send(rowsOf({}), rowsOf({}));
    misp.pull(feed.folder);
    expect(addresses()).toEqual([]);
    const again = read('manifest.json');
    await feed.send(rowsOf({}));
    expect(read('manifest.json')).toBe(again);
  });
});

describe('a large report', () => {
  beforeEach(async () => {
    feed = await TestFeed.in({ event_rows: 2 });
  });

  it('is divided into events that extend the first', async () => {
    await feed.send(rowsOf({ alpha: [1, 2, 3, 4, 5] }));
    misp.pull(feed.folder);
    const events = [...misp.events.values()].toSorted((a, b) => a.info.localeCompare(b.info));
    expect(events.map(({ Object: objects }) => objects.length)).toEqual([2, 2, 1]);
    expect(events.map(({ extends_uuid: whole }) => whole)).toEqual(['', events[0]!.uuid, events[0]!.uuid]);
    expect(events[2]!.info).toBe('Shadowserver scan_ntp 2026-01-15 alpha (part 3)');
  });

  it('is emptied when the report has no rows any more', async () => {
    await feed.send(rowsOf({ alpha: [1, 2, 3], beta: [4] }));
    misp.pull(feed.folder);
    await feed.send(rowsOf({ alpha: [2, 5], beta: [4] }, LATER));
    misp.pull(feed.folder);
    await feed.send(rowsOf({ alpha: [], beta: [] }, LATER));
    misp.pull(feed.folder);
    expect(addresses()).toEqual([]);
  });

  it('moves rows between events and empties surplus ones', async () => {
    await feed.send(rowsOf({ alpha: [1, 2, 3, 4, 5] }));
    misp.pull(feed.folder);
    await feed.send(rowsOf({ alpha: [2, 3, 4] }, LATER));
    misp.pull(feed.folder);
    expect(addresses().toSorted()).toEqual(['192.0.2.2', '192.0.2.3', '192.0.2.4']);
  });
});

describe('after a kill', () => {
  it('writes the index of events that had changed', async () => {
    const killed = await feed.open();
    await killed.replace!(rowsOf({ alpha: [1] }), NEVER);
    expect(existsSync(path.join(feed.folder, 'manifest.json'))).toBe(false);
    await feed.open();
    expect(misp.pull(feed.folder)).toHaveLength(1);
    expect(MispDouble.lookUp(feed.folder, '192.0.2.1')).toHaveLength(1);
  });

  it('at any operation of the disk, ends with the same feed, and never shows half an event', async () => {
    let left = 0;
    const { rename, append, remove } = QUICK_DISK;
    const limited = {
      ...QUICK_DISK,
      rename: killing(rename),
      append: killing(append),
      remove: killing(remove),
    };
    function killing<Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) {
      return async (...given: Given): Promise<Result> => {
        if (left-- === 0) throw new Error('killed');
        return work(...given);
      };
    }
    let isWhole = false;
    for (let operations = 0; !isWhole; operations++) {
      left = operations;
      try {
        const output = await feed.open(limited);
        await output.replace!(rowsOf({ alpha: [1, 2 + (operations % 2)] }), NEVER);
        await endRound(output);
        isWhole = true;
      } catch (thrown) {
        expect((thrown as Error).message).toBe('killed');
      }
      if (existsSync(path.join(feed.folder, 'manifest.json'))) misp.pull(feed.folder);
    }
    await feed.send(rowsOf({ alpha: [7] }));
    misp.pull(feed.folder);
    expect(addresses()).toEqual(['192.0.2.7']);
    expect(readdirSync(path.join(feed.folder, '.sundial', 'changed'))).toEqual([]);
  });

  it('starts over when the folder was removed', async () => {
    const output = await feed.open();
    await output.replace!(rowsOf({ alpha: [1] }), NEVER);
    feed.remove();
    await output.replace!(rowsOf({ alpha: [1] }), NEVER);
    await endRound(output);
    expect(misp.pull(feed.folder)).toHaveLength(1);
  });
});

describe('refusals', () => {
  const refusal = (values: Parameters<typeof entryTo>[1]) =>
    openFeedOutput(entryTo(feed.folder, values), CONTEXT).then(
      () => 'none',
      (thrown: unknown) => asSundialError(thrown).message,
    );

  it('says which UUID is missing', async () => {
    expect(await refusal({ org_uuid: '' })).toContain('outputs.feed.org_uuid is missing');
    expect(await refusal({ org_uuid: 'x' })).toContain('outputs.feed.org_uuid is not a UUID');
    expect(await refusal({ distribution: 'sharing-group' })).toContain('sharing_group_uuid is missing');
  });

  it('says that the folder cannot be written, and continues when it can', async () => {
    await writeFile(feed.folder, '');
    await expect(feed.send(rowsOf({ alpha: [1] }))).rejects.toThrow(`${feed.folder}`);
    feed.remove();
    const output = await feed.open();
    await output.replace!(rowsOf({ alpha: [1] }), NEVER);
    await mkdir(path.join(feed.folder, 'manifest.json'));
    await expect(endRound(output)).rejects.toMatchObject({ code: 'files-unwritable' });
    rmSync(path.join(feed.folder, 'manifest.json'), { recursive: true });
    await endRound(output);
    expect(misp.pull(feed.folder)).toHaveLength(1);
  });

  it('says what to do about a damaged feed', async () => {
    await feed.send(rowsOf({ alpha: [1] }));
    const event = Object.keys(JSON.parse(read('manifest.json')) as object)[0]!;
    const lines = read(`${event}.json`).split('\n');
    for (const damaged of [['{}'], [], lines.with(1, '{')]) {
      await writeFile(path.join(feed.folder, `${event}.json`), damaged.join('\n'));
      await expect(feed.send(rowsOf({ alpha: [1, 2] }))).rejects.toThrow('sundial publish feed --replay');
    }
    await writeFile(path.join(feed.folder, 'manifest.json'), '{');
    await expect(feed.open()).rejects.toThrow('manifest.json: it is not as Sundial wrote it');
  });
});
