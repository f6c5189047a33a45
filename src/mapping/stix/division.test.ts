// Checks how large reports are divided, what a shorter or withdrawn version revokes, and that ids do not depend on either.
import { describe, expect, it } from 'vitest';
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import type { StixObject } from './object.js';
import { StixReport } from './report.js';
import { DEFAULT_STIX_OPTIONS, type StixReportFacts } from './report-facts.js';
import { collected, eventsOf, FACTS, made, original, type Row } from './testing/reports.js';

const incident = { severity: 'low', priority: 'P4' } as const;

/** Rows of hosts in the order of a report: by address. */
function rowsOf(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    timestamp: `2026-01-15 ${String(Math.floor(index / 3600)).padStart(2, '0')}:00:00`,
    ip: `198.51.100.${Math.floor(index / 20)}`,
    port: String(1000 + (index % 20)),
    ...{ protocol: 'tcp', asn: '64496', tag: 'open' },
  }));
}

const idsOf = (objects: readonly StixObject[], type: string) => [
  ...new Set(objects.filter((object) => object.type === type).map(({ id }) => id)),
];

describe('a report of 2,410 rows', () => {
  const rows = rowsOf(2_410);

  it('is three report objects in bundles within the limits, with references before referrers', async () => {
    const { bundles, objects, problems, report } = await made(rows, { options: { incident } });
    expect(problems).toEqual([]);
    expect(bundles.length).toBeGreaterThan(3);
    const reports = objects.filter(({ type }) => type === 'report');
    expect(reports.map(({ name }) => name)).toEqual([
      report.name,
      `${report.name} (part 2)`,
      `${report.name} (part 3)`,
    ]);
    expect(reports[0]!.id).toBe(report.id);
    expect(reports[2]!.object_refs).toContain(report.id);
    expect(idsOf(objects, 'note')).toHaveLength(13);
    expect(idsOf(objects, 'case-incident')).toHaveLength(1);
    expect(report.tally.objects.get('note')).toBe(13);
  });

  it('has the same objects however it is read, and at no time rows of more than two parts in memory', async () => {
    const of = async (batch: number) => {
      let read = 0;
      let parts = 0;
      const report = new StixReport(FACTS, DEFAULT_STIX_OPTIONS, async function* () {
        for await (const events of eventsOf(rows, FACTS, batch)()) {
          read += events.length;
          yield events;
        }
      });
      const watched = async function* () {
        for await (const bundle of report.bundles()) {
          // All rows were read once before, for what is known of all of them. The end of a part waits in its bundle for the
          // beginning of the next one.
          expect(read - rows.length).toBeLessThanOrEqual((parts + 2) * STIX_LIMITS.partRows + batch);
          parts += bundle.texts.filter((text) => text.startsWith('{"type":"report"')).length;
          yield bundle;
        }
      };
      return (await collected(watched())).bundles.map(({ json }) => json);
    };
    expect(await of(1_999)).toEqual(await of(50));
  });

  it('observes a host whose rows are in two parts once, from its first to its last row', async () => {
    const across = rowsOf(1_010).map((row, index) => (index < 990 ? row : { ...row, ip: '203.0.113.1' }));
    const { objects } = await made(across.map((row, index) => ({ ...row, timestamp: timeOf(index) })));
    const observed = objects.filter(
      ({ type, first_observed }) => type === 'observed-data' && first_observed === iso(990),
    );
    expect(observed.map(({ number_observed }) => number_observed)).toEqual([10, 20]);
    expect(observed[1]).toMatchObject({ id: observed[0]!.id, last_observed: iso(1_009) });
    expect(observed[1]!.modified! > observed[0]!.modified!).toBe(true);
  });

  it('keeps the ids of hosts and observations of a version that is not divided', async () => {
    const small = await made(rows.slice(0, 900));
    const large = await made(rows);
    for (const type of ['ipv4-addr', 'network-traffic', 'observed-data', 'note', 'relationship']) {
      const ids = new Set(idsOf(large.objects, type));
      expect(idsOf(small.objects, type).filter((id) => !ids.has(id))).toEqual([]);
    }
  });
});

const timeOf = (second: number) => new Date(Date.UTC(2026, 0, 15) + second * 1000).toISOString().slice(0, 19);
const iso = (second: number) => `${timeOf(second)}Z`;

