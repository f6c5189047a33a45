// The names of databases and collections from templates: values come from reports, so none may leave its place in a name.
import { createHash } from 'node:crypto';

/** The properties of an event that a template may name. */
export const PLACES = ['type', 'asn', 'country', 'organisation', 'constituent'] as const;
export type PlaceValues = Readonly<Record<(typeof PLACES)[number], string>>;

/** The characters that a value may have in a name; an AS number has at most 10. */
const LONGEST: Readonly<Record<keyof PlaceValues, number>> = {
  ...{ type: 40, asn: 10, country: 8, organisation: 40, constituent: 40 },
};

/** MongoDB limits names of databases to 63 bytes; namespaces are limited to 255, or 120 in servers before 4.4. */
const LIMITS_OF = { database: 63, collection: 120 } as const;
export type NameKind = keyof typeof LIMITS_OF;

/** Databases of the server itself. */
const RESERVED = /^(?:admin|local|config)$/i;

/** The problem with a template; undefined = none. */
export function templateProblem(template: string, kind: NameKind): string | undefined {
  for (const [whole, name] of template.matchAll(/\{([^}]*)\}/g))
    if (!PLACES.some((place) => place === name)) return `names ${whole}`;
  const rest = template.replaceAll(PLACE, '');
  if (template === '') return 'is empty';
  if (!(kind === 'database' ? /^[\w-]*$/ : /^[\w.-]*$/).test(rest))
    return 'has characters besides letters, digits, _ and -';
  if (kind === 'database' && RESERVED.test(template)) return 'names a database of the server itself';
  if (kind === 'collection' && /^(?:system\.|\.)|\.$/.test(template))
    return 'is a name that the server keeps for itself';
  const longest = template.replaceAll(PLACE, (_, place: keyof PlaceValues) => 'x'.repeat(LONGEST[place]));
  if (longest.length > LIMITS_OF[kind]) return `can become longer than ${LIMITS_OF[kind]} characters`;
  return undefined;
}

/** The name for an event with these values. */
export function nameOf(template: string, values: PlaceValues): string {
  const filled = template.replaceAll(PLACE, (_, place: keyof PlaceValues) =>
    place === 'constituent' && values[place] === ''
      ? NO_CONSTITUENT
      : valueName(values[place], LONGEST[place]),
  );
  return RESERVED.test(filled) ? `${filled}_` : filled;
}

/** Stands for the constituent of events that belong to none; ids have no hyphen. */
const NO_CONSTITUENT = 'no-constituent';

/** Whether names differ between events. */
export const isFixed = (template: string): boolean => !template.includes('{');

/** Whether a name may have come from a template. */
export function isNameOf(template: string, name: string): boolean {
  const parts = template.split(PLACE).filter((_, at) => at % 2 === 0);
  const pattern = parts.map((part) => part.replaceAll(/[.-]/g, '\\$&')).join('[a-z0-9_-]+');
  return new RegExp(`^${pattern}_?$`).test(name);
}

/** Whether names depend on constituents, so that an event may have several. */
export const isByConstituent = (template: string): boolean => template.includes('{constituent}');

const PLACE = /\{(type|asn|country|organisation|constituent)\}/g;

/**
 * A value as a part of a name: in lower case, because names of databases must not differ in case only. A longer value
 * is cut and ends with a part of its hash.
 */
function valueName(value: string, longest: number): string {
  const name = value.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '_');
  if (name === '') return 'unknown';
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8);
  return longest > 16 ? `${name.slice(0, longest - 9)}_${hash}` : hash.slice(0, longest);
}
