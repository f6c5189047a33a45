// Prints to whom a subject belongs, and the result of checking the constituents.
import type { CheckAnswer, Gaps, Who } from '../../../constituents/index.js';
import type { Page } from '../../frame/page.js';
import { count, counted, printable, table } from '../../print/table.js';

export function whoText({ subject, date, reported, belongs }: Who, page: Page): string {
  const facts = reported ? [`Reports of ${reported.date} say: ${reportedText(reported)}.`] : [];
  if (belongs.length === 0)
    return [`On ${date}, ${printable(subject)} belongs to no constituent.`, ...facts].join('\n');
  const rows = belongs.map(({ id, kind, holding, constituent }) => [
    id,
    constituent.name,
    `${kind} ${holding}`,
    limitText(constituent),
    constituent.contacts
      .map(({ role, email }) => (email === '' ? '' : `${role} ${email}`))
      .filter(Boolean)
      .join(', '),
  ]);
  const head = ['id', 'name', 'because of', 'only', 'contacts'];
  return [table(page, head, rows, { least: ['only', 'name', 'contacts'] }), ...facts].join('\n');
}

function reportedText({ asn, country, hostname }: NonNullable<Who['reported']>): string {
  const known = [asn > 0 ? `AS${asn}` : '', country, hostname].filter((text) => text !== '');
  return known.length === 0 ? 'no autonomous system, country or host name' : known.map(printable).join(', ');
}

const limitText = ({ types, severities }: Who['belongs'][number]['constituent']) =>
  [...types, ...severities].join(', ');

/** The overlaps to name; a register of networks may hold thousands. */
const NAMED = 50;

export function checkText({ constituents, findings, overlaps, gaps }: CheckAnswer, page: Page): string {
  const faults =
    findings.length === 0
      ? []
      : [
          table(
            page,
            ['id', 'problem', 'about'],
            findings.map(({ id, problem, about }) => [id, problem, about]),
          ),
          '',
        ];
  const overlapping =
    overlaps.length === 0
      ? []
      : [
          table(
            page,
            ['holding', 'of', 'lies in', 'of'],
            overlaps.slice(0, NAMED).map(({ holding, id, within, of }) => [holding, id, within, of]),
          ),
          ...(overlaps.length > NAMED
            ? [`and ${count(overlaps.length - NAMED)} more; --json shows all`]
            : []),
          '',
        ];
  return [
    `${counted(constituents, 'constituent')}: ${counted(findings.length, 'problem')}, ${counted(overlaps.length, 'overlap')}.`,
    '',
    ...faults,
    ...overlapping,
    ...gapLines(gaps),
  ].join('\n');
}

function gapLines({ from, to, events, unheld, types, asns, countries, limited }: Gaps): string[] {
  const frequent = (name: string, values: Gaps['types']) =>
    values.length === 0
      ? []
      : [
          `  ${name}: ${values.map(({ value, events: of }) => `${printable(String(value))} (${count(of)})`).join(', ')}`,
        ];
  return [
    `Of ${counted(events, 'event')} in reports from ${from} to ${to}, ${count(unheld)} belong to no constituent.`,
    ...frequent('types', types),
    ...frequent('autonomous systems', asns),
    ...frequent('countries', countries),
    ...(limited > 0
      ? [`${count(limited)} more belong to constituents that do not get their types or severities.`]
      : []),
  ];
}
