// Declares the options for the data folder and the compression of originals.
import { isAbsolute, join } from 'node:path';
import type { DefaultContext, Option } from '../domain/option.js';

/** The XDG base directory specification requires ignoring a relative XDG_DATA_HOME. */
function dataFolder({ env, home }: DefaultContext): string {
  const base = env.XDG_DATA_HOME ?? '';
  return join(isAbsolute(base) ? base : join(home, '.local', 'share'), 'sundial');
}

export const ARCHIVE_OPTIONS = [
  {
    name: 'data_dir',
    section: 'Storage',
    type: 'path',
    description: 'The folder in which Sundial keeps reports, events and the ledger.',
    default: { description: '$XDG_DATA_HOME/sundial, else ~/.local/share/sundial', derive: dataFolder },
    example: '/srv/sundial',
    flag: '--data-dir',
  },
  {
    name: 'archive_compression',
    section: 'Storage',
    type: 'enum',
    values: ['brotli', 'none'],
    description: 'How archived original reports are compressed.',
    default: 'brotli',
    example: 'none',
  },
] as const satisfies readonly Option[];
