// The errors of the output to MISP. Those of the file system are the errors of the output to files.
import type { ErrorRow } from '../../domain/error-row.js';
import { EXIT } from '../../domain/error-row.js';

export const MISP_ERRORS = {
  'misp-feed-damaged': {
    message:
      '{file}: {problem}. Move the folder of the feed away and run "sundial publish {output} --replay", which writes the whole feed',
    who: 'operator',
    retry: false,
    exit: EXIT.failed,
    http: 500,
  },
} as const satisfies Record<string, ErrorRow>;
