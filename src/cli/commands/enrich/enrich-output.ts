// Prints the state of enrichers, the result of renewing them, and what they say about addresses.
import { ENRICHED_VALUES, type EnrichedValues } from '../../../domain/enriched.js';
import type { Refreshed } from '../../../enrich/index.js';
import type { EnrichmentState, Found } from '../../../pipeline/index.js';
import type { Page } from '../../frame/page.js';
import { printable, shownTime, table } from '../../print/table.js';

/** What became of renewing each enricher. */
export function refreshedTable(enrichers: readonly Refreshed[], page: Page): string {
  const rows = enrichers.map(({ name, kind, outcome, entries, validFrom, asked }) => [
    ...[name, kind, outcome, entries, validFrom],
    asked > 0 ? asked : '',
  ]);
  return table(page, ['enricher', 'kind', 'outcome', 'entries', 'valid from', 'asked'], rows, {
    right: [3, 5],
    least: ['asked', 'kind'],
  });
}

/** The state of each enricher, in the order of precedence. */
export function statesTable(states: readonly EnrichmentState[], page: Page): string {
  const rows = states.map((state) => [
    ...[state.name, state.kind, state.entries, state.validFrom, String(state.versions)],
    state.updatedAt > 0 ? shownTime(state.updatedAt) : 'never read',
    state.attemptedAt > 0 ? shownTime(state.attemptedAt) : 'never',
    ...[state.outcome, state.origin],
  ]);
  const head = [
    ...['enricher', 'kind', 'entries', 'valid from', 'versions'],
    ...['in use since', 'last renewal', 'result', 'read from'],
  ];
  return table(page, head, rows, {
    right: [2, 4],
    least: ['read from', 'versions', 'valid from', 'last renewal', 'kind'],
  });
}

/** What a person should know about an enricher: why its renewal failed and what that means, and oddities of its table. */
export function notesOn(
  of: Pick<EnrichmentState, 'name' | 'entries' | 'problem' | 'leftOut' | 'ignoredColumns'>,
): string[] {
  const left = of.entries > 0 ? 'What it said before stays in use' : 'It says nothing yet';
  return [
    ...(of.problem ? [`${of.problem}. ${left}.`] : []),
    ...(of.leftOut ? [`lines that were left out of the table: ${of.leftOut}`] : []),
    ...(of.ignoredColumns ? [`columns that are ignored: ${of.ignoredColumns}`] : []),
  ].map((text) => `${of.name}: ${text}`);
}

/** One line for each value of an address, with the enrichers that say so. */
export function foundTable(addresses: readonly (Found & { readonly address: string })[], page: Page): string {
  const rows = addresses.flatMap(({ address, values, networks }) => {
    const known = ENRICHED_VALUES.filter(({ name }) => values[name] !== undefined);
    if (known.length === 0) return [[address, '', 'in no table', '']];
    return known.map(({ name, column }) => [
      address,
      column,
      printable(String(values[name])),
      networks
        .filter((network) => name in network.values)
        .map(shownNetwork(name))
        .join(', '),
    ]);
  });
  return table(page, ['address', 'value', 'is', 'according to'], rows, {});
}

/** Enrichers that say something else than the first one are shown with it. */
const shownNetwork =
  (name: keyof EnrichedValues) =>
  ({ source, network, values }: Found['networks'][number], index: number, all: Found['networks']): string => {
    const differs = index > 0 && values[name] !== all[0]!.values[name];
    return `${source} ${network}${differs ? ` (${printable(String(values[name]))})` : ''}`;
  };
