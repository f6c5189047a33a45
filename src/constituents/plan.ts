// Plans what to store: completes the given fields with the stored ones, and checks what constituents say about each other.
import { LIMITS } from '../domain/limits.js';
import { NOT_AFTER } from '../domain/register-cells.js';
import type { Fault } from '../records/index.js';
import { type Constituent, EMPTY, FIELDS, HOLDINGS } from './constituent.js';
import { differencesOf, type FieldDifference } from './difference.js';
import type { Given } from './read-constituent.js';

export interface GivenRow {
  readonly line: number;
  readonly given: Given;
}

/** A constituent as it is to be stored. */
export interface PlannedChange {
  readonly constituent: Constituent;
  readonly isNew: boolean;
  readonly differences: readonly FieldDifference[];
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** The number of given constituents that are stored already as given. */
  readonly unchanged: number;
  /** The ids of stored constituents that were not given, and stay as they are. */
  readonly others: readonly string[];
}

/** A description without its version. */
function described(stored: Constituent): Constituent {
  return Object.fromEntries(FIELDS.map((field) => [field, stored[field]])) as unknown as Constituent;
}

/** Plans the changes that rows ask for, and adds the faults of rows that contradict others to `faults`. */
export function planChanges(
  stored: readonly Constituent[],
  rows: readonly GivenRow[],
  faults: Fault[],
): Plan {
  const known = new Map(stored.map((each) => [each.id, described(each)]));
  const planned = new Map<string, PlannedChange & { readonly line: number }>();
  for (const { line, given } of rows) {
    const id = given.id ?? '';
    if (id === '') faults.push({ line, field: 'id', problem: 'is missing' });
    else if (planned.has(id))
      faults.push({ line, field: 'id', problem: `"${id}" is already on line ${planned.get(id)!.line}` });
    else {
      const before = known.get(id);
      const constituent = { ...(before ?? { ...EMPTY, name: id }), ...given };
      planned.set(id, { line, constituent, isNew: !before, differences: differencesOf(before, constituent) });
    }
  }
  const after = new Map([
    ...known,
    ...[...planned].map(([id, { constituent }]) => [id, constituent] as const),
  ]);
  for (const { line, constituent } of planned.values())
    faults.push(...faultsOf(constituent, after).map((fault) => ({ line, ...fault })));
  const changes = [...planned.values()].filter(({ differences }) => differences.length > 0);
  return {
    changes: changes.map(({ constituent, isNew, differences }) => ({ constituent, isNew, differences })),
    unchanged: planned.size - changes.length,
    others: [...known.keys()].filter((id) => !planned.has(id)),
  };
}

function faultsOf(constituent: Constituent, all: ReadonlyMap<string, Constituent>): Omit<Fault, 'line'>[] {
  const { parent, valid_from, valid_until } = constituent;
  const holdings = HOLDINGS.reduce((sum, field) => sum + constituent[field].length, 0);
  return [
    ...(valid_from >= valid_until ? [{ field: 'valid_until', problem: NOT_AFTER }] : []),
    ...(parent !== '' && !all.has(parent)
      ? [{ field: 'parent', problem: `there is no constituent "${parent}"` }]
      : []),
    ...(isBelowItself(constituent, all)
      ? [{ field: 'parent', problem: `"${parent}" is below "${constituent.id}"` }]
      : []),
    ...(holdings > LIMITS.constituentHoldings
      ? [{ field: 'networks', problem: `a constituent has more than ${LIMITS.constituentHoldings} holdings` }]
      : []),
  ];
}

function isBelowItself({ id, parent }: Constituent, all: ReadonlyMap<string, Constituent>): boolean {
  const seen = new Set<string>();
  for (let above = parent; above !== '' && !seen.has(above); above = all.get(above)?.parent ?? '') {
    if (above === id) return true;
    seen.add(above);
  }
  return false;
}
