// Declares the option for the size of a batch of small files.
import type { Option } from '../domain/option.js';

export const LOAD_OPTIONS = [
  {
    name: 'load_batch_mib',
    section: 'Loading',
    type: 'integer',
    min: 1,
    max: 1024,
    description: 'Small report files are loaded together until they reach this size, in MiB.',
    // Each batch has fixed costs, about 0.35 s of CPU for a day's many types.
    default: 128,
    example: 64,
  },
] as const satisfies readonly Option[];