describe('a shorter version', () => {
  it('revokes the parts and notes that it no longer needs, and nothing else', async () => {
    const before = await made(rowsOf(2_410));
    const after = await made(rowsOf(790), {
      facts: { earlierEvents: 2_410, versionAt: '2026-01-18T00:00:00Z' },
    });
    expect(after.problems).toEqual([]);
    const revoked = after.objects.filter((object) => object.revoked === true);
    const kept = new Set(after.objects.filter((object) => !object.revoked).map(({ id }) => id));
    const gone = [...idsOf(before.objects, 'report'), ...idsOf(before.objects, 'note')].filter(
      (id) => !kept.has(id),
    );
    expect(new Set(revoked.map(({ id }) => id))).toEqual(new Set(gone));
    expect(revoked.every(({ modified }) => modified === '2026-01-18T00:00:00.000Z')).toBe(true);
  });
});

describe('a withdrawn report', () => {
  const facts: StixReportFacts = { ...FACTS, earlierEvents: 1_250, versionAt: '2026-01-19T00:00:00Z' };

  it('revokes what belongs to it alone', async () => {
    const before = await made(rowsOf(1_250), { options: { incident } });
    const report = new StixReport(facts, { ...DEFAULT_STIX_OPTIONS, incident }, eventsOf([]));
    for (const from of [report.withdrawn(), report.bundles()]) {
      const { objects, problems } = await collected(from);
      // The author was sent with the report.
      expect(
        problems.filter((problem) => !problem.includes('identity--') && !problem.includes('marking-')),
      ).toEqual([]);
      expect(objects.every(({ revoked }) => revoked === true)).toBe(true);
      const own = ['report', 'note', 'case-incident'].flatMap((type) => idsOf(before.objects, type));
      expect(new Set(objects.map(({ id }) => id))).toEqual(new Set(own));
    }
  });

  it('gives nothing if it never had events', async () => {
    const { bundles } = await made([]);
    expect(bundles).toEqual([]);
  });
});

describe('withdrawn rows', () => {
  it.each(['plain', 'connector'] as const)('with %s names have their own notes revoked', async (names) => {
    const options = { ...DEFAULT_STIX_OPTIONS, names, notes: 'one' } as const;
    const connector = { id: 'AbC123' };
    const before = await made(rowsOf(3), { options, facts: { connector } });
    const report = new StixReport({ ...FACTS, connector }, options, eventsOf([]));
    const { objects } = await collected(report.withdrawnNotes(eventsOf(rowsOf(3))));
    expect(objects.map(({ id }) => id)).toEqual(idsOf(before.objects, 'note'));
    expect(objects.every(({ revoked }) => revoked === true)).toBe(true);
  });

  it('need nothing if notes are on several rows', async () => {
    const report = new StixReport(FACTS, DEFAULT_STIX_OPTIONS, eventsOf([]));
    expect((await collected(report.withdrawnNotes(eventsOf(rowsOf(3))))).bundles).toEqual([]);
  });
});

it.each([
  ['\ufeff [{"ip":"192.0.2.1"}]', 'a.json', 'application/json'],
  ['{"ip":"192.0.2.1"}\n', 'a.json', 'application/json'],
  ['ip,{\n192.0.2.1,{\n', 'a.csv', 'text/csv'],
])(
  'the original %j has the extension and the media type of its content',
  async (content, name, mime_type) => {
    const { objects, problems } = await made(rowsOf(1), { facts: { original: original('a.csv', content) } });
    expect(problems).toEqual([]);
    expect(objects.find(({ type }) => type === 'artifact')).toMatchObject({
      ...{ mime_type, x_opencti_additional_names: [name], x_opencti_description: `Original report ${name}` },
      payload_bin: Buffer.from(content).toString('base64'),
    });
  },
);

describe('a large original', () => {
  it('is several artifacts, which are the file when joined', async () => {
    const bytes = Buffer.alloc(STIX_LIMITS.artifactBytes * 2 + 17, 'ip,port\n192.0.2.1,443\n');
    const { objects, problems } = await made(rowsOf(1), {
      facts: { original: original('large.csv', bytes) },
    });
    expect(problems).toEqual([]);
    const artifacts = objects.filter(({ type }) => type === 'artifact');
    expect(artifacts.map(({ x_opencti_additional_names: names }) => names)).toEqual([
      ['large.csv.001'],
      ['large.csv.002'],
      ['large.csv.003'],
    ]);
    const joined = Buffer.concat(
      artifacts.map(({ payload_bin }) => Buffer.from(String(payload_bin), 'base64')),
    );
    expect(joined.equals(bytes)).toBe(true);
  });

  it('is one artifact if it just fits', async () => {
    const bytes = Buffer.alloc(STIX_LIMITS.artifactBytes, 'x');
    const { objects } = await made(rowsOf(1), {
      facts: { original: original('a.csv', bytes) },
    });
    const artifacts = objects.filter(({ type }) => type === 'artifact');
    expect(artifacts).toMatchObject([{ mime_type: 'text/csv', x_opencti_additional_names: ['a.csv'] }]);
  });
});
