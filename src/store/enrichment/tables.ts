// The tables of enrichment: what enrichers know about networks, and the versions of that knowledge which count.
import { ENRICHED_AT, ENRICHED_BY, ENRICHED_VALUES, type EnrichedKind } from '../../domain/enriched.js';
import { type DeclaredTables, SYNCED, type Table, TIME, WORD } from '../../domain/table.js';

const STORED_AS: Readonly<Record<EnrichedKind, string>> = {
  u32: 'UInt32',
  word: WORD,
  text: 'String CODEC(ZSTD(1))',
};

/** The columns of events that hold enriched values. */
export const ENRICHED_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ...ENRICHED_VALUES.map(({ field, kind }) => [field, STORED_AS[kind]] as const),
  [ENRICHED_BY, WORD],
  [ENRICHED_AT, TIME],
];

/**
 * Versions of the tables of enrichers. The row is written last and makes the version count; a version without a row was
 * left by a killed process, or was replaced.
 */
export const ENRICHMENT_VERSIONS: Table = {
  name: 'enrichment_versions',
  columns: [
    ['version', 'UInt32'],
    ['source', WORD],
    // A hash of the content, by which an unchanged table is recognised.
    ['content', 'String'],
    // The file or address from which it came.
    ['origin', 'String'],
    // The first day for which its values hold.
    ['valid_from', 'Date'],
    // The values that it has for any network.
    ['gives', `Array(${WORD})`],
    ['networks', 'UInt64'],
    // What the enricher needs to ask again only for changes, such as an ETag.
    ['memory', 'Map(String, String)'],
    ['at', TIME],
  ],
  orderBy: 'version',
  settings: SYNCED,
};

/** What one version says about one network. */
export const ENRICHMENT_NETWORKS: Table = {
  name: 'enrichment_networks',
  columns: [
    ['version', 'UInt32'],
    ['first', 'IPv6'],
    // Of 128 bits, also for IPv4.
    ['bits', 'UInt8'],
    ['network', 'String'],
    ...ENRICHED_VALUES.map(({ column, kind }) => [column, STORED_AS[kind]] as const),
    ['got_at', TIME],
  ],
  partitionBy: 'version',
  orderBy: '(first, bits)',
  settings: SYNCED,
};

/** Attempts to renew a source, the newest of which is its state. */
export const ENRICHMENT_ATTEMPTS: Table = {
  name: 'enrichment_attempts',
  columns: [
    ['source', WORD],
    ['at', TIME],
    // `updated`, `unchanged` or `failed`.
    ['outcome', WORD],
    ['problem', 'String'],
  ],
  engine: 'ReplacingMergeTree(at)',
  orderBy: 'source',
  settings: SYNCED,
};

const TABLES = [ENRICHMENT_VERSIONS, ENRICHMENT_NETWORKS, ENRICHMENT_ATTEMPTS];

export const ENRICHMENT_TABLES: DeclaredTables = {
  steps: [{ number: 17, title: 'tables of enrichers', statements: TABLES }],
  readable: TABLES,
};
