// The contract of every archive format: packed files are restored exactly, and hostile input is refused by name.
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Collected, Delivery } from '../../domain/delivery.js';
import { contentOf } from '../testing/content-of.js';
import { DELIVERED_AT, lines, outcomes, unpackBytes } from '../testing/outcome.js';
import { PACKERS, type Packed } from '../testing/packers.js';

const csv = (last: number, rows = 1): Buffer =>
  Buffer.from(`"timestamp","ip"\n${`"2026-01-15 00:00:00","192.0.2.${last}"\n`.repeat(rows)}`);
const RAW = 1024 * 1024;

describe.each(Object.entries(PACKERS))(
  '%s',
  (_, { format, extension, pack, compresses, unicodeNames, repeatsNames }) => {
    const outer = `day.${extension}`;
    const run = async (entries: readonly Packed[], limits = {}) =>
      outcomes(unpackBytes(await pack(entries), outer, limits));

    test('one report', async () => {
      const all: Collected[] = [];
      for await (const item of unpackBytes(await pack([{ name: '2026/01/x.csv', content: csv(1) }]), outer)) {
        all.push(item);
      }
      expect(all).toMatchObject([
        {
          kind: 'delivery',
          source: 'test',
          path: `${outer} > 2026/01/x.csv`,
          name: 'x.csv',
          bytes: csv(1).length,
        },
      ]);
      expect(all[0]!.deliveredAt).toEqual(DELIVERED_AT);
    });

    test('several reports, large and small, in order', async () => {
      const entries = [
        { name: 'b.csv', content: csv(1) },
        { name: 'a.csv', content: randomBytes(3_000_000).fill('x', 0, 5000) },
        { name: 'c.json', content: Buffer.from('[]') },
        { name: 'd.csv', content: csv(4, 20_000) },
      ];
      const all = await run(entries);
      expect(lines(all)).toEqual(entries.map(({ name }) => `${outer} > ${name}`));
      expect(all.every((one, at) => one.content?.equals(entries[at]!.content))).toBe(true);
    });

    test('an archive without members', async () => {
      // An empty tar file consists only of zeros, as do files from a damaged disk.
      expect(lines(await run([]))).toEqual(extension.startsWith('tar') ? [`${outer}: archive-corrupt`] : []);
    });

    test('an empty member', async () => {
      const all = await run([
        { name: 'a.csv', content: Buffer.alloc(0) },
        { name: 'b.csv', content: csv(1) },
      ]);
      expect(lines(all)).toEqual([`${outer} > a.csv: file-empty`, `${outer} > b.csv`]);
    });

    test('two members of the same name', async () => {
      const all = await run([
        { name: 'a.csv', content: csv(1) },
        { name: 'a.csv', content: csv(2) },
      ]);
      expect(all[0]!.content?.toString()).toBe(csv(1).toString());
      // Other formats treat the second one as another part of the first, and refuse it.
      if (repeatsNames) expect(all[1]!.content?.toString()).toBe(csv(2).toString());
      else expect(all[1]!.error).toBeDefined();
    });

    test.each(Object.entries(PACKERS))('contains %s, which contains a gzip file', async (_, nested) => {
      const inner = await nested.pack([
        { name: 'x.csv.gz', content: gzipSync(csv(1)) },
        { name: 'y.csv', content: csv(2) },
      ]);
      const name = `list.${nested.extension}`;
      const all = await run([
        { name, content: inner },
        { name: 'z.csv', content: csv(3) },
      ]);
      expect(lines(all)).toEqual([
        `${outer} > ${name} > x.csv.gz`,
        `${outer} > ${name} > y.csv`,
        `${outer} > z.csv`,
      ]);
      expect(all.map((each) => each.name)).toEqual(['x.csv', 'y.csv', 'z.csv']);
      expect(all.map((each) => each.content?.toString())).toEqual([1, 2, 3].map((n) => csv(n).toString()));
    });

    test('files added by systems are skipped, and other files are refused', async () => {
      const all = await run([
        { name: '__MACOSX/._x.csv', content: csv(1) },
        { name: '.DS_Store', content: csv(1) },
        { name: 'sub/._x.csv', content: csv(1) },
        { name: './x.csv', content: csv(1) },
        { name: 'read me.txt', content: csv(1) },
        { name: 'page.csv', content: Buffer.from('<!DOCTYPE html><title>502</title>') },
        { name: 'noise.csv', content: Buffer.alloc(100, '\0\x01') },
        { name: 'noise.zip', content: Buffer.alloc(100, '\0\x01') },
      ]);
      expect(lines(all)).toEqual([
        `${outer} > ./x.csv`,
        `${outer} > read me.txt: file-not-a-report`,
        `${outer} > page.csv: file-not-a-report`,
        `${outer} > noise.csv: file-not-a-report`,
        `${outer} > noise.zip: archive-corrupt`,
      ]);
    });

    test.each([
      '../up.csv',
      'a/../../up.csv',
      '/etc/up.csv',
      '..\\up.csv',
      '\\\\host\\share\\up.csv',
      'C:\\up.csv',
      'c:up.csv',
      'bell\x07.csv',
      'line\nbreak.csv',
      ...(unicodeNames ? ['gnp\u202evsc.exe.csv'] : []),
      `${'a'.repeat(300)}.csv`,
      `${'a/'.repeat(60)}x.csv`,
    ])('a member named %j is not unpacked, but the others are', async (name) => {
      const all = await run([
        { name, content: csv(1, 100) },
        { name: 'a.csv', content: csv(2) },
      ]);
      expect(all[0]!.error?.code).toBe('archive-member-name');
      expect(all[0]!.error?.message).not.toMatch(/[\x00-\x1f\u202e]/);
      expect(all[0]!.path).not.toMatch(/[\x00-\x1f\u202e]/);
      expect(lines(all.slice(1))).toEqual([`${outer} > a.csv`]);
    });

    test('a file cut off anywhere: never a silent loss, never wrong bytes', async () => {
      const entries = [1, 2, 3].map((n) => ({ name: `${n}.csv`, content: csv(n, 50) }));
      const whole = await pack(entries);
      for (let length = 16; length < whole.length; length += Math.ceil(whole.length / 97)) {
        const all = await outcomes(unpackBytes(whole.subarray(0, length), outer));
        const exact = all.filter((each) => entries.some(({ content }) => each.content?.equals(content)));
        const failed = all.filter((each) => each.error);
        expect(exact.length + failed.length).toBe(all.length);
        if (exact.length < entries.length) expect(failed.length).toBeGreaterThan(0);
      }
    });

    test('a flipped bit in the content is noticed', async () => {
      const content = randomBytes(20_000).fill('x', 0, 5000);
      const whole = await pack([{ name: 'a.csv', content }]);
      const damaged = Buffer.from(whole);
      damaged[whole.length >> 1]! ^= 0x10;
      const all = await outcomes(unpackBytes(damaged, outer));
      // Tar has no checksum of content, so the change only shows as different content.
      if (format === 'tar') expect(all).toHaveLength(1);
      // A compressed tar file has one checksum at its end, which is read after the members are delivered.
      else expect(all.at(-1)?.error).toMatchObject({ code: 'archive-corrupt', details: { format } });
    });

    test('too many members: those before the limit are delivered', async () => {
      const entries = [1, 2, 3, 4].map((n) => ({ name: `${n}.csv`, content: csv(n) }));
      expect(lines(await run(entries, { archiveMembers: 2 }))).toEqual([
        `${outer} > 1.csv`,
        `${outer} > 2.csv`,
        `${outer}: archive-limit`,
      ]);
    });

    test('too many bytes in all members together, including nested ones', async () => {
      const inner = await pack([{ name: 'c.csv', content: csv(3, 2000) }]);
      const entries = [
        { name: 'a.csv', content: csv(1, 2000) },
        { name: `b.${extension}`, content: inner },
        { name: 'd.csv', content: csv(4, 2000) },
        { name: 'e.csv', content: csv(5, 2000) },
      ];
      const limit = { archiveBytes: 100_000 };
      const found = lines(await run(entries, limit));
      expect(found[0]).toBe(`${outer} > a.csv`);
      expect(found.at(-1)).toBe(`${outer}: archive-limit`);
      expect(found.some((line) => line.includes('e.csv'))).toBe(false);
    });

    test('too much time for its size', async () => {
      const entries = [1, 2].map((n) => ({ name: `${n}.csv`, content: csv(n) }));
      const all = await run(entries, { archiveSeconds: 0, archiveSecondsPerMib: 0 });
      expect(lines(all).at(-1)).toBe(`${outer}: archive-limit`);
      expect(lines(all)).not.toContain(`${outer} > 2.csv`);
      expect(all.at(-1)!.error!.message).toContain('takes longer to unpack and load than its size explains');
      expect(lines(await run(entries, { archiveSeconds: 0, archiveSecondsPerMib: 1e9 }))).toHaveLength(2);
    });

    test('nested too deeply: the other members are processed', async () => {
      let inner = await pack([{ name: 'x.csv', content: csv(1) }]);
      for (let depth = 2; depth <= 4; depth++) inner = await pack([{ name: outer, content: inner }]);
      const all = await run([
        { name: outer, content: inner },
        { name: 'y.csv', content: csv(2) },
      ]);
      const deep = Array.from({ length: 4 }, () => outer).join(' > ');
      expect(lines(all)).toEqual([`${deep}: archive-limit`, `${outer} > y.csv`]);
    });

    test.runIf(compresses)('a bomb with a high ratio is stopped when recognised', async () => {
      const entries = [
        { name: 'a.csv', content: csv(1) },
        { name: 'bomb.csv', content: Buffer.alloc(40 * RAW, 'x') },
        { name: 'z.csv', content: csv(2) },
      ];
      const all = await run(entries);
      expect(lines(all)).toEqual([
        `${outer} > a.csv`,
        `${outer} > bomb.csv: archive-limit`,
        `${outer}: archive-limit`,
      ]);
      expect(all[2]!.error?.message).toContain('400:1');
    });

    test.runIf(compresses)('a bomb in a nested archive ends only that archive', async () => {
      const bomb = await pack([{ name: 'bomb.csv', content: Buffer.alloc(20 * RAW, 'x') }]);
      const all = await run([
        { name: outer, content: bomb },
        { name: 'ballast.csv', content: randomBytes(RAW).fill('x', 0, 5000) },
      ]);
      expect(lines(all)).toEqual([
        `${outer} > ${outer} > bomb.csv: archive-limit`,
        `${outer} > ${outer}: archive-limit`,
        `${outer} > ballast.csv`,
      ]);
    });

    test('members that are not opened, or left early, are skipped', async () => {
      const entries = [1, 2, 3, 4].map((n) => ({ name: `${n}.csv`, content: csv(n, 30_000) }));
      const paths: string[] = [];
      let last: Buffer = Buffer.alloc(0);
      for await (const item of unpackBytes(await pack(entries), outer)) {
        paths.push(item.path);
        if (item.path.endsWith('2.csv')) for await (const _ of await (item as Delivery).open()) break;
        if (!item.path.endsWith('4.csv')) continue;
        last = await contentOf(item as Delivery);
      }
      expect(paths).toHaveLength(4);
      expect(last.equals(entries[3]!.content)).toBe(true);
    });

    test('any set of files is restored exactly', async () => {
      const name = fc
        .stringMatching(unicodeNames ? /^[a-z0-9 äß€_-]{1,12}$/ : /^[a-z0-9 _-]{1,12}$/)
        .map((stem) => `x${stem}.csv`);
      const content = fc
        .uint8Array({ maxLength: 5000 })
        .map((bytes) => Buffer.from([...csv(9, 10), ...bytes]));
      const files = fc.uniqueArray(fc.record({ name, content }), {
        minLength: 1,
        maxLength: 8,
        selector: (each) => each.name,
      });
      await fc.assert(
        fc.asyncProperty(files, async (entries) => {
          const all = await run(entries);
          expect(all.map((each) => [each.name, each.content?.toString('hex')])).toEqual(
            entries.map((entry) => [entry.name, entry.content.toString('hex')]),
          );
        }),
        { numRuns: 40 },
      );
    });
  },
);
