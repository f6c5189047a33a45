// Opens the mapping to ECS: with the table or a loaded map, and with the fields that every record gets.
import { SundialError } from '../../domain/errors.js';
import { filledField, readFixedFields } from '../fixed-fields.js';
import { readPublishedMap } from '../published-map.js';
import type { FormatRequest, RecordWriter } from '../record-format.js';
import type { ReportedEvent } from '../reported-event.js';
import { type DataStream, DEFAULT_STREAM } from './data-stream.js';
import { ecsTypeOf } from './field-types.js';
import { FORM_OF_TYPE, FORMS } from './forms.js';
import { EcsMapping } from './mapping.js';
import { isField, ownMapOf } from './own-map.js';
import type { Fact } from './record.js';

/** The mapping, and the fields that its records may have besides those of the table. */
export interface OpenedEcs {
  readonly mapping: EcsMapping;
  readonly fields: readonly string[];
}

/** Writes records as lines of JSON. @throws SundialError `record-map`, `record-field` */
export async function openEcs(request: FormatRequest): Promise<RecordWriter> {
  const { mapping } = await openEcsMapping(request, DEFAULT_STREAM);
  return (event) => JSON.stringify(mapping.recordOf(event));
}

/** @throws SundialError `record-map`, `record-field` */
export async function openEcsMapping(
  { catalogue, map: file, fields }: Omit<FormatRequest, 'clock'>,
  stream: DataStream,
): Promise<OpenedEcs> {
  const fixed = fixedFields(fields);
  const map = file === '' ? undefined : ownMapOf(await readPublishedMap('ecs', file), file);
  const factsOf = (event: ReportedEvent) => fixed.map(({ factOf }) => factOf(event));
  return {
    mapping: new EcsMapping({ catalogue, stream, map, fixed: factsOf }),
    fields: [...fixed.map(({ name }) => name), ...(map?.fields ?? [])],
  };
}

interface FixedFact {
  readonly name: string;
  readonly factOf: (event: ReportedEvent) => Fact;
}

/** @throws SundialError `record-field` */
function fixedFields(fields: readonly string[]): FixedFact[] {
  return readFixedFields('ecs', fields).map((field) => {
    const { name, template } = field;
    const refuse = (problem: string, expected: string) =>
      new SundialError('record-field', { format: 'ecs', field: name, problem, expected });
    if (!isField(name)) throw refuse('it is not a dotted name', 'a field such as labels.network');
    const type = ecsTypeOf(name);
    if (type === 'keyword' || type === 'text')
      return { name, factOf: (event) => [name, filledField(field, event)] };
    const value = FORMS[FORM_OF_TYPE[type]].of(template);
    if (value === undefined) throw refuse(`its text is no ${type}`, `a value of the type ${type}`);
    return { name, factOf: () => [name, value] };
  });
}
