// Checks the form and the consistency of the catalogue's data files, which are not checked at run time.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SEVERITIES } from '../domain/event-columns.js';
import { Catalogue, loadCatalogue } from './catalogue.js';
import { shippedData } from './data.js';
import { CADENCES, FAMILIES, FINDING_KEYS, GROUPS, SUBJECT_FORMS } from './report-type.js';

const RSIT = new Map([
  ['abusive-content', ['spam']],
  ['availability', ['ddos', 'misconfiguration']],
  ['fraud', ['masquerade', 'phishing']],
  ['information-content-security', ['data-leak']],
  ['information-gathering', ['scanner']],
  ['intrusion-attempts', ['brute-force']],
  ['intrusions', ['system-compromise']],
  ['malicious-code', ['c2-server', 'infected-system', 'malware-distribution']],
  ['other', ['blocklist', 'other', 'undetermined']],
  ['vulnerable', ['potentially-unwanted-accessible', 'vulnerable-system', 'weak-crypto']],
]);

const id = z.string().regex(/^[a-z0-9][a-z0-9_]*$/);
const subject = z.record(z.string(), z.enum(SUBJECT_FORMS));
const entry = z.strictObject({
  like: id.optional(),
  name: z.string().min(1),
  title: z.string().min(1).optional(),
  severity: z.enum(SEVERITIES).optional(),
  rsit: z.string().optional(),
  link: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  group: z.enum(GROUPS).optional(),
  family: z.literal([...FAMILIES]).optional(),
  cadence: z.enum(CADENCES).optional(),
  subject: subject.optional(),
  cve_columns: z.array(z.string()).optional(),
  finding_key: z.enum(FINDING_KEYS).optional(),
  columns: z.array(z.string().regex(/^@?[A-Za-z0-9_]+$/)).optional(),
});
const family = z.strictObject({
  prefix: z.string(),
  group: z.enum(GROUPS),
  family: z.literal([...FAMILIES]),
  short: z.boolean(),
  finding_key: z.enum(FINDING_KEYS).optional(),
});
const defaults = z.strictObject({
  documentation: z.url({ protocol: /^https$/ }),
  subject,
  groups: z.record(
    z.enum(GROUPS),
    z.strictObject({
      cadence: z.enum(CADENCES),
      finding_key: z.enum(FINDING_KEYS),
      cve_columns: z.array(z.string()),
    }),
  ),
  families: z.array(family),
  unknown: z.strictObject({
    severity: z.enum(SEVERITIES),
    rsit: z.string(),
    group: z.enum(GROUPS),
    family: z.literal([...FAMILIES]),
  }),
});

const data = shippedData();
const all = loadCatalogue().types({ retired: true });

describe('the data files', () => {
  it('have the form that the code expects', () => {
    const types = z.record(id, entry);
    z.object({
      types,
      retired: types,
      renamed: z.record(id, id),
      columns: z.record(z.string(), z.array(z.string()).min(2)),
      defaults,
    }).parse(data);
  });

  it('describe the current types', () => {
    const ids = loadCatalogue()
      .types()
      .map((type) => type.id);
    expect(ids).toEqual(Object.keys(data.types).sort());
    expect(ids).toContain('scan_ssl');
  });

  it('need one entry for a new type, which then behaves like its family', () => {
    const added = {
      name: 'Accessible-Example-Service',
      severity: 'high',
      columns: ['@service', 'example_version'],
    } as const;
    const catalogue = new Catalogue({ ...data, types: { ...data.types, scan_example_service: added } });
    expect(catalogue.match('example_service')).toMatchObject([
      {
        id: 'scan_example_service',
        known: true,
        group: 'scan',
        family: 4,
        severity: 'high',
        findingKey: 'port',
      },
    ]);
    expect(catalogue.find('scan_example_service')?.columns).toEqual([
      ...data.columns.service!,
      'example_version',
    ]);
  });

  it('contain every type once, as current, retired or renamed', () => {
    const names = [data.types, data.retired, data.renamed].flatMap((part) => Object.keys(part));
    expect(names.length).toBe(new Set(names).size);
  });

  it('rename types only to current types', () => {
    for (const target of Object.values(data.renamed)) expect(Object.keys(data.types)).toContain(target);
  });

  it('refer only to existing twins and column sets, and use every set', () => {
    const entries = { ...data.types, ...data.retired };
    const runs = new Set<string>();
    for (const { like, columns = [] } of Object.values(entries)) {
      if (like !== undefined) expect(entries[like]?.columns).toBeDefined();
      for (const column of columns) if (column.startsWith('@')) runs.add(column.slice(1));
    }
    expect([...runs].sort()).toEqual(Object.keys(data.columns).sort());
  });
});

describe.each(all)('$id', (type) => {
  it('is complete', () => {
    expect(SEVERITIES).toContain(type.severity);
    expect(RSIT.get(type.classification.taxonomy)).toContain(type.classification.type);
    expect(type.title).not.toBe(type.id);
    expect(type.link ?? 'https://').toMatch(/^https:\/\//);
    expect(new Set(type.columns).size).toBe(type.columns.length);
    if (!type.retired) expect(type.columns).toContain('timestamp');
  });

  it('distinguishes findings by port only if the subject was scanned', () => {
    const column = type.subject.find((each) => type.columns.includes(each.column))?.column ?? '';
    if (/^(src|dst|http_referer)_ip$/.test(column)) expect(type.findingKey).toBe('infection');
    if (type.group === 'scan') expect(type.findingKey).toBe('port');
  });

  it('has a column for its subject', () => {
    const columns = type.subject.map(({ column }) => column);
    if (type.columns.length > 0) expect(columns.some((column) => type.columns.includes(column))).toBe(true);
  });
});
