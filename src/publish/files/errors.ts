// The errors of the output to files.
import { type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const FILES_ERRORS = {
  'files-unwritable': {
    message: '{file}: {problem}. Files are written as soon as that is possible; what is there stays complete',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 500,
  },
  'files-too-many': operator(
    'the template of {output} makes more than {limit} files for {slice}. Divide by less, for example not by autonomous system',
    EXIT.failed,
  ),
  'files-shared': operator(
    'by the template of {output}, {file} belongs to {one} and to {other}. Separate the places of the template by "/"',
    EXIT.failed,
  ),
  'files-manifest': {
    message:
      '{file}, line {line}: {problem}. Remove the file and run "sundial publish {output} --replay", which writes all files and a new manifest',
    who: 'operator',
    retry: false,
    exit: EXIT.failed,
    http: 500,
  },
} as const satisfies Record<string, ErrorRow>;
