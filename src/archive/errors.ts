// Declares errors about originals and the disk to which they are written.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const ARCHIVE_ERRORS = {
  'disk-full': {
    message: '{file}: the disk is full. Free space under {folder} and run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 507,
  },
  'original-missing': operator(
    'the archive holds no original {sha256}. Restore the archive folder from a backup',
    EXIT.failed,
    500,
  ),
  'original-expired': operator(
    'retention removed the original of report {what}. Ingest its file again, if you still have it',
    EXIT.failed,
    410,
  ),
  'original-damaged': operator(
    'the archived original {sha256} does not match its name ({problem}). Restore it from a backup',
    EXIT.failed,
    500,
  ),
  'download-ids-unreadable': operator(
    'the ids of downloads in {file} cannot be read ({problem}). Make the file readable, or remove it: reports of that date that OpenCTI has not received yet are then named as with opencti_names: plain',
    EXIT.failed,
    500,
  ),
  'original-codec': operator(
    'the archived original {sha256} is compressed with {codec}, which this Node ({version}) does not read. Run Sundial with Node 24, or 22.15 and later, or unpack the file in the archive with "{codec} -d"',
    EXIT.failed,
    500,
  ),
} as const satisfies Record<string, ErrorRow>;
