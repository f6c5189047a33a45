// Declares the option of the stages' folder.
import type { Option } from '../domain/option.js';

export const STAGES_OPTIONS = [
  {
    name: 'stages_dir',
    section: 'Storage',
    type: 'path',
    description:
      'The folder in which "sundial run" with stages keeps its files: sorted reports, processed files, and the trees by country and by service. Empty = the folder stages in data_dir.',
    default: '',
    example: '/srv/sundial-stages',
  },
] as const satisfies readonly Option[];
