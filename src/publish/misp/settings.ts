// Reads the options of an output to MISP that a feed and the REST API have in common.
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { MispOptions } from '../../mapping/index.js';
import type { MISP_OPTIONS } from './declaration.js';

export type MispEntry = OutputEntry<EntryValues<typeof MISP_OPTIONS>>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What all events have in common besides their organisation. @throws SundialError `output-setting` */
export function mispOptions(entry: MispEntry): Omit<MispOptions, 'organisation'> {
  const { tlp, tags, distribution, sharing_group_name } = entry.values;
  const hasGroup = distribution === 'sharing-group';
  const uuid = hasGroup ? requireUuid(entry, 'sharing_group_uuid', 'the sharing group') : '';
  return {
    ...{ tlp, tags, distribution, sharingGroup: { name: sharing_group_name, uuid } },
    constituents: [...entry.keys.constituents].toSorted(),
  };
}

/** @throws SundialError `output-setting` if the option is not a UUID */
export function requireUuid(entry: MispEntry, key: 'org_uuid' | 'sharing_group_uuid', whose: string): string {
  const uuid = entry.values[key];
  if (UUID.test(uuid)) return uuid.toLowerCase();
  throw refusedSetting(
    entry,
    key,
    uuid === '' ? 'is missing' : 'is not a UUID',
    `the UUID that MISP shows for ${whose}`,
  );
}

export function refusedSetting(
  { name: output }: Pick<MispEntry, 'name'>,
  key: keyof typeof MISP_OPTIONS,
  problem: string,
  expected: string,
): SundialError {
  return new SundialError('output-setting', { output, key, problem, expected });
}
