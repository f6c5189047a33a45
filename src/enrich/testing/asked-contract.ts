// The contract test of enrichers that are asked about addresses: every such kind runs it on one store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../../test/support/world.js';
import { DAY_SECONDS } from '../../domain/days.js';
import { testPace } from '../../net/testing/http-double.js';
import type { EnricherKind } from '../declaration.js';
import { configuredEnrichers } from '../engine/open-enrichers.js';
import { isSendable } from '../never-sent.js';
import { CONTROL, HOSTILE } from './hostile.js';
import { entryOf, type Renewing, renew } from './renewing.js';
import { countedAs, type SERVERS, type ServerUnderTest } from './servers-under-test.js';

/** Two in one network and one in another; the same for IPv6, of which each network has 48 bits. */
const SENT = ['192.0.2.1', '192.0.2.2', '198.51.100.7', '2001:db8:1::1', '2001:db8:1::2', '2001:db8:2::1'];
/** One of each kind that must not leave the machine; `never-sent.test.ts` has all ranges. */
const KEPT = [
  '10.0.0.1',
  '127.0.0.1',
  '169.254.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '0.0.0.0',
  '255.255.255.255',
];
const KEPT_IPV6 = [
  '::1',
  'fe80::1',
  'fd00::1',
  '64:ff9b::a00:1',
  '2002:a00:1::1',
  '::ffff:10.0.0.1',
  'ff02::1',
];
const DAY_MS = DAY_SECONDS * 1000;

/** @param world with enrichers named after their kinds */
export function testAskedContract(
  kind: EnricherKind,
  start: (typeof SERVERS)[string],
  world: () => World,
): void {
  const { renewal } = kind;
  describe(`the enricher ${kind.kind}`, () => {
    let server: ServerUnderTest;
    let isStopped = false;
    let now = Date.parse('2026-02-01T07:00:00Z');
    const counted = (addresses: readonly string[]) =>
      addresses.map((address) => countedAs(kind.kind, address)).toSorted();

    const ask = async (addresses: readonly string[], more: Partial<Renewing> = {}) => {
      const before = server.asked().length;
      const pace = testPace();
      const result = await renew(kind.kind, server.values, {
        ...{ enrichment: world().store.enrichment.of([kind.kind]), folder: world().folder, pace },
        ...{ clock: () => new Date(now), addresses: async () => addresses },
        mayLeave: (address) => isSendable(address, true),
        ...more,
      });
      return { result, questions: server.asked().length - before, pauses: pace.pauses };
    };
    const known = async (addresses = SENT) => {
      const found = await world().store.enrichment.of([kind.kind]).lookUp(addresses, '2026-12-31');
      return addresses.map((address) => found.get(address)?.[0]?.values);
    };

    beforeAll(async () => {
      server = await start(HOSTILE, world().folder);
    });
    afterAll(() => (isStopped ? undefined : server.stop()));

    it('is opened without asking anything', async () => {
      const settings = { enrichers: [entryOf(kind, server.values)], data_dir: world().folder };
      const [configured] = configuredEnrichers({ settings, clock: () => new Date(now), env: {} });
      const enricher = await configured!.open();
      await enricher.close();
      expect([enricher.shape, server.asked()]).toEqual(['addresses', []]);
    });

    it('never sends out a private address, one with a special purpose, or what is no address', async () => {
      // Without a test's permission, not even those of documentation.
      const all = [...SENT, ...KEPT, ...KEPT_IPV6, '10.0.0.0/8', 'host.example.com', ''];
      const { result } = await ask(all, { mayLeave: isSendable });
      expect(result).toMatchObject({ outcome: 'unchanged', asked: 0, cached: 0, unanswered: 0 });
      expect(server.asked()).toEqual([]);
    });

    it(`asks with ${renewal.pace}, about ${renewal.cache} once`, async () => {
      const { result, questions, pauses } = await ask([...SENT, ...KEPT, ...KEPT_IPV6, SENT[0]!]);
      expect(result).toMatchObject({ outcome: 'updated', asked: 6, cached: 0, unanswered: 0 });
      expect([server.paceIsKept(pauses), server.refused()]).toEqual([true, []]);
      const perNetwork = renewal.cache === 'the network of an answer';
      const expected = perNetwork ? SENT.filter((address) => !address.endsWith('2')) : SENT;
      expect([questions, server.asked()]).toEqual([expected.length, counted(expected)]);
    });

    it('gives the declared values, for IPv4 and IPv6, with hostile texts made legible', async () => {
      for (const values of await known()) {
        expect(Object.keys(values ?? {}).toSorted()).toEqual([...kind.gives].toSorted());
        for (const value of Object.values(values ?? {})) expect(String(value)).not.toMatch(CONTROL);
      }
    });

    it(`keeps an answer ${renewal.age}`, async () => {
      expect(renewal.age).toBe('for `max_age_days`');
      const days = Number(entryOf(kind, server.values).values.max_age_days);
      now += (days - 1) * DAY_MS;
      expect((await ask(SENT)).result).toMatchObject({ outcome: 'unchanged', asked: 0, cached: 6 });
      now += 2 * DAY_MS;
      expect((await ask(SENT.slice(0, 1))).result).toMatchObject({ outcome: 'updated', asked: 1, cached: 0 });
      expect((await ask(SENT.slice(0, 1))).questions).toBe(0);
    });

    it('asks once about an address of which the server knows nothing', async () => {
      server.behaviour = 'knows nothing';
      const address = '203.0.113.9';
      expect((await ask([address])).result).toMatchObject({ outcome: 'updated', asked: 1, unanswered: 0 });
      expect((await ask([address])).result).toMatchObject({ outcome: 'unchanged', cached: 1 });
      const [values = {}] = await known([address]);
      expect(Object.keys(values).filter((name) => name !== 'registry')).toEqual([]);
      server.behaviour = 'knows';
    });

    it.each([
      ['talks nonsense', '203.0.113.77'],
      ['refuses', '203.0.113.78'],
    ] as const)('keeps what it knows when the server %s, and says so', async (behaviour, address) => {
      const before = await known();
      server.behaviour = behaviour;
      const { result } = await ask([address]);
      server.behaviour = 'knows';
      expect(result).toMatchObject({ outcome: 'failed', asked: 1, cached: 0 });
      expect(await known()).toEqual(before);
      const attempts = await world().store.enrichment.of([kind.kind]).attempts();
      expect(attempts.find(({ source }) => source === kind.kind)).toMatchObject({
        ...{ outcome: 'failed', problem: result.error!.message },
      });
      expect(result.error!.message).not.toMatch(CONTROL);
    });

    it('changes nothing when it is interrupted', async () => {
      const before = await known();
      const controller = new AbortController();
      controller.abort();
      const { result } = await ask(['203.0.113.79'], { signal: controller.signal });
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'net-cancelled' }, unanswered: 1 });
      expect(await known()).toEqual(before);
    });

    it(`can do ${renewal.offline} without the server, and keeps what it knows`, async () => {
      expect(renewal.offline).toBe('nothing');
      const before = await known();
      await server.stop();
      isStopped = true;
      const { result } = await ask(['203.0.113.80']);
      expect(result).toMatchObject({ outcome: 'failed', unanswered: 1 });
      expect(await known()).toEqual(before);
      // Values for loads come from the store alone.
      expect((await ask(SENT.slice(0, 1))).result).toMatchObject({ outcome: 'unchanged', cached: 1 });
    });
  });
}
