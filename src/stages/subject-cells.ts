// The cells of a report that say what a row is about and in which country that is.
import type { ReportType } from '../catalogue/index.js';

/** A column that may name a row's subject. */
export interface SubjectCell {
  readonly cell: number;
  readonly isAddress: boolean;
  /** The column with the subject's country; undefined if the report has none. */
  readonly country: number | undefined;
}

/** The subject's columns in the order of the catalogue: the first one that is not empty names a row's subject. */
export function subjectCells(
  { subject }: Pick<ReportType, 'subject'>,
  header: readonly string[],
): SubjectCell[] {
  const lower = header.map((name) => name.toLowerCase());
  const cellOf = (name: string) => {
    const found = lower.indexOf(name);
    return found < 0 ? undefined : found;
  };
  return subject.flatMap(({ column, kind }) => {
    const cell = cellOf(column);
    if (cell === undefined) return [];
    const country = cellOf(countryColumn(column)) ?? cellOf('geo');
    return [{ cell, isAddress: kind === 'address', country }];
  });
}

/** `src_ip` and `src_network` have `src_geo`, `ip` and everything else `geo`. */
function countryColumn(column: string): string {
  return `${/^(.+_)(?:ip|network)$/.exec(column)?.[1] ?? ''}geo`;
}
