// Declares the errors of the stages' files.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const STAGE_ERRORS = {
  'stage-file-changed': operator(
    '{file} is not the file that stage process wrote ({problem}). "sundial run process --tracker=off" writes it again',
    EXIT.partial,
    409,
  ),
  'stage-ledger': operator(
    '{file} cannot be read ({problem}). Remove the file; "sundial run email --tracker=off" then takes in its report again',
    EXIT.failed,
    500,
  ),
  'stages-taken': operator(
    '{folder} holds the stages of another data folder, {owner}. Set stages_dir to a folder of its own, or, if that data folder was moved here, remove {file}',
    EXIT.failed,
    409,
  ),
  'stages-unwritable': operator(
    '{folder} cannot be written ({problem}). Check its permissions, or set stages_dir to another folder',
    EXIT.failed,
    500,
  ),
} as const satisfies Record<string, ErrorRow>;
