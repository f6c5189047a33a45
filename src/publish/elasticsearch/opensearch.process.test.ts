// Sends events to a real OpenSearch: with our templates it accepts every value, and a rollover changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { GOLDEN_TYPES, goldenEvents } from '../../mapping/testing/golden.js';
import type { BrokerServer } from '../broker/testing/server.js';
import type { EventMessage } from '../messages.js';
import type { Output } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { startOpenSearch, whyNoOpenSearch } from './testing/opensearch/opensearch.js';
import { outputTo } from './testing/output.js';

const missing = whyNoOpenSearch();
if (missing) console.warn(`The output to OpenSearch is not tested: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('OpenSearch', () => {
  let server: BrokerServer;
  let output: Output;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startOpenSearch();
    const dataset = 'shadowserver.events';
    output = await outputTo(`http://127.0.0.1:${server.port}`, { api_key: new Secret(''), dataset });
    await output.prepare(NEVER);
  }, 120_000);
  afterAll(async () => {
    await output?.close();
    await server?.stop();
  });

  const stream = 'logs-shadowserver.events-default';
  const deliver = (appeared: readonly EventMessage[], withdrawn: readonly EventMessage[] = []) =>
    output.deliver!({ carries: 'events', slice: SLICE, occasion: '1', appeared, withdrawn }, NEVER);
  const counted = async () => (await output.counts!(NEVER))!.map(({ type, events }) => `${type} ${events}`);
  const posted = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${server.port}/${stream}/${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(body),
    }).then((answer) => answer.json());

  it('takes the events of every family, hostile values, and finds networks', async () => {
    for (const type of GOLDEN_TYPES)
      expect(await deliver(goldenEvents(type) as readonly EventMessage[])).toEqual([]);
    const hostile = JSON.parse(
      '{"$where":"a","a.b":"b","__proto__":"\\u0000","banner":"=1+1\\r\\n","ip":"x"}',
    );
    hostile.jarm = 'j'.repeat(100_000);
    const own = eventOf(Object.keys(hostile), { ...hostile, port: '99999', amplification: '1e999' });
    expect(await deliver([own])).toEqual([]);
    expect(await counted()).toContain('scan_ntp 1');
    const found = await posted('_count', { query: { term: { 'shadowserver.ip_range': '198.51.100.7' } } });
    expect(found).toMatchObject({ count: 1 });
    expect((await output.check(NEVER)).sentence).toContain('OpenSearch 2.19.0');
  });

  it('holds each event once after a rollover, and deletes withdrawn events from all indices', async () => {
    const [one, two] = ['192.0.2.1', '192.0.2.2'].map((ip) => {
      return eventOf(['ip'], { ip }, { type: 'scan_rollover', date: '2026-01-15' });
    }) as [EventMessage, EventMessage];
    await deliver([one]);
    await posted('_refresh', {});
    await posted('_rollover', {});
    await deliver([one, two]);
    expect(await counted()).toContain('scan_rollover 2');
    await deliver([], [one]);
    expect(await counted()).toContain('scan_rollover 1');
    await deliver([one]);
    expect(await counted()).toContain('scan_rollover 2');
  });
});
