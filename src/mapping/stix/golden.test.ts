// Checks the objects of each family of report types against golden pairs: the rows of a report as CSV, and its objects.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventsOfCsv } from '../../publish/testing/events.js';
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { GOLDEN_DATE, GOLDEN_TYPES, goldenEvents } from '../testing/golden.js';
import { StixReport } from './report.js';
import { DEFAULT_STIX_OPTIONS } from './report-facts.js';
import {
  CERTIFICATE_HASHES,
  CERTIFICATE_NAMES,
  CERTIFICATE_RULES,
  LABEL_COLUMNS,
  OBSERVABLE_RULES,
  PROTOCOL_COLUMNS,
  SEVERITY_COLUMNS,
  SITE_COLUMNS,
  TIME_COLUMN,
  TRAFFIC_RULES,
  URL_COLUMNS_LEFT_OUT,
  VULNERABILITY_COLUMNS,
} from './rules.js';
import { collected, FACTS, original } from './testing/reports.js';

const FOLDER = path.join(import.meta.dirname, 'testing', 'golden');
const filesOf = (extension: string) =>
  readdirSync(FOLDER).flatMap((name) => (name.endsWith(extension) ? [path.basename(name, extension)] : []));
const readCsv = (type: string) => readFileSync(path.join(FOLDER, `${type}.csv`), 'utf8');

/** The reports of all mappings, and in their place or besides those with columns that only STIX maps. */
const REPORTS = new Map<string, readonly ReportedEvent[]>([
  ...GOLDEN_TYPES.map((type) => [type, goldenEvents(type)] as const),
  ...filesOf('.csv').map((type) => [type, eventsOfCsv(readCsv(type), { type, date: GOLDEN_DATE })] as const),
]);

const catalogue = loadCatalogue();

describe('golden pairs', () => {
  it.each([...REPORTS])('%s', async (type, events) => {
    const facts = { ...FACTS, type, page: catalogue.find(type)?.link ?? '' };
    // The original is the same in all reports; one shows it.
    const file = type === 'scan_exchange' && { original: original(`${type}.csv`, readCsv(type)) };
    const report = new StixReport(
      { ...facts, ...file },
      { ...DEFAULT_STIX_OPTIONS, incident: { severity: 'low', priority: 'P3' }, tlp: 'amber' },
      async function* () {
        yield events;
      },
    );
    const { bundles, problems } = await collected(report.bundles());
    expect(problems).toEqual([]);
    expect(bundles).toHaveLength(1);
    const pair = { problems: [...report.tally.problems.keys()], bundle: JSON.parse(bundles[0]!.json) };
    await expect(`${JSON.stringify(pair, null, 2)}\n`).toMatchFileSnapshot(path.join(FOLDER, `${type}.json`));
  });

  it('exist for every family of types and for a type that no catalogue knows, and no others', () => {
    expect(filesOf('.json').toSorted()).toEqual([...REPORTS.keys()].toSorted());
    expect([...REPORTS.keys()].filter((type) => !catalogue.find(type))).toEqual(['scan_unheard_of']);
  });

  it('show each column of the mapping with a value', () => {
    const columns = [
      ...OBSERVABLE_RULES.map(({ column }) => column),
      ...TRAFFIC_RULES.flatMap(({ source, destination, sourcePorts, destinationPorts }) =>
        [source, destination, ...sourcePorts, ...destinationPorts].filter(Boolean),
      ),
      ...[SITE_COLUMNS.scheme, ...SITE_COLUMNS.hosts, SITE_COLUMNS.port],
      ...CERTIFICATE_HASHES.map(([column]) => column),
      ...CERTIFICATE_RULES.map(({ column }) => column),
      ...Object.values(CERTIFICATE_NAMES).flatMap((names) => names.map(([column]) => column)),
      ...[...PROTOCOL_COLUMNS, ...LABEL_COLUMNS, ...VULNERABILITY_COLUMNS, ...SEVERITY_COLUMNS, TIME_COLUMN],
    ];
    const events = [...REPORTS.values()].flat();
    const unused = columns.filter((column) => events.every((event) => cellOf(event, column) === ''));
    expect(unused).toEqual([]);
  });
});

it('each column of the catalogue whose name says that it has URLs is mapped, or left out with a reason', () => {
  const known = new Set([
    ...OBSERVABLE_RULES.map(({ column }) => column),
    ...Object.keys(URL_COLUMNS_LEFT_OUT),
  ]);
  const columns = new Set(catalogue.types().flatMap((type) => type.columns));
  const urls = [...columns].filter((name) =>
    /(?:^|_)(?:ur[il]s?|website|location|redirect_target|http_referer)$/.test(name),
  );
  expect(urls.length).toBeGreaterThan(8);
  expect(urls.filter((name) => !known.has(name))).toEqual([]);
});
