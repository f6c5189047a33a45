// Plans changes of constituents: from a file, or from the fields that a person names on a command line.
import type { Catalogue } from '../catalogue/index.js';
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { readNamed } from '../domain/whole-file.js';
import type { Fault, NamedTexts } from '../records/index.js';
import type { OperatorStore } from '../store/index.js';
import { byteSize } from '../text/index.js';
import { EMPTY, type Field } from './constituent.js';
import { Constituents } from './constituents.js';
import { textsOf } from './difference.js';
import { readFile, requireNoFaults } from './file.js';
import { type GivenRow, type Plan, planChanges } from './plan.js';
import { type KnownTypes, readGiven } from './read-constituent.js';

/** Where constituents are stored and the names of types are looked up. */
export interface ConstituentContext {
  readonly store: OperatorStore;
  readonly catalogue: Catalogue;
}

/**
 * Plans what importing a file would change; nothing is stored.
 *
 * @param shown the file as messages name it
 * @throws SundialError `constituents-invalid`, `constituents-too-large`, `path-missing`, `file-unreadable`
 */
export async function planImport(context: ConstituentContext, file: string, shown: string): Promise<Plan> {
  const limit = byteSize(LIMITS.constituentBytes);
  const tooLarge = () => new SundialError('constituents-too-large', { file: shown, limit });
  const bytes = await readNamed(file, LIMITS.constituentBytes, tooLarge);
  const known = await knownTypes(context);
  return planned(context, shown, (faults) => readFile(bytes, shown, known, faults));
}

/** A person's change of one constituent, as texts. */
export interface Edit {
  readonly id: string;
  /** The new content of fields. */
  readonly set: NamedTexts<Field>;
  /** Values to add to lists, and to remove from them, by the lists' names. */
  readonly add?: Readonly<Record<string, readonly string[]>>;
  readonly remove?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Plans a new constituent. @throws SundialError `constituents-invalid`, `constituent-exists`
 */
export async function planNew(context: ConstituentContext, { id, set }: Edit): Promise<Plan> {
  const stored = await new Constituents(context.store).list();
  if (stored.some((each) => each.id === id)) throw new SundialError('constituent-exists', { id });
  return planRow(context, { ...set, id: [id] });
}

/**
 * Plans a change of a stored constituent.
 *
 * @throws SundialError `constituents-invalid` also for removing a value that the field does not have,
 *   `constituent-unknown`
 */
export async function planEdit(context: ConstituentContext, { id, set, add, remove }: Edit): Promise<Plan> {
  const [stored] = await new Constituents(context.store).versions(id);
  const [added, removed] = [await valuesOf(context, add), await valuesOf(context, remove)];
  const faults: Fault[] = [];
  const changed = LISTS.filter((field) => added[field] || removed[field]).map((field) => {
    const before = set[field] ?? textsOf(stored!, field);
    for (const text of removed[field] ?? [])
      if (!before.includes(text))
        faults.push({ line: 0, field, problem: `"${text}" is not among the values` });
    const kept = before.filter((text) => !removed[field]?.includes(text));
    return [field, [...kept, ...(added[field] ?? [])]] as const;
  });
  requireNoFaults(PLACE, faults);
  return planRow(context, { ...set, ...Object.fromEntries(changed), id: [id] });
}

/** The fields that hold several values. */
const LISTS = ['asns', 'networks', 'domains', 'countries', 'contacts', 'types', 'severities'] as const;

/** The canonical texts of values that are to be added or removed. */
async function valuesOf(
  context: ConstituentContext,
  raw: Readonly<Record<string, readonly string[]>> = {},
): Promise<Partial<Record<Field, string[]>>> {
  const faults: Fault[] = Object.keys(raw)
    .filter((name) => !(LISTS as readonly string[]).includes(name))
    .map((field) => ({
      line: 0,
      field,
      problem: `is not a list of values. Expected one of ${LISTS.join(', ')}`,
    }));
  requireNoFaults(PLACE, faults);
  const given = readGiven(raw, 0, await knownTypes(context), faults);
  requireNoFaults(PLACE, faults);
  const constituent = { ...EMPTY, ...given };
  return Object.fromEntries(
    LISTS.filter((field) => given[field]).map((field) => [field, textsOf(constituent, field)]),
  );
}

/** What messages name instead of a file. */
const PLACE = 'command line';

async function planRow(context: ConstituentContext, raw: NamedTexts<Field>): Promise<Plan> {
  const known = await knownTypes(context);
  return planned(context, PLACE, (faults) => [{ line: 0, given: readGiven(raw, 0, known, faults) }]);
}

async function planned(
  { store }: ConstituentContext,
  place: string,
  rowsOf: (faults: Fault[]) => GivenRow[],
): Promise<Plan> {
  const faults: Fault[] = [];
  const rows = rowsOf(faults);
  // Rows that could not be read would give rise to further faults.
  requireNoFaults(place, faults);
  const plan = planChanges(await new Constituents(store).list(), rows, faults);
  requireNoFaults(place, faults);
  return plan;
}

async function knownTypes({ store, catalogue }: ConstituentContext): Promise<KnownTypes> {
  return { catalogue, stored: await store.findings.types() };
}
