// The contract test of enrichers that read a whole table or list: every such kind runs it on one store.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../../test/support/world.js';
import { CVE_FACTS } from '../../domain/cve-fact.js';
import { DAY_SECONDS, dateOf } from '../../domain/days.js';
import { Secret } from '../../domain/secret.js';
import { type Answer, type HttpDouble, startDouble } from '../../net/testing/http-double.js';
import { deadOrigin } from '../../net/testing/servers.js';
import type { EnricherKind } from '../declaration.js';
import { configuredEnrichers } from '../engine/open-enrichers.js';
import { CONTROL, HOSTILE } from './hostile.js';
import { entryOf, type Renewing, renew } from './renewing.js';
import type { TableUnderTest } from './tables-under-test.js';

const [DAY, LATER, EARLIER] = ['2026-01-15', '2026-01-16', '2026-01-14'] as const;
const ADDRESSES = ['192.0.2.1', '2001:db8::1'];
const DAY_MS = DAY_SECONDS * 1000;
const TOKEN = 'correct-horse-battery-staple';

/** @param world with enrichers named after their kinds */
export function testTableContract(
  kind: EnricherKind,
  { table, statesDay, texts }: TableUnderTest,
  world: () => World,
): void {
  describe(`the enricher ${kind.kind}`, () => {
    const first = table({ day: DAY, text: 'Example' });
    const second = table({ day: LATER, text: 'Renamed' });
    let file: string;
    let server: HttpDouble;
    let answer: Answer = {};
    let now = Date.parse('2026-02-01T07:00:00Z');

    const today = () => dateOf(new Date(now));
    const renewed = (from: string, more: Partial<Renewing> & { readonly token?: string } = {}) => {
      const { token = '', ...request } = more;
      const enrichment = world().store.enrichment.of([kind.kind]);
      const values = { from, token: new Secret(token) };
      return renew(kind.kind, values, {
        ...{ enrichment, clock: () => new Date(now), folder: world().folder, ...request },
      });
    };
    const read = (content: Buffer, more: Partial<Renewing> = {}) => {
      writeFileSync(file, content);
      return renewed(file, more);
    };
    const served = async (given: Answer, more: Parameters<typeof renewed>[1] = {}) => {
      answer = given;
      const before = server.asked.length;
      const result = await renewed(`${server.url}/table?secret=x`, more);
      return { result, requests: server.asked.slice(before) };
    };
    /** What the store knows from the enricher now. */
    const known = async (): Promise<readonly Readonly<Record<string, unknown>>[]> => {
      const { enrichment } = world().store;
      if (kind.shape === 'cves')
        return world().operator.tables.rows(
          `SELECT cve, exploited, epss FROM cve_facts WHERE source = {source:String}`,
          {
            source: kind.kind,
          },
        );
      const found = await enrichment.of([kind.kind]).lookUp(ADDRESSES, '2026-01-31');
      return ADDRESSES.map((address) => found.get(address)?.[0]?.values ?? {});
    };
    const problem = async () =>
      (await world().store.enrichment.of([kind.kind]).attempts()).find(({ source }) => source === kind.kind)!
        .problem;

    beforeAll(async () => {
      file = path.join(world().folder, `table-of-${kind.kind}`);
      server = await startDouble(() => answer);
    });
    afterAll(async () => {
      await server.stop();
      rmSync(file, { force: true });
    });

    it('is opened without reading or asking anything', async () => {
      const settings = { enrichers: [entryOf(kind, { from: server.url })], data_dir: world().folder };
      const [configured] = configuredEnrichers({ settings, clock: () => new Date(now), env: {} });
      const enricher = await configured!.open();
      await enricher.close();
      expect([enricher.shape, server.asked]).toEqual([kind.shape, []]);
    });

    it('leaves nothing behind when its first table cannot be read', async () => {
      expect(await read(Buffer.from('<!DOCTYPE html>'))).toMatchObject({ outcome: 'failed', entries: 0 });
      expect((await known()).flatMap((values) => Object.keys(values))).toEqual([]);
    });

    it('gives the declared values, for IPv4 and IPv6, from a plain and a compressed table', async () => {
      expect(await read(gzipSync(first))).toMatchObject({ outcome: 'updated' });
      const compressed = await known();
      expect(await read(first, { again: true })).toMatchObject({ outcome: 'unchanged' });
      expect(compressed).toEqual(await known());
      const facts = (values: Readonly<Record<string, unknown>>) =>
        Object.keys(values).filter(
          (name) => !(CVE_FACTS as readonly string[]).includes(name) || values[name] !== 0,
        );
      for (const values of compressed)
        expect(
          facts(values)
            .filter((name) => name !== 'cve')
            .toSorted(),
        ).toEqual([...kind.gives].toSorted());
      if (statesDay) expect(await renewed(file)).toMatchObject({ validFrom: DAY });
    });

    it(`keeps it ${kind.renewal.age}`, async () => {
      expect(kind.renewal.age).toBe('until a newer table is read');
      const before = await known();
      now += 400 * DAY_MS;
      expect(await known()).toEqual(before);
      expect(await renewed(file)).toMatchObject({ outcome: 'unchanged' });
    });

    it(`does not read ${kind.renewal.cache} again, and needs ${kind.renewal.pace}`, async () => {
      expect(kind.renewal).toMatchObject({ cache: 'a table that did not change', pace: 'one request' });
      expect(await renewed(file)).toMatchObject({ outcome: 'unchanged' });
      const headers = { etag: '"v2"', 'last-modified': 'Thu, 15 Jan 2026 10:00:00 GMT' };
      const { result, requests } = await served({ body: second, headers });
      expect([result.outcome, requests.length]).toEqual(['updated', 1]);
      const again = await served({ status: 304 });
      expect([again.result.outcome, again.requests.length]).toEqual(['unchanged', 1]);
      expect(again.requests[0]!.headers).toMatchObject({
        'if-none-match': '"v2"',
        'if-modified-since': 'Thu, 15 Jan 2026 10:00:00 GMT',
      });
    });

    it(`can ${kind.renewal.offline} without the network, and keeps what it has`, async () => {
      expect(kind.renewal.offline).toBe('read files');
      const before = await known();
      expect(await renewed(await deadOrigin())).toMatchObject({
        ...{ outcome: 'failed', error: { code: 'enricher-unreachable' } },
        entries: expect.toSatisfy((entries: number) => entries > 0),
      });
      expect(await known()).toEqual(before);
      expect(await read(second, { again: true })).toMatchObject({ outcome: 'unchanged' });
    });

    const packed = gzipSync(second);
    const damaged = Buffer.from(packed).fill(0xff, 20, 28);
    it.each<[string, Buffer]>([
      ['empty', Buffer.alloc(0)],
      ['a web page', Buffer.from('<!DOCTYPE html>\n<p>Sign in to download</p>\n')],
      ['zeros', Buffer.alloc(4096)],
      [
        'bytes of no form',
        Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 167 + (at >> 3)) & 255)),
      ],
      ['compressed and cut off', packed.subarray(0, -6)],
      ['compressed and damaged', damaged],
    ])('keeps its table when the next one is %s, and says so', async (_what, content) => {
      const before = await known();
      const { outcome, entries, error } = await read(content);
      expect([outcome, entries > 0, await known()]).toEqual(['failed', true, before]);
      expect(error?.message).toContain(file);
      expect(await problem()).toBe(error?.message);
    });

    it.each<[string, Answer, string]>([
      ['is missing', { status: 404 }, 'enricher-unreachable'],
      ['cannot be served', { status: 500 }, 'enricher-unreachable'],
      ['ends early', { body: second, cutAfter: 20 }, 'enricher-unreachable'],
      ['is for others', { status: 401 }, 'enricher-auth'],
      ['moves in a circle', { status: 302, headers: { location: '/table' } }, 'enricher-unreachable'],
    ])('keeps its table when the next one %s, and shows no secret', async (_what, given, code) => {
      const before = await known();
      const { result, requests } = await served(given, { token: TOKEN });
      expect(result).toMatchObject({ outcome: 'failed', error: { code } });
      expect(requests[0]!.headers.authorization).toBe(`Bearer ${TOKEN}`);
      expect(await known()).toEqual(before);
      expect(await problem()).not.toMatch(new RegExp(`${TOKEN}|secret=x`));
    });

    it.runIf(statesDay)(
      'keeps its table when the next one is of an earlier day, unless told otherwise',
      async () => {
        const before = await known();
        const older = table({ day: EARLIER, text: 'Earlier' });
        expect(await read(older)).toMatchObject({ outcome: 'failed', error: { code: 'enrichment-older' } });
        expect([await known(), await problem()]).toEqual([before, expect.stringContaining(EARLIER)]);
        expect(await read(older, { may: { age: true }, again: true })).toMatchObject({ outcome: 'updated' });
        // A day to come is a mistake, and must not keep all later tables out.
        expect(await read(table({ day: '2038-01-01', text: 'To come' }))).toMatchObject({
          outcome: 'updated',
        });
        now += DAY_MS;
        expect(await read(table({ day: today(), text: 'Next' }))).toMatchObject({ outcome: 'updated' });
      },
    );

    it.runIf(texts.length > 0)('makes hostile texts legible', async () => {
      await read(table({ day: today(), text: HOSTILE }));
      const found = await known();
      for (const values of found)
        for (const name of texts) {
          expect(values[name]).toContain('HYPERLINK');
          expect(values[name]).not.toMatch(CONTROL);
        }
    });

    it('changes nothing when it is interrupted', async () => {
      const before = await known();
      const controller = new AbortController();
      controller.abort();
      const next = table({ day: today(), text: 'Interrupted' });
      expect(await read(next, { signal: controller.signal })).toMatchObject({ outcome: 'failed' });
      expect(await known()).toEqual(before);
    });
  });
}
