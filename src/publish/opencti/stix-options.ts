// Turns the options of an output to OpenCTI into those of the mapping to STIX.
import type { TlpLevel } from '../../domain/stix-choices.js';
import type { StixOptions } from '../../mapping/index.js';
import type { OpenctiEntry } from './entry.js';

export function stixOptions(values: OpenctiEntry['values']): StixOptions {
  const { incident_severity: severity, incident_priority: priority } = values;
  return {
    names: values.names,
    tlp: values.marking.slice('TLP:'.length).toLowerCase() as TlpLevel,
    tlpVersion: values.tlp_version === '2' ? 2 : 1,
    notes: values.notes === 'rows' ? 'one' : 'many',
    ...(values.create_incident && { incident: { severity, priority } }),
  };
}
