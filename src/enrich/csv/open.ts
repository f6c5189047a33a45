// Reads an own table of networks, as CSV or JSON: all of it, or an error that names the line and column of each fault.
import { isDeepStrictEqual } from 'node:util';
import { ENRICHED_VALUES, type EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { didYouMean } from '../../domain/nearest.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { type Fault, faultsText, type NamedRow, readNamedRows } from '../../records/index.js';
import { storedNetwork } from '../../store/index.js';
import type { TableEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { placed } from '../place/placed.js';
import { wholeTable } from '../place/whole.js';
import { asnOf, countryOf, legibleText } from '../values.js';
import type { CSV_OPTIONS } from './declaration.js';

type Column = 'network' | (typeof ENRICHED_VALUES)[number]['column'];
const COLUMNS: readonly Column[] = ['network', ...ENRICHED_VALUES.map(({ column }) => column)];

/** Opens an own table; nothing is read yet. */
export async function openCsv(
  { values }: EnricherEntry<EntryValues<typeof CSV_OPTIONS>>,
  context: EnricherContext,
): Promise<TableEnricher> {
  return {
    shape: 'table',
    ...placed(values, context, ({ origin, bytes, facts }) => {
      const ignored = new Set<string>();
      async function* networks(): AsyncGenerator<readonly EnrichedNetwork[]> {
        yield readNetworks(await wholeTable(bytes, origin, LIMITS.inventoryBytes), origin, ignored);
      }
      return {
        origin,
        networks: networks(),
        facts: () => {
          const { content, memory } = facts();
          return { content, memory: { ...memory, ...ignoredMemory(ignored) } };
        },
      };
    }),
  };
}

/** Ignored columns that are named. */
const NAMED_COLUMNS = 10;

/** What to remember of ignored columns: their names, with the column that each probably is meant to be. */
function ignoredMemory(ignored: ReadonlySet<string>): Readonly<Record<string, string>> {
  const named = [...ignored].slice(0, NAMED_COLUMNS).map((name) => {
    const legible = legibleText(name) ?? '';
    return `"${legible}"${didYouMean(legible, COLUMNS)}`;
  });
  const more = ignored.size > NAMED_COLUMNS ? [`and ${ignored.size - NAMED_COLUMNS} more`] : [];
  return ignored.size === 0 ? {} : { ignoredColumns: [...named, ...more].join(', ') };
}

/** @param ignored the names of columns that are not known are added to it @throws SundialError `enricher-table` */
function readNetworks(bytes: Buffer, file: string, ignored: Set<string>): EnrichedNetwork[] {
  const fieldOf = (name: string): Column | undefined => {
    const column = columnOf(name);
    if (column === undefined && name.trim() !== '') ignored.add(name.trim());
    return column;
  };
  const refuse = (problems: string): never => {
    throw new SundialError('enricher-table', { file, problems });
  };
  const { rows, header, faults: cut } = readNamedRows(bytes, { fieldOf, refuse });
  if (header && !header.map(columnOf).includes('network'))
    refuse('line 1 names no column "network". Line 1 has to be a header');
  const faults: Fault[] = [...cut];
  const networks = rows.map((row) => networkOf(row, faults));
  if (faults.length === 0) faults.push(...contradictions(networks, rows));
  if (faults.length > 0) refuse(faultsText(faults));
  return networks;
}

/** Rows that say something else about a network than an earlier row. */
function contradictions(networks: readonly EnrichedNetwork[], rows: readonly { line: number }[]): Fault[] {
  const first = new Map<string, number>();
  return networks.flatMap((network, at) => {
    const before = first.get(network.network);
    if (before === undefined) first.set(network.network, at);
    if (before === undefined || isDeepStrictEqual(networks[before], network)) return [];
    const problem = `line ${rows[before]!.line} has other values for ${network.network}`;
    return [{ line: rows[at]!.line, field: 'network', problem }];
  });
}

function columnOf(name: string): Column | undefined {
  const lower = name.trim().toLowerCase();
  return COLUMNS.find((column) => column === lower);
}

const READERS: Readonly<Partial<Record<Column, (text: string) => string | number | undefined>>> = {
  asn: asnOf,
  country: countryOf,
  geo: countryOf,
  prefix: (text) => storedNetwork(text.trim())?.network,
};

const EXPECTED: Readonly<Partial<Record<Column, string>>> = {
  asn: 'not the number of an autonomous system',
  country: 'not a country code of two letters',
  geo: 'not a country code of two letters',
  prefix: 'not a network such as 192.0.2.0/24',
};

function networkOf({ raw, line }: NamedRow<Column>, faults: Fault[]): EnrichedNetwork {
  const [text = ''] = raw.network ?? [];
  const stored = storedNetwork(text.trim());
  if (!stored) faults.push({ line, field: 'network', problem: 'not a network such as 192.0.2.0/24' });
  const values = ENRICHED_VALUES.flatMap(({ name, column }) => {
    const [given = ''] = raw[column] ?? [];
    if (given.trim() === '') return [];
    const read = (READERS[column] ?? legibleText)(given);
    if (read === undefined) faults.push({ line, field: column, problem: EXPECTED[column] ?? 'not legible' });
    return [[name, read] as const];
  });
  return { network: stored?.network ?? '', ...Object.fromEntries(values) };
}
