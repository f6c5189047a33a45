// The path of a file from the template of an output: values come from reports, so none of them may leave its place.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { LIMITS } from '../../domain/limits.js';
import { filled, placeProblem } from '../../domain/template.js';

/** The properties of events that a template may name. */
export const PLACES = ['date', 'type', 'list', 'country', 'asn', 'constituent'] as const;
export type Place = (typeof PLACES)[number];
export type Values = Readonly<Record<Place, string>>;

/** Leaves room for the extension. */
const PART_CHARACTERS = LIMITS.nameBytes - 32;

/** The name of a value that is empty. */
const NONE = 'none';

/** The problem with a template; undefined = none. */
export function templateProblem(template: string): string | undefined {
  const problem = placeProblem(template, PLACES);
  if (problem) return problem;
  for (const needed of ['{date}', '{type}'] as const)
    if (!template.includes(needed)) return `lacks ${needed}`;
  const touching = /\{\w+\}\{\w+\}/.exec(template);
  if (touching) return `has nothing between the two places of ${touching[0]}`;
  const parts = template.split('/');
  if (path.isAbsolute(template) || parts.some((part) => part === '' || part.startsWith('.')))
    return 'has an empty part, or one that begins with a dot or a slash';
  return undefined;
}

/** Whether a template may divide the events of one type and date into several files. */
export function divides(template: string): boolean {
  return ['{list}', '{country}', '{asn}', CONSTITUENT].some((place) => template.includes(place));
}

/** Whether files are divided by constituent, so that an event may be in several of them. */
export const isByConstituent = (template: string): boolean => template.includes(CONSTITUENT);

const CONSTITUENT = '{constituent}';

/** The path of the file for events with these values, relative to the folder of the output. */
export function filePath(template: string, values: Values, extension: string): string {
  const parts = template
    .split('/')
    .map((part) => shortened(filled(part, values, (value, place) => placeName(place, value))));
  return `${parts.join('/')}${extension}`;
}

/**
 * A value as part of a path: letters of one case, digits, `_`, `-`, and dots between them stay, everything else is
 * escaped as in a URL. So different values have different names even where file names are compared without case. The
 * letters of countries stay in upper case, those of all other values in lower case.
 */
export function placeName(place: Place, value: string): string {
  if (value === '') return NONE;
  const kept = place === 'country' ? /[A-Z0-9_-]/ : /[a-z0-9_-]/;
  const bytes = [...Buffer.from(value).toString('latin1')];
  const isNone = value.toLowerCase() === NONE;
  return bytes
    .map((byte, at) => {
      const isInner = byte === '.' && at > 0 && at < bytes.length - 1;
      return (kept.test(byte) || isInner) && !(isNone && at === 0) ? byte : escaped(byte);
    })
    .join('');
}

/** A part that is too long for file systems ends with `%-` and a hash; no escape contains `%-`. */
function shortened(part: string): string {
  if (part.length <= PART_CHARACTERS) return part;
  const digest = createHash('sha256').update(part).digest('hex');
  return `${part.slice(0, PART_CHARACTERS - digest.length - 2)}%-${digest}`;
}

function escaped(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
}
