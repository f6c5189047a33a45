// Declares the option of the keys to the API.
import type { Option } from '../domain/option.js';

export const ACCESS_OPTIONS = [
  {
    name: 'keys_file',
    section: 'API for constituents',
    type: 'path',
    description:
      'The file with the keys to Sundial\'s own Reports API, with their secrets; only "sundial keys" writes it. Empty = keys.json in data_dir.',
    default: '',
    example: '/etc/sundial/keys.json',
  },
] as const satisfies readonly Option[];
