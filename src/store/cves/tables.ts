// The tables of facts about vulnerabilities: what lists say about CVE ids, and the lists in use.
import { type DeclaredTables, SYNCED, type Table, TIME, WORD } from '../../domain/table.js';

const COLUMNS: Table['columns'] = [
  ['source', WORD],
  ['cve', 'String'],
  ['exploited', 'UInt8'],
  // 0 = unknown.
  ['epss', 'Float32'],
];

/** Facts that count; the partition of a list is replaced as a whole. */
export const CVE_FACTS_TABLE: Table = {
  name: 'cve_facts',
  columns: COLUMNS,
  partitionBy: 'source',
  orderBy: 'cve',
  settings: SYNCED,
};

/** Facts that are being written and do not count yet. */
export const NEW_CVE_FACTS_TABLE: Table = { ...CVE_FACTS_TABLE, name: 'new_cve_facts' };

/** The lists in use. The row is written after the facts: without it, the list is read again. */
export const CVE_LISTS_TABLE: Table = {
  name: 'cve_lists',
  columns: [
    ['source', WORD],
    // A hash of the content, by which an unchanged list is recognised.
    ['content', 'String'],
    ['origin', 'String'],
    // The facts that it has for any vulnerability.
    ['gives', `Array(${WORD})`],
    ['cves', 'UInt64'],
    // What the enricher needs to ask again only for changes, such as an ETag.
    ['memory', 'Map(String, String)'],
    ['at', TIME],
  ],
  engine: 'ReplacingMergeTree(at)',
  orderBy: 'source',
  settings: SYNCED,
};

const TABLES = [CVE_FACTS_TABLE, NEW_CVE_FACTS_TABLE, CVE_LISTS_TABLE];

export const CVE_TABLES: DeclaredTables = {
  steps: [{ number: 18, title: 'facts about vulnerabilities', statements: TABLES }],
  readable: TABLES,
};
