// Lists every record format. A new one is a folder beside this file and a line here.
import { CEF_FORMAT } from './cef/declaration.js';
import { ECS_FORMAT } from './ecs/declaration.js';
import { INTELMQ_FORMAT, INTELMQ_FORMAT_3_4 } from './intelmq/declaration.js';
import type { RecordFormat } from './record-format.js';

/** The formats in which outputs and exports write events, in the order of the reference. */
export const RECORD_FORMATS: readonly RecordFormat[] = [
  CEF_FORMAT,
  ECS_FORMAT,
  INTELMQ_FORMAT,
  INTELMQ_FORMAT_3_4,
];

/** Their names and what they are, as descriptions of options list them. */
export const LISTED_FORMATS: string = RECORD_FORMATS.map(
  ({ name, description }) => `${name} = ${description}`,
).join('; ');
