// The forms of tables of routed prefixes: pfx2as, CSV, and JSON lines.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import { CsvReader } from '../../records/index.js';
import { storedNetwork } from '../../store/index.js';
import { asnOf, legibleText } from '../values.js';

/** Reads one line; `problem` is a clause. */
export type ReadLine = (line: string) => EnrichedNetwork | { readonly problem: string };

export interface Form {
  readonly readLine: ReadLine;
  /** Whether the first line only names the columns. */
  readonly isHeader: boolean;
}

/** The form of a table. @param line its first line with content */
export function formOf(line: string): Form {
  if (line.startsWith('{')) return { readLine: readJson, isHeader: false };
  if (PFX2AS.test(line)) return { readLine: readPfx2as, isHeader: false };
  const cells = cellsOf(line);
  const columns = cells.map((cell) => FIELDS.get(cell.trim().toLowerCase()));
  const isHeader = columns.includes('prefix');
  const places: readonly (Field | undefined)[] = isHeader ? columns : ['prefix', 'asn', 'name'];
  return { readLine: (text) => readCsv(text, places), isHeader };
}

/** `192.0.2.0 24 64496`: the first address, the length, and the origins, separated by tabs or spaces. */
const PFX2AS = /^(\S+)\s+(\d{1,3})\s+(\S+)$/;

/**
 * A prefix with several origins has them as `64496_64497`, the most frequent one first, and a set of an aggregated route as
 * `64496,64497` (CAIDA, "Routeviews Prefix to AS mappings"); the first one counts.
 */
function readPfx2as(line: string): ReturnType<ReadLine> {
  const [, first = '', length = '', origins = ''] = PFX2AS.exec(line) ?? [];
  return prefixOf(`${first}/${length}`, firstOrigin(origins), '');
}

function firstOrigin(origins: string): string {
  return origins.replaceAll(/[{}[\]]/g, '').split(/[_,]/, 1)[0]!;
}

type Field = 'prefix' | 'asn' | 'name';

/** The names of columns and members, in small letters. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ...(['prefix', 'network', 'cidr'] as const).map((name) => [name, 'prefix'] as const),
  ...(['asn', 'as', 'origin'] as const).map((name) => [name, 'asn'] as const),
  ...(['as_name', 'asname', 'name'] as const).map((name) => [name, 'name'] as const),
]);

function readCsv(line: string, places: readonly (Field | undefined)[]): ReturnType<ReadLine> {
  const cells = cellsOf(line);
  const cell = (field: Field) => cells[places.indexOf(field)] ?? '';
  return prefixOf(cell('prefix').trim(), firstOrigin(cell('asn')), cell('name'));
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const reader = new CsvReader();
  reader.push(Buffer.from(line));
  reader.finish();
  if (reader.next() !== 'record') return [];
  reader.decode();
  return Array.from({ length: reader.count }, (_, cell) => reader.text(cell));
}

function readJson(line: string): ReturnType<ReadLine> {
  const texts: Partial<Record<Field, string>> = {};
  try {
    for (const [key, value] of Object.entries(JSON.parse(line) as object)) {
      const field = FIELDS.get(key.toLowerCase());
      if (field) texts[field] ??= String([value].flat()[0] ?? '');
    }
  } catch {
    return { problem: 'it is not JSON' };
  }
  return prefixOf(texts.prefix ?? '', firstOrigin(texts.asn ?? ''), texts.name ?? '');
}

function prefixOf(prefix: string, origin: string, name: string): ReturnType<ReadLine> {
  const stored = storedNetwork(prefix);
  if (!stored) return { problem: `"${legibleText(prefix) ?? ''}" is no prefix` };
  const asn = asnOf(origin);
  if (asn === undefined)
    return { problem: `"${legibleText(origin) ?? ''}" is no number of an autonomous system` };
  const asName = legibleText(name);
  return { network: stored.network, prefix: stored.network, asn, ...(asName && { asName }) };
}
