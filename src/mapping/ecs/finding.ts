// Turns a change of a finding into a document of ECS: a state that a subject entered, with everything known of the finding.
import type { ReportType } from '../../catalogue/index.js';
import type { Severity, SubjectKind } from '../../domain/event-columns.js';
import type { ReportedFinding } from '../reported-finding.js';
import { categorisationOf, SEVERITIES } from './event-facts.js';
import { ECS_VERSION } from './field-table.js';
import type { Fact } from './record.js';

/** Takes the place of a report type and of its group in the name of a data stream. */
export const FINDING_STREAM = 'finding';

export function findingFacts(
  finding: ReportedFinding,
  type: ReportType,
  { dataset, namespace }: { readonly dataset: string; readonly namespace: string },
): readonly Fact[] {
  const severity = Object.hasOwn(SEVERITIES, finding.severity)
    ? (finding.severity as Severity)
    : type.severity;
  const { category, type: types } = categorisationOf(type);
  return [
    ['@timestamp', finding.at],
    ['ecs.version', ECS_VERSION],
    ['data_stream.type', 'logs'],
    ['data_stream.dataset', dataset],
    ['data_stream.namespace', namespace],
    ['event.id', finding.id],
    ['event.dataset', dataset],
    ['event.kind', 'state'],
    ['event.category', category],
    ['event.type', types],
    ['event.action', finding.changes.join(',')],
    ['event.reason', finding.reason],
    ['event.start', midnight(finding.firstSeen)],
    ['event.end', midnight(finding.lastSeen)],
    ['event.module', 'shadowserver'],
    ['event.provider', 'shadowserver'],
    ['event.code', type.id],
    ['event.severity', SEVERITIES[severity]],
    ['event.reference', type.link ?? ''],
    ['message', `${type.title}: ${finding.subject} ${finding.changes.join(', ')}`],
    ['rule.id', type.id],
    ['rule.name', type.title],
    ['rule.ruleset', 'shadowserver'],
    ...hostOf(finding),
    ...(finding.tags.length > 0 ? [['tags', finding.tags] as const] : []),
    ...(finding.cves.length > 0
      ? ([
          ['vulnerability.id', finding.cves],
          ['vulnerability.enumeration', 'CVE'],
        ] as const)
      : []),
    ['shadowserver.severity', severity],
    ...ownFacts(finding),
  ];
}

const midnight = (date: string) => (date === '' ? '' : `${date}T00:00:00Z`);

/** The field of a subject. A network is no value of the type ip; it is found as shadowserver.finding.subject. */
function subjectField(kind: SubjectKind, subject: string): string | undefined {
  if (kind === 'account') return subject.includes('@') ? 'user.email' : 'user.name';
  return { ip: 'source.ip', hostname: 'source.domain', url: 'url.full' }[kind as string];
}

function hostOf(finding: ReportedFinding): readonly Fact[] {
  const { subject, subjectKind, hostname, device, port, transport, asn, geo } = finding;
  const field = subjectField(subjectKind, subject);
  return [
    ...(field === undefined ? [] : ([[field, subject]] as const)),
    ['source.domain', hostname],
    ['host.name', device],
    ...(port === 0 ? [] : ([['source.port', port]] as const)),
    ...(asn === 0 ? [] : ([['source.as.number', asn]] as const)),
    ['source.geo.country_iso_code', geo],
    ['network.transport', transport],
  ];
}

/** What ECS has no field for. */
function ownFacts(finding: ReportedFinding): readonly Fact[] {
  const texts = {
    ...{ id: finding.finding, subject: finding.subject, infection: finding.infection },
    ...{ state: finding.state, previous_state: finding.previousState, day: finding.day },
    ...{ author: finding.author, list: finding.list },
  };
  return [
    ...Object.entries(texts).map(([name, text]) => [`shadowserver.finding.${name}`, text] as const),
    ['shadowserver.finding.changes', finding.changes],
  ];
}
