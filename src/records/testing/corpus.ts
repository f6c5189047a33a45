// Finds the sample reports beside the checkout; tests that need them are skipped if they are absent.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BESIDE = fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** A sample report and the name under which its publisher would deliver it. */
export interface Sample {
  readonly file: string;
  readonly name: string;
}

/** The folder of samples, or undefined. SUNDIAL_CORPUS replaces the usual folder. */
export const corpusFolder = (): string | undefined => sharedData('corpus');

/** A file or folder beside the samples, or undefined. */
export function sharedData(name: string): string | undefined {
  const place = path.join(process.env.SUNDIAL_CORPUS ?? BESIDE, name);
  return existsSync(place) ? place : undefined;
}

/** The reason that tests give when they are skipped because the samples are missing. */
export const CORPUS_MISSING = 'no sample reports: neither ../shared/data nor SUNDIAL_CORPUS exists';

/** All samples; each has a unique list, so that no two are versions of one report. */
export function samples(folder: string): Sample[] {
  const current = namesIn(path.join(folder, 'csv')).map((name) => {
    const type = name.replace(/\.csv$/, '');
    return { file: path.join(folder, 'csv', name), name: `2024-01-01-${type}-current-${type}.csv` };
  });
  // <type>@<date>-<unique>.csv
  const legacy = namesIn(path.join(folder, 'csv-legacy')).map((name) => {
    const [, type, date, unique] = /^([^@]+)@(\d{4}-\d{2}-\d{2})-(.+)\.csv$/.exec(name)!;
    return { file: path.join(folder, 'csv-legacy', name), name: `${date}-${type}-legacy-${unique}.csv` };
  });
  return [...current, ...legacy];
}

function namesIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.csv'))
        .sort()
    : [];
}
