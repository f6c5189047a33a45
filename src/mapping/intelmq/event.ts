// Makes an IntelMQ event of an event by the rules of its type.
import { type ReportedEvent, rowOf } from '../reported-event.js';
import { CONVERSIONS, KEPT, type Row, type Value } from './conversions.js';
import { type DataFormat, fieldOf } from './fields.js';
import { rawOf } from './raw.js';
import type { Rule } from './rule.js';
import type { TypeRules } from './rules.js';

/** The fields of an event by their names in the flat form, such as `source.ip` and `extra.tag`. */
export type IntelmqEvent = ReadonlyMap<string, Value>;

/** Texts by which IntelMQ understands that there is no value; it leaves such fields out, except in `extra`. */
const NONE: ReadonlySet<Value> = new Set(['', '-', 'N/A']);

/**
 * The event in IntelMQ's data format, without the time of its observation. A text that its field does not accept stays in
 * `extra` under the name of its column, and so does a column without rules; no text stops the others.
 */
export function intelmqEvent(event: ReportedEvent, rules: TypeRules, version: DataFormat): IntelmqEvent {
  const draft = new Draft(withoutNul(rowOf(event)), version);
  draft.replace('feed.name', rules.feed);
  if (rules.documentation) draft.replace('feed.documentation', rules.documentation);
  for (const [column, text] of draft.row) draft.add(column, text, rules.ofColumn(column));
  for (const [field, value] of Object.entries(rules.constants)) draft.replace(field, value);
  for (const [field, value] of Object.entries(rules.defaults))
    if (!draft.fields.has(field)) draft.replace(field, value);
  const raw = rawOf(event);
  if (raw !== undefined) draft.fields.set('raw', raw);
  return draft.finished();
}

/** IntelMQ removes NUL from reports, too; PostgreSQL behind it refuses texts with NUL. */
function withoutNul(row: Map<string, string>): Row {
  for (const [column, text] of row) if (text.includes('\0')) row.set(column, text.replaceAll('\0', ''));
  return row;
}

class Draft {
  readonly fields = new Map<string, Value>();
  private readonly extra = new Map<string, Value>();

  constructor(
    readonly row: Row,
    private readonly version: DataFormat,
  ) {}

  /** Adds a cell. Only the last rule of a column decides whether its text stays in `extra`, as in IntelMQ's parser. */
  add(column: string, text: string, rules: readonly Rule[] | undefined): void {
    let isPlaced = false;
    for (const rule of rules ?? []) isPlaced = this.place(rule, column, text);
    if (!isPlaced && text !== '') this.extra.set(column, text);
  }

  /** Sets a field to a fixed value if it accepts that. */
  replace(field: string, value: Value): void {
    const accepted = fieldOf(field, this.version)?.(value);
    if (accepted !== undefined) this.fields.set(field, accepted);
  }

  finished(): IntelmqEvent {
    for (const [name, value] of this.extra) this.fields.set(this.freeName(name), value);
    return this.fields;
  }

  /** @returns false if the text has no place yet */
  private place([field, conversion]: Rule, column: string, text: string): boolean {
    const value = CONVERSIONS[conversion](text, this.row);
    if (value === KEPT) return false;
    if (value === undefined || field === '') return true;
    if (field === 'extra') this.extra.set(column, value);
    else if (field.startsWith('extra.')) this.extra.set(field.slice('extra.'.length), value);
    else if (!NONE.has(value)) return this.fill(field, value);
    return true;
  }

  private fill(field: string, value: Value): boolean {
    const accept = fieldOf(field, this.version);
    // A field of a later data format.
    if (!accept) {
      this.extra.set(field, value);
      return true;
    }
    const accepted = accept(value);
    if (accepted === undefined || this.fields.has(field)) return false;
    this.fields.set(field, accepted);
    return true;
  }

  private freeName(name: string): string {
    const wanted = extraField(name);
    let free = wanted;
    for (let number = 2; this.fields.has(free); number++) free = `${wanted}_${number}`;
    return free;
  }
}

/** IntelMQ refuses whole events for other names: lower case, digits and underscores, with dots between them. */
export function extraField(name: string): string {
  if (/^[a-z0-9_]+$/.test(name)) return `extra.${name}`;
  const parts = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]/g, '_')
    .split('.')
    .filter((part) => part !== '');
  return ['extra', ...(parts.length > 0 ? parts : ['column'])].join('.');
}
