// The names and ids of a report, its case and its author, by the rule that the option for names selects.
import { datePart } from '../../domain/days.js';
import type { OpenctiNames } from '../../domain/stix-choices.js';
import { stixId } from './object.js';
import type { StixReportFacts } from './report-facts.js';
import { readTime } from './value.js';

/** Name and id of a report. */
export interface ReportNames {
  readonly name: string;
  readonly id: string;
  readonly caseId: string;
  /** An instant: the day of the report. */
  readonly published: string;
  /** Name and id of the report that covers the rows of a further part, counted from 1. The first part is the report. */
  readonly part: (number: number) => { readonly name: string; readonly id: string };
}

/** @param mode names of the connector need the API's id of the report; without one they are plain */
export function reportNames(facts: StixReportFacts, mode: OpenctiNames): ReportNames {
  const known = mode === 'connector' ? facts.connector : undefined;
  const first = readTime(known?.firstTime ?? '');
  const published = `${first === undefined ? facts.date : datePart(first)}T00:00:00.000Z`;
  const name = known
    ? `Shadowserver Report ${facts.type}: ${known.id}`
    : `Shadowserver Report ${facts.type}: ${[facts.list, facts.date].filter(Boolean).join(' ')}`;
  // The connector hashes the API's id, not the name that it shows.
  const id = reportId(known?.id ?? name, published);
  return {
    ...{ name, id, published },
    caseId: stixId('case-incident', { created: published, name: lower(name) }),
    part(number) {
      if (number === 1) return { name, id };
      const further = `${name} (part ${number})`;
      return { name: further, id: reportId(further, published) };
    },
  };
}

const lower = (name: string) => name.toLowerCase().trim();

function reportId(name: string, published: string): string {
  return stixId('report', { name: lower(name), published });
}

/** The author of all objects, as the connector names it. */
export const AUTHOR_NAME = 'Shadowserver Connector';
export const AUTHOR_ID = stixId('identity', {
  identity_class: 'organization',
  name: AUTHOR_NAME.toLowerCase(),
});
