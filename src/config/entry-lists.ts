// Describes the lists of named entries in the configuration: sources, outputs and enrichers.
import type { EntryOptions } from '../domain/source-entry.js';
import { ENRICHER_OPTIONS, OUTPUT_OPTIONS, SELECTION_KEYS, SELECTION_OPTIONS } from './options.js';

/** The keys of the lists in the file. */
export const LIST_KEYS = ['sources', 'outputs', 'enrichers'] as const;
export type ListKey = (typeof LIST_KEYS)[number];

/** A list of named entries in the YAML file. */
export interface EntryList {
  /** The list's key in the file. */
  readonly key: ListKey;
  /** What an entry describes, alone and with its article. */
  readonly noun: 'source' | 'output' | 'enricher';
  readonly oneOf: 'a source' | 'an output' | 'an enricher';
  /** The options of every entry, by key. */
  readonly common: EntryOptions;
  /** Names with another meaning in the same places. */
  readonly reserved: readonly string[];
  /** An entry for messages. */
  readonly example: string;
}

export const SOURCE_LIST: EntryList = {
  key: 'sources',
  noun: 'source',
  oneOf: 'a source',
  common: {
    [SELECTION_KEYS.lists]: SELECTION_OPTIONS.lists,
    [SELECTION_KEYS.types]: SELECTION_OPTIONS.types,
    [SELECTION_KEYS.excluded]: SELECTION_OPTIONS.excluded,
  },
  // `failures` is a key beside the sources in the summary of a run, jobs of the service fail under their own names, and
  // `directory` is the source of deliveries of "sundial ingest".
  reserved: ['failures', 'pipeline', 'digest', 'retention', 'directory'],
  example: '- {name: cert-example, kind: folder, path: /srv/reports}',
};

export const OUTPUT_LIST: EntryList = {
  key: 'outputs',
  noun: 'output',
  oneOf: 'an output',
  common: OUTPUT_OPTIONS,
  // These are commands of "sundial outputs".
  reserved: ['check', 'dead', 'retry'],
  example: '- {name: lake, kind: files, path: /srv/lake}',
};

export const ENRICHER_LIST: EntryList = {
  key: 'enrichers',
  noun: 'enricher',
  oneOf: 'an enricher',
  common: ENRICHER_OPTIONS,
  // The part of Sundial that renews all of them fails under this name.
  reserved: ['enrichment'],
  example: '- {name: our-networks, kind: csv, from: /srv/networks.csv}',
};
