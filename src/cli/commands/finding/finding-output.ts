// Prints the history of one finding and the explanation of a decision.

import { distinction } from '../../../domain/distinction.js';
import type { Explanation, FindingStory } from '../../../triage/index.js';
import type { Page } from '../../frame/page.js';
import { counted, printable, table } from '../../print/table.js';

const DECIDED: Readonly<Record<string, string>> = {
  handle: 'to handle',
  recent: 'recently reported',
  whitelisted: 'whitelisted',
  unknown: 'unknown device',
  not_ours: 'not ours',
};

/** The whole history. */
export function storyText(
  { finding, state, days, changes, decisions, events }: FindingStory,
  page: Page,
): string {
  const {
    id,
    type,
    subject,
    lease_device: device,
    severity,
    first_seen,
    last_seen,
    hostname,
    cves,
    list,
  } = finding;
  const head = [
    `${id}`,
    `  ${[type, subject, distinction(finding)].filter(Boolean).join(' ')}${hostname ? ` (${hostname})` : ''}`,
    ...(device === undefined ? [] : [`  of device ${device}, wherever leases say that it was`]),
    `  ${state}, ${severity}${cves.length > 0 ? `, ${cves.join(', ')}` : ''}, in list ${list || '(none)'}`,
    `  seen from ${first_seen} to ${last_seen}, on ${counted(days.length, 'day that is', 'days that are')} kept`,
  ];
  return [
    ...head.map(printable),
    '',
    'What happened',
    changes.length === 0
      ? 'Nothing yet; the next digest opens it.'
      : table(
          page,
          ['day', 'time', 'change', 'state', 'reason', 'by'],
          changes.map(({ day, at, change, state, reason, author, automatic }) => [
            ...[day, at, change, state, reason],
            automatic ? 'by Sundial' : author,
          ]),
        ),
    'What digests decided',
    decisions.length === 0
      ? 'Nothing yet.'
      : table(
          page,
          ['digest', 'decision', 'reason', 'device', 'owner', 'whitelist'],
          decisions.map(({ date, decision, reason, identity, device, owner, entries }) => [
            ...[date, DECIDED[decision] ?? decision, reasonText(reason, identity), device, owner],
            entries.join(', '),
          ]),
        ),
    'Events',
    events.length === 0
      ? 'The events themselves are no longer kept.'
      : table(
          page,
          ['time', 'severity', 'port', 'protocol', 'tags', 'report', 'line'],
          events.map(({ time, severity, port, protocol, tags, report, line }) => [
            ...[time, severity, port === 0 ? '' : String(port), protocol, tags.join(', ')],
            ...[String(report), String(line)],
          ]),
          { right: [2, 5, 6] },
        ),
  ].join('\n');
}

const reasonText = (reason: string, identity: string | undefined): string =>
  [reason, identity && `identity: ${identity}`].filter(Boolean).join('; ');

/** The rules for one finding, one line each. */
export function explanationText({ finding, state, decision, rules }: Explanation): string {
  const decided = decision
    ? `${DECIDED[decision.decision] ?? decision.decision}${decision.reason ? ` (${decision.reason})` : ''} in the digest of ${decision.date}`
    : 'in no digest yet';
  const what = [finding.type, finding.subject, distinction(finding)].filter(Boolean).join(' ');
  return [
    `${finding.id.slice(0, 8)} ${what}: ${state}, ${decided}`,
    ...rules.map(({ rule, says }) => `  ${rule.padEnd(9)} ${says}`),
  ]
    .map(printable)
    .join('\n');
}
