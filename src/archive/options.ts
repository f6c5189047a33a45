// Declares the options of the data folder and of how and when originals are compressed.
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
    values: ['auto', 'brotli', 'none'],
    description:
      'How archived originals are compressed: auto = zstd with Node 22.15 and later, and brotli otherwise. Originals in other forms stay readable; "sundial store compress" converts them to this form.',
    default: 'auto',
    example: 'brotli',
  },
  {
    name: 'archive_compression_when',
    section: 'Storage',
    type: 'enum',
    values: ['idle', 'load'],
    description:
      'When large originals are compressed: idle = while the service has nothing else to do, and more thoroughly (commands that run without the service compress originals at once); load = always while reports are loaded.',
    default: 'idle',
    example: 'load',
  },
] as const satisfies readonly Option[];
