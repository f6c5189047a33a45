// Findings in a few words: what they are, and what reports say about their hosts.
import type { Catalogue } from '../../catalogue/index.js';
import { addDays, datesBetween } from '../../domain/days.js';
import { distinction } from '../../domain/distinction.js';
import type { Finding } from '../../store/index.js';
import { describeSteps, type NewestStep } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';
import type { WebData } from './handler-parts.js';

type Brief = AnswerOf<'finding'>['others'][number];

/** Findings with the titles of their types and their states. */
export async function briefsOf(
  { operator, catalogue }: WebData,
  findings: readonly Finding[],
): Promise<Brief[]> {
  const steps = await describeSteps(
    operator.questions,
    findings.map(({ id }) => id),
  );
  return findings.map((finding) => briefOf(finding, steps.get(finding.id), catalogue));
}

/** @param newest its newest step; undefined = nothing has happened to it yet */
export function briefOf(finding: Finding, newest: NewestStep | undefined, catalogue: Catalogue): Brief {
  const { id, type, subject, severity, first_seen, last_seen, days } = finding;
  return {
    ...{ id, type, title: catalogue.describe(type).title, subject, at: distinction(finding), severity },
    ...{ first_seen, last_seen, days, state: newest?.state ?? 'open' },
  };
}

/** Values of a name that are shown; more say little. */
const MOST_VALUES = 12;

/** What reports say about the host of findings, each value once. */
export function factsOf(findings: readonly Finding[]): AnswerOf<'finding'>['facts'] {
  const facts: Readonly<Record<string, (finding: Finding) => string>> = {
    'host name': ({ hostname }) => hostname,
    network: ({ asn }) => (asn > 0 ? `AS${asn}` : ''),
    place: ({ city, geo }) => [city, geo].filter(Boolean).join(', '),
    sector: ({ sector }) => sector,
    device: (finding) =>
      [finding.device_vendor, finding.device_type, finding.device_model].filter(Boolean).join(' '),
    'device of the lease': ({ lease_device = '' }) => lease_device,
    list: ({ list }) => list,
  };
  return Object.entries(facts).flatMap(([name, of]) => {
    const values = [...new Set(findings.map(of))].filter(Boolean);
    return values.length === 0 ? [] : [{ name, value: values.slice(0, MOST_VALUES).join(', ') }];
  });
}

/** Days of a strip: two months show what repeats each week. */
const STRIP_DAYS = 60;

/** The days of a strip. @param newest the last one */
export const stripUntil = (newest: string): string[] => datesBetween(addDays(newest, 1 - STRIP_DAYS), newest);
