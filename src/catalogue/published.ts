// Reads the publisher's own description of its types (reports.json) into plain values, refusing anything doubtful.
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { normaliseType } from '../domain/report.js';

/** A type as the publisher describes it. */
export interface PublishedType {
  readonly id: string;
  readonly name: string;
  readonly link: string | undefined;
  /** Taxonomy and type in one, as in the catalogue's data files. */
  readonly rsit: string | undefined;
  readonly columns: readonly string[];
}

const ID = /^[a-z0-9][a-z0-9_]{0,99}$/;
const RSIT = /^[a-z][a-z-]{0,49}\/[a-z][a-z-]{0,49}$/;
// These texts are shown on terminals and pages, so invisible characters and those that move the cursor are refused.
const TEXT = /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

/**
 * Reads the text of a reports.json.
 *
 * @param source the file or address, for messages
 * @throws SundialError `catalogue-unreadable`
 */
export function parsePublished(text: string, source: string): PublishedType[] {
  const refuse = (problem: string): never => {
    throw new SundialError('catalogue-unreadable', { file: source, problem });
  };
  const entries = Object.entries(parseObject(text, refuse));
  if (entries.length === 0) refuse('it lists no types');
  // Messages give the number of an entry, because a refused name must not be printed either.
  const types = entries.map(([id, entry], index) =>
    readType(id, entry, (problem) => refuse(`entry ${index + 1} ${problem}`)),
  );
  if (new Set(types.map(({ id }) => id)).size < types.length) refuse('it lists a type twice');
  return types;
}

type Refuse = (problem: string) => never;

function parseObject(text: string, refuse: Refuse): Record<string, unknown> {
  if (/^\s*</.test(text)) refuse('it is a web page');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse('it is not JSON');
  }
  return isObject(value) ? value : refuse('it is not an object of types');
}

function readType(id: string, entry: unknown, refuse: Refuse): PublishedType {
  const normal = normaliseType(id);
  if (!ID.test(normal)) refuse('has a name that is invalid for a report type');
  if (!isObject(entry)) return refuse('is not an object');
  const { name, url, fields } = entry;
  if (name !== undefined && !isText(name)) return refuse('has an unusable "name"');
  return {
    id: normal,
    name: name ?? normal,
    link: readLink(url, refuse),
    rsit: readRsit(entry, refuse),
    columns: readColumns(fields, refuse),
  };
}

function readLink(url: unknown, refuse: Refuse): string | undefined {
  if (url === undefined || url === null || url === '') return undefined;
  if (!isText(url) || !URL.canParse(url) || !/^https:\/\/[^\s"<>]+$/.test(url))
    return refuse('has a "url" that is not an https address');
  return url;
}

function readRsit(entry: Record<string, unknown>, refuse: Refuse): string | undefined {
  const { 'classification.taxonomy': taxonomy, 'classification.type': type } = entry;
  if (taxonomy === undefined || type === undefined) return undefined;
  const rsit = `${taxonomy}/${type}`;
  return RSIT.test(rsit) ? rsit : refuse('has an unusable classification');
}

function readColumns(fields: unknown, refuse: Refuse): string[] {
  if (!Array.isArray(fields) || fields.length === 0) return refuse('has no list "fields"');
  if (fields.length > LIMITS.columns) return refuse(`has more than ${LIMITS.columns} "fields"`);
  // A leading @ would be read as a set of columns.
  if (!fields.every((field) => isText(field) && !field.startsWith('@')))
    return refuse('has unusable "fields"');
  return [...new Set(fields)];
}

const isText = (value: unknown): value is string => typeof value === 'string' && TEXT.test(value);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
