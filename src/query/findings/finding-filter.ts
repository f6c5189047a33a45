// Translates filters of findings from a command line or a URL into a filter of the store.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { DAY_FORMS, readDay } from '../../domain/day-words.js';
import { SundialError } from '../../domain/errors.js';
import type { Cadences, FindingFilter, ScopedStore } from '../../store/index.js';
import { Conditions } from '../language/conditions.js';
import { requireList } from '../language/lists.js';
import type { Condition, Query } from '../language/query.js';
import { typesNamed } from '../language/types.js';
import { type FieldFacts, findingField } from './finding-fields.js';

/** The filters as written by a person. */
export interface WrittenFindingFilter {
  /** First seen on `date`. */
  readonly new?: boolean;
  /** No longer seen on `date`. */
  readonly gone?: boolean;
  /** The day for `new` and `gone`; omitted = the newest day. */
  readonly date?: string;
  readonly since?: string;
  /** Text within a host name, account or URL; with `*` or `?`, a pattern for a whole subject. */
  readonly subject?: string;
  /** Conditions in the language of queries, over the fields of findings. */
  readonly conditions?: Pick<Query, keyof Condition | 'any'>;
}

/** The data that determines which findings are new or gone. */
export interface Reporting extends FieldFacts {
  /** The newest day of any report. */
  readonly newestDay: string;
  /** The cadence of each stored type. */
  readonly cadences: Cadences;
  /** The lists that a filter may name. */
  readonly lists: readonly string[];
}

/** The context for resolving names and words. */
export interface FilterContext {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly reporting: Reporting;
  /** The findings of the scope that is asked. */
  readonly findings: Pick<ScopedStore['findings'], 'heldBy'>;
  /** A filter's name in messages: `--since` on a command line, `since` in a URL. */
  readonly nameOf: (filter: keyof WrittenFindingFilter) => string;
}

/** Reads the newest day, the types and the lists of the scope's reports. */
export async function readReporting(
  { findings, events }: Pick<ScopedStore, 'findings' | 'events'>,
  catalogue: Catalogue,
): Promise<Reporting> {
  const [day, types, { lists, cveFacts, namesDevices }] = await Promise.all([
    findings.latestDay(),
    findings.types(),
    events.facts(),
  ]);
  return {
    newestDay: day ?? '1970-01-01',
    cadences: Object.fromEntries(types.map((type) => [type, catalogue.describe(type).cadence])),
    ...{ lists, cveFacts, namesDevices },
  };
}

/**
 * Reads the filters.
 *
 * @throws SundialError `usage`, `query-invalid`, `field-unknown`, `type-unknown`, `type-ambiguous`, `list-unknown`
 */
export function readFindingFilter(written: WrittenFindingFilter, context: FilterContext): FindingFilter {
  const { subject, since, date, new: isNew, gone } = written;
  const { reporting, nameOf } = context;
  if (date !== undefined && !isNew && !gone)
    throw usage(
      `${nameOf('date')} only applies to ${nameOf('new')} or ${nameOf('gone')}; ${nameOf('since')} selects days from a given one on`,
    );
  if (isNew && gone) throw usage(`${nameOf('new')} and ${nameOf('gone')} exclude each other`);
  const day = date === undefined ? reporting.newestDay : dayOf(date, 'date', context);
  const isPattern = subject !== undefined && /[*?]/.test(subject);
  return {
    ...(subject !== undefined && !isPattern && { text: subject }),
    ...(since !== undefined && { seenSince: dayOf(since, 'since', context) }),
    ...(isNew && { firstSeen: day }),
    ...(gone && { gone: { date: day, cadences: reporting.cadences } }),
    matching: matching(written.conditions ?? {}, isPattern ? subject : undefined, context),
  };
}

function matching(
  conditions: NonNullable<WrittenFindingFilter['conditions']>,
  pattern: string | undefined,
  { catalogue, clock, reporting, findings }: FilterContext,
): NonNullable<FindingFilter['matching']> {
  const stored = Object.keys(reporting.cadences);
  const query = pattern === undefined ? conditions.query : { ...conditions.query, subject: [pattern] };
  const { where, bindings } = new Conditions(
    {
      find: (name) => findingField(name, reporting),
      clock,
      typesNamed: (name) => typesNamed(name, catalogue, stored),
      requireList: (name) => requireList(name, reporting.lists),
      heldBy: (ofList) => findings.heldBy(ofList),
    },
    { ...conditions, ...(query && { query }) },
  );
  return { sql: where, values: bindings.values };
}

const usage = (problem: string) => new SundialError('usage', { problem });

function dayOf(text: string, filter: 'date' | 'since', { clock, nameOf }: FilterContext): string {
  const day = readDay(text, clock);
  if (day === undefined) throw usage(`${nameOf(filter)}: "${text}" is not a date. Expected ${DAY_FORMS}`);
  return day;
}
