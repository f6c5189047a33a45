// Tests that no date of a collection is reserved twice, and that each event has enough of them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TAXII_LIMITS } from '../../domain/limits-taxii.js';
import { StixReport } from '../../mapping/index.js';
import { CERTIFICATE_HASHES, OBSERVABLE_RULES, TRAFFIC_RULES } from '../../mapping/stix/rules.js';
import { requireValid } from '../../mapping/stix/testing/validate.js';
import { type Addition, firstDates, laterDates } from './dates.js';
import type { Entry } from './journal.js';

const addition = fc
  .record({
    type: fc.constantFrom('scan_ntp', 'scan_ssh', 'blocklist'),
    date: fc.constantFrom('2026-03-01', '2026-03-02'),
    at: fc.integer({ min: 0, max: 4 }).map((second) => (1_772_500_000 + second) * 1_000_000),
    events: fc.constantFrom(1, 20, 100_000),
  })
  .map(
    ({ events, ...slice }): Addition => ({
      ...{ ...slice, events, sum: '', loads: [1] },
      reports: [{ list: '', events, earlier: 0, version: 0 }],
    }),
  );
const additions = fc.array(addition, { maxLength: 12 });

/** Whether entries follow each other without a shared date. */
const areApart = (entries: readonly Entry[]) =>
  entries.every(({ began }, at) => at === 0 || began >= entries[at - 1]!.began + entries[at - 1]!.room);

it('first dates are at the time of the load or earlier, each once', () => {
  fc.assert(
    fc.property(additions, (all) => {
      const entries = firstDates(all);
      const latest = Math.max(0, ...all.map(({ at }) => at));
      expect(entries).toHaveLength(all.length);
      expect(areApart(entries)).toBe(true);
      expect(entries.every(({ began }) => began <= latest)).toBe(true);
    }),
  );
});

it('later dates are at the time of the load or later, and behind what a client may have passed', () => {
  const earliest = 1_772_500_002 * 1_000_000;
  fc.assert(
    fc.property(additions, additions, (before, all) => {
      const known = firstDates(before);
      const end = Math.max(0, ...known.map(({ began, room }) => began + room));
      const entries = laterDates(all, earliest, end);
      expect(entries).toHaveLength(all.length);
      expect(areApart([...known, ...entries])).toBe(true);
      expect(entries.every(({ began }) => began >= earliest)).toBe(true);
    }),
  );
});

it('an event has no more objects than dates', async () => {
  const cves = Array.from({ length: 60 }, (_, at) => `CVE-2026-${1000 + at}`);
  const texts: Readonly<Record<string, string>> = {
    'autonomous-system': '64496',
    address: '192.0.2.1',
    'domain-name': 'host.example.com',
    'mac-addr': '00:0a:95:9d:68:16',
    website: 'host.example.org',
  };
  // Other values in each column, so that no two objects are the same.
  const different = (text: string, at: number) =>
    text
      .replace(/1$/, String(1 + at))
      .replace('64496', String(64_496 + at))
      .replace('host', `host${at}`);
  const fields: Record<string, string> = {
    timestamp: '2026-03-01 01:00:00',
    severity: 'high',
    tag: cves.join(';'),
  };
  for (const [at, { column, kind }] of OBSERVABLE_RULES.entries())
    fields[column] = kind.endsWith('url') ? `https://example.com/${at}` : different(texts[kind]!, at);
  for (const { sourcePorts, destinationPorts } of TRAFFIC_RULES)
    for (const port of [...sourcePorts, ...destinationPorts]) fields[port] = '443';
  for (const [column] of CERTIFICATE_HASHES) fields[column] = 'a1'.repeat(20);
  const event = {
    id: 'one',
    type: 'scan_ssl',
    date: '2026-03-01',
    list: '',
    columns: Object.keys(fields),
    fields,
  };
  const report = new StixReport(
    { ...{ type: 'scan_ssl', date: '2026-03-01', list: '', page: '' }, versionAt: '2026-03-01T00:00:00Z' },
    { names: 'plain', tlp: 'clear', tlpVersion: 1, notes: 'one' },
    async function* () {
      yield [event];
    },
  );
  let objects = 0;
  for await (const object of report.singly()) {
    requireValid([object]);
    objects++;
  }
  // All columns were used; without marking, author and the report itself.
  expect(objects - 3).toBeGreaterThan(65);
  expect(objects - 3).toBeLessThanOrEqual(TAXII_LIMITS.eventObjects);
});
