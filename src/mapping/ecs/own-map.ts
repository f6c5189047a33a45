// A map of columns to fields that is loaded instead of the table, in the form that the publisher gives out for its own
// program.
import { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import { ecsTypeOf } from './field-types.js';
import { FORM_OF_TYPE, FORMS, type Value } from './forms.js';
import { isoDate } from './iso-date.js';
import type { RecordBuilder } from './record.js';

/** `{"map": {"ip": "source.ip", "tag": "&tags", "scan_ssl.port": "destination.port"}}`, also without the outer object. */
const COLUMNS = z.record(z.string(), z.string());
const FILE = z.union([z.object({ map: COLUMNS }).transform(({ map }) => map), COLUMNS]);

/** Brings a cell into a record. @returns whether a field holds it */
type Placing = (cell: string, record: RecordBuilder) => boolean;

export interface OwnMap {
  /** The fields that records may get by it. */
  readonly fields: readonly string[];
  place(type: string, column: string, cell: string, record: RecordBuilder): boolean;
}

/** @throws SundialError `record-map` */
export function ownMapOf(content: unknown, file: string): OwnMap {
  const refuse = (problem: string) => new SundialError('record-map', { format: 'ecs', file, problem });
  const parsed = FILE.safeParse(content);
  if (!parsed.success) throw refuse('it is not an object with a text for each column');
  const fields = new Set<string>();
  const placings = new Map<string, Placing>();
  for (const [column, target] of Object.entries(parsed.data)) {
    const placed = targetOf(target);
    if (!placed) continue;
    if (!isField(placed.field)) throw refuse(`${column} has the field "${placed.field}"`);
    fields.add(placed.field);
    placings.set(column, placed.placing);
  }
  return {
    fields: [...fields],
    // A rule for one type is more exact than one for all types.
    place: (type, column, cell, record) =>
      (placings.get(`${type}.${column}`) ?? placings.get(column))?.(cell, record) ?? false,
  };
}

/** A dotted name of which no part is empty or changes an object's nature. */
export const isField = (field: string): boolean =>
  field.split('.').every((part) => /^[@A-Za-z_][\w@-]*$/.test(part) && !part.startsWith('__'));

interface Target {
  readonly field: string;
  readonly placing: Placing;
}

/** What a target means. Undefined for unknown functions: their cells stay under the names of their columns. */
function targetOf(target: string): Target | undefined {
  const [, name, argument = ''] = /^&(\w+)(?:\((.*)\))?$/.exec(target) ?? [];
  if (name === undefined) return single(target, FORMS[FORM_OF_TYPE[ecsTypeOf(target)]].of);
  switch (name) {
    case 'timestamp':
      return single('@timestamp', isoDate);
    case 'tags':
      return single('tags', FORMS.words.of);
    case 'labels':
      return single(`labels.${argument}`, FORMS.text.of);
    case 'convert_timestamp':
      return single(argument, isoDate);
    default:
      return undefined;
  }
}

const single = (field: string, convert: (cell: string) => Value | undefined): Target => ({
  field,
  placing: (cell, record) => {
    const value = convert(cell);
    return value !== undefined && record.set(field, value);
  },
});
