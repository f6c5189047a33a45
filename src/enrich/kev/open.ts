// Reads a list of known exploited vulnerabilities (CISA, "Known Exploited Vulnerabilities Catalog", JSON schema and CSV).
import * as z from 'zod';
import { type CveFact, cveId } from '../../domain/cve-fact.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { type Fault, faultsText, readNamedRows } from '../../records/index.js';
import type { CveEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { placed } from '../place/placed.js';
import { wholeText } from '../place/whole.js';
import { leadingDay } from '../values.js';
import type { KEV_OPTIONS } from './declaration.js';

const CATALOGUE = z.looseObject({
  dateReleased: z.string().optional().catch(undefined),
  count: z.number().int().optional(),
  vulnerabilities: z.array(z.looseObject({ cveID: z.string() })),
});

/** Opens a list; nothing is read yet. */
export async function openKev(
  { values }: EnricherEntry<EntryValues<typeof KEV_OPTIONS>>,
  context: EnricherContext,
): Promise<CveEnricher> {
  return {
    shape: 'cves',
    ...placed(values, context, ({ origin, bytes, facts }) => {
      let day: string | undefined;
      async function* listed(): AsyncGenerator<readonly CveFact[]> {
        const content = await wholeText(bytes, origin, LIMITS.kevBytes);
        const isJson = content.trimStart().startsWith('{');
        const list = isJson ? listInJson(content, origin) : { ids: idsInCsv(content, origin) };
        day = list.day;
        yield list.ids.map((cve) => ({ cve, exploited: true }));
      }
      return { origin, cves: listed(), facts: () => ({ ...facts(), ...(day && { validFrom: day }) }) };
    }),
  };
}

interface List {
  readonly ids: readonly string[];
  /** The day of its release. */
  readonly day?: string | undefined;
}

/** @throws SundialError `enricher-table` */
function listInJson(content: string, file: string): List {
  const refuse = (problems: string): never => {
    throw new SundialError('enricher-table', { file, problems });
  };
  const { data } = CATALOGUE.safeParse(parsed(content));
  if (!data) return refuse('it is not a catalogue with "vulnerabilities" and their "cveID"');
  const { count, vulnerabilities, dateReleased = '' } = data;
  if (count !== undefined && count !== vulnerabilities.length)
    refuse(`it states ${count} vulnerabilities and contains ${vulnerabilities.length}`);
  const ids = vulnerabilities.map(
    ({ cveID }, index) => cveId(cveID) ?? refuse(`vulnerability ${index + 1}, cveID: not a CVE id`),
  );
  return { ids, day: leadingDay(dateReleased) };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** @throws SundialError `enricher-table` that names each line */
function idsInCsv(content: string, file: string): string[] {
  const refuse = (problems: string): never => {
    throw new SundialError('enricher-table', { file, problems });
  };
  const { rows, header, faults: cut } = readNamedRows(Buffer.from(content), { fieldOf, refuse });
  if (header && !header.map(fieldOf).includes('cve'))
    refuse('line 1 names no column "cveID" or "cve". Line 1 has to be a header');
  const faults: Fault[] = [...cut];
  const ids = rows.flatMap(({ raw, line }) => {
    const id = cveId(raw.cve?.[0] ?? '');
    if (id === undefined) faults.push({ line, field: 'cve', problem: 'not a CVE id such as CVE-2026-12345' });
    return id ?? [];
  });
  if (faults.length > 0) refuse(faultsText(faults));
  return ids;
}

const fieldOf = (name: string): 'cve' | undefined =>
  ['cve', 'cveid', 'cve_id'].includes(name.trim().toLowerCase()) ? 'cve' : undefined;
