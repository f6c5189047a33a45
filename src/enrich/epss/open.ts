// Reads the scores of EPSS: a comment with model and date, a header, and a line for each CVE id (FIRST, "EPSS data").
import { type CveFact, cveId } from '../../domain/cve-fact.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { SundialError } from '../../domain/errors.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { CveEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { placed } from '../place/placed.js';
import { type Lines, linesOf } from '../place/unpack.js';
import { leadingDay } from '../values.js';
import type { EPSS_OPTIONS } from './declaration.js';

/** Opens the scores; nothing is read yet. */
export async function openEpss(
  { values }: EnricherEntry<EntryValues<typeof EPSS_OPTIONS>>,
  context: EnricherContext,
): Promise<CveEnricher> {
  return {
    shape: 'cves',
    ...placed(values, context, ({ origin, bytes, facts }) => {
      let day: string | undefined;
      const comment = (text: string) => {
        day ??= leadingDay(/\bscore_date:(\S+)/.exec(text)?.[1] ?? '');
      };
      return {
        origin,
        cves: scoresIn(linesOf(bytes, origin), origin, comment),
        facts: () => ({ ...facts(), ...(day && { validFrom: day }) }),
      };
    }),
  };
}

/**
 * @param comment called with each line that is a comment
 * @throws SundialError `enricher-table` that names the line
 */
async function* scoresIn(
  all: AsyncIterable<Lines>,
  file: string,
  comment: (text: string) => void,
): AsyncGenerator<readonly CveFact[]> {
  const refuse = (problems: string): never => {
    throw new SundialError('enricher-table', { file, problems });
  };
  let columns: { readonly cve: number; readonly epss: number } | undefined;
  for await (const { from, lines } of all) {
    const scores: CveFact[] = [];
    for (const [index, line] of lines.entries()) {
      const text = line.trimEnd();
      if (text.startsWith('#')) comment(text);
      if (text === '' || text.startsWith('#')) continue;
      const cells = text.split(',');
      if (!columns) {
        columns = { cve: cells.indexOf('cve'), epss: cells.indexOf('epss') };
        if (columns.cve < 0 || columns.epss < 0)
          refuse(`line ${from + index} names no columns "cve" and "epss". It has to be a header`);
        continue;
      }
      const cve = cveId(cells[columns.cve] ?? '');
      const epss = scoreOf(cells[columns.epss] ?? '');
      if (cve === undefined) return refuse(`line ${from + index}, cve: not a CVE id`);
      if (epss === undefined) return refuse(`line ${from + index}, epss: not a number from 0 to 1`);
      scores.push({ cve, epss });
    }
    if (scores.length > 0) yield scores;
  }
  if (!columns) refuse('it has no header');
}

function scoreOf(text: string): number | undefined {
  if (!/^\d(\.\d{1,12})?(e-\d{1,2})?$/i.test(text.trim())) return undefined;
  const score = Number(text);
  return score <= 1 ? score : undefined;
}
