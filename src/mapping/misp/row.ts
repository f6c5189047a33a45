// Writes a row for MISP: as an object with the whole row in its comment, or as attributes of the event.
import { LIMITS } from '../../domain/limits.js';
import { cveIdsOf } from '../cve-ids.js';
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { attributeOf, type MispAttribute, type MispObject, uuidIn } from './item.js';
import {
  type AttributeRow,
  CATEGORIES,
  EVENT_ROWS,
  type RelationRow,
  TEMPLATES,
  type Template,
} from './table.js';
import { formed } from './value.js';

/** The event in which a row is, and its version. */
export interface RowPlace {
  /** The UUID of the MISP event. */
  readonly event: string;
  readonly timestamp: string;
}

interface Found {
  readonly row: RelationRow;
  readonly value: string;
}

/** What MISP gets of a row. */
export interface MispRow {
  /** With the whole row in its comment; undefined if rows become attributes only. */
  readonly object: MispObject | undefined;
  /** Attributes of the event, which rows may share. */
  readonly attributes: readonly MispAttribute[];
}

/**
 * Writes a row.
 *
 * @param rows what a row becomes; with `attributes`, the values of its object that MISP can relate are attributes of the
 *   event too, and there is no object
 */
export function mispRow(
  event: ReportedEvent,
  facts: Parameters<typeof cveIdsOf>[1],
  place: RowPlace,
  rows: 'objects' | 'attributes',
): MispRow {
  const object = chosen(event);
  const isObjects = rows === 'objects';
  const related = isObjects ? [] : object.found.filter(({ row }) => row.correlates);
  const values = [
    ...cveIdsOf(event, facts).map((value) => ({ type: 'vulnerability', value })),
    ...otherValues(event, object.found),
    ...related.map(({ row: { type }, value }) => ({ type, value })),
  ];
  return {
    object: isObjects ? objectOf(event, object, place) : undefined,
    attributes: values.map(({ type, value }) =>
      attributeOf({
        ...{ parent: place.event, type, category: categoryOf(type), value, correlates: true },
        timestamp: place.timestamp,
      }),
    ),
  };
}

/** The UUID of an object follows from the event's id, so that equal rows have equal objects. */
function objectOf(event: ReportedEvent, { template, found }: Chosen, place: RowPlace): MispObject {
  const { event: parent, timestamp } = place;
  const uuid = uuidIn(parent, event.id);
  return {
    ...{ uuid, deleted: false, name: template.name, 'meta-category': template.metaCategory },
    ...{ description: template.description, template_uuid: template.uuid },
    ...{ template_version: template.version, comment: rowComment(event), timestamp },
    Attribute: attributesIn(event, template, found).map(({ row, value }) =>
      attributeOf({
        ...{ parent: uuid, type: row.type, category: categoryOf(row.type), value, timestamp },
        ...{ relation: row.relation, correlates: row.correlates },
      }),
    ),
  };
}

/** The values of a row that its object does not have. */
function otherValues(event: ReportedEvent, found: readonly Found[]) {
  const held = new Set(found.map(({ value }) => value));
  return EVENT_ROWS.flatMap((row) => {
    const value = firstValue(event, row);
    return value === undefined || held.has(value) ? [] : [{ type: row.type, value }];
  });
}

/** The first cell of the columns that has a value of the form. */
function firstValue(event: ReportedEvent, { columns, form }: AttributeRow): string | undefined {
  return columns.map((column) => formed(cellOf(event, column), form)).find(Boolean);
}

/** An object of a row. */
interface Chosen {
  readonly template: Template;
  /** The relations that have values. */
  readonly found: readonly Found[];
}

/** The first template whose needs the row meets. */
function chosen(event: ReportedEvent): Chosen {
  for (const template of TEMPLATES) {
    const found = template.relations.flatMap((row) => {
      const value = firstValue(event, row);
      return value === undefined ? [] : [{ row, value }];
    });
    const has = (relation: string) => found.some(({ row }) => row.relation === relation);
    if (template.needs.every((relations) => relations.some(has))) return { template, found };
  }
  throw new Error('the last template takes every row');
}

const SUMMARY: RelationRow = {
  ...{ relation: 'text', type: 'text', columns: [], form: 'text', correlates: false },
};

/** An annotation needs a text. */
function attributesIn(event: ReportedEvent, template: Template, found: readonly Found[]): readonly Found[] {
  if (template.needs.length > 0) return found;
  return [{ row: SUMMARY, value: `a row of ${event.type}; the comment has its cells` }, ...found];
}

function categoryOf(type: string): string {
  return CATEGORIES[type] ?? 'Network activity';
}

/**
 * The event's id and its cells as JSON. MISP keeps a comment in a column of 65,535 bytes, so long cells are cut, and marked
 * with an ellipsis.
 */
export function rowComment({ id, fields }: ReportedEvent): string {
  const cells = Object.entries(fields).map(([name, value]) => [name, String(value ?? '')] as const);
  for (let most: number = LIMITS.mispCommentBytes; most >= 1; most = Math.floor(most / 2)) {
    const row = Object.fromEntries(cells.map(([name, cell]) => [name, cut(cell, most)]));
    const text = JSON.stringify({ id, row }).replace(ASTRAL, escaped);
    if (Buffer.byteLength(text) <= LIMITS.mispCommentBytes) return text;
  }
  return JSON.stringify({ id, row: 'it has too many columns for a comment' });
}

/** Characters that need four bytes in UTF-8: many databases of MISP have columns for three. */
const ASTRAL = /[\u{10000}-\u{10ffff}]/gu;

const escaped = (character: string): string =>
  [0, 1].map((unit) => `\\u${character.charCodeAt(unit).toString(16)}`).join('');

function cut(cell: string, most: number): string {
  return cell.length <= most ? cell : `${cell.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}
