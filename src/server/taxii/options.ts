// Declares the options of the TAXII server.
import type { Option } from '../../domain/option.js';
import { TLP_LEVELS } from '../../domain/stix-choices.js';

export const TAXII_OPTIONS = [
  {
    name: 'taxii',
    section: 'API for constituents',
    type: 'boolean',
    description:
      'Whether the API for constituents is also a TAXII 2.1 server, from which their platforms read the reports as STIX. It needs api_port.',
    default: false,
    example: true,
  },
  {
    name: 'taxii_tlp',
    section: 'API for constituents',
    type: 'enum',
    values: TLP_LEVELS,
    description: 'The level of the Traffic Light Protocol with which the TAXII server marks all objects.',
    default: 'amber',
    example: 'green',
  },
] as const satisfies readonly Option[];
