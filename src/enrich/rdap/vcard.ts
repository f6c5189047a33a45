// Takes the name and the address of mail from a jCard (RFC 7095), the form in which RDAP gives contacts.
import { foreignEmail, foreignText } from '../foreign.js';

/** A property: its name, parameters, type and value; further values may follow (RFC 7095, 3.3). */
interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

/** The rank of a property without preference; those with one have 1 to 100 (RFC 6350, 5.3). */
const NO_PREFERENCE = 101;

/** The name of a contact: that of its organisation, or its formatted name. */
export function nameOf(card: unknown): string | undefined {
  const [name] = valuesOf(card, 'fn', foreignText);
  return name ?? valuesOf(card, 'org', foreignText)[0];
}

/** The preferred address of mail of a contact. */
export function emailOf(card: unknown): string | undefined {
  return valuesOf(card, 'email', foreignEmail)[0];
}

function valuesOf<T>(card: unknown, wanted: string, read: (value: unknown) => T | undefined): T[] {
  return propertiesOf(card)
    .filter(({ name }) => name === wanted)
    .toSorted((a, b) => preference(a) - preference(b))
    .map(({ value }) => read(Array.isArray(value) ? value[0] : value))
    .filter((value) => value !== undefined);
}

/** `["vcard", [["fn", {}, "text", "Example"], ...]]` (RFC 7095, 3.1). */
function propertiesOf(card: unknown): Property[] {
  const [, properties] = Array.isArray(card) ? card : [];
  if (!Array.isArray(properties)) return [];
  return properties
    .filter((property) => Array.isArray(property))
    .map(([name, parameters, , value]: unknown[]) => ({
      name: String(name).toLowerCase(),
      parameters: typeof parameters === 'object' && parameters !== null ? { ...parameters } : {},
      value,
    }));
}

function preference({ parameters }: Property): number {
  const rank = Number(parameters.pref);
  return rank >= 1 && rank < NO_PREFERENCE ? rank : NO_PREFERENCE;
}
