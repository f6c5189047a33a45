// Reads the options of an output to MISP.
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { MispOptions } from '../../mapping/index.js';
import type { MISP_OPTIONS } from './declaration.js';

export type MispEntry = OutputEntry<EntryValues<typeof MISP_OPTIONS>>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws SundialError `output-setting` if a UUID is not one, or a sharing group is missing */
export function mispOptions({ name: output, values, keys }: MispEntry): MispOptions {
  const requireUuid = (key: 'org_uuid' | 'sharing_group_uuid', whose: string) => {
    if (UUID.test(values[key])) return values[key].toLowerCase();
    const problem = values[key] === '' ? 'is missing' : 'is not a UUID';
    throw new SundialError('output-setting', {
      ...{ output, key, problem, expected: `the UUID that MISP shows for ${whose}` },
    });
  };
  const hasGroup = values.distribution === 'sharing-group';
  const group = hasGroup ? requireUuid('sharing_group_uuid', 'the sharing group') : '';
  return {
    organisation: { name: values.org_name, uuid: requireUuid('org_uuid', 'your organisation') },
    ...{ tlp: values.tlp, tags: values.tags, distribution: values.distribution },
    sharingGroup: { name: values.sharing_group_name, uuid: group },
    constituents: [...keys.constituents].toSorted(),
  };
}
