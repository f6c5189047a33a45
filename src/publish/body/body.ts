// Writes messages as JSON for brokers and webhooks, with the facts by which they are routed.
import type { EventMessage, FindingMessage, ReportMessage } from '../messages.js';
import type { Batch } from '../output.js';
import { addressOf } from './address.js';
import type { BodyForm } from './form.js';

/** The properties of messages that templates of topics and keys may name. */
export const MESSAGE_PLACES = ['kind', 'state', 'type', 'date', 'list', 'country', 'asn'] as const;
export type MessageFacts = Readonly<Record<(typeof MESSAGE_PLACES)[number], string>>;

/** A message as receivers get it. */
export interface Body {
  /** The id of the message; the same event, change or report has the same id every time. */
  readonly id: string;
  /** What the message is about: messages with equal keys have to stay in their order. */
  readonly key: string;
  /** `none` stands for what a message does not have. */
  readonly facts: MessageFacts;
  /** One JSON object without line breaks. */
  readonly json: string;
}

/** Writes the messages of a batch, withdrawals first. Other vocabularies have none for withdrawals. */
export function bodiesOf(batch: Batch, { uri, write }: BodyForm): Body[] {
  if (batch.carries === 'findings') return batch.findings.map(findingBody);
  if (batch.carries === 'reports') return batch.reports.map((report) => reportBody(report, uri));
  if (write) return batch.appeared.map((event) => ({ ...eventBody(event, 'appeared'), json: write(event) }));
  return [
    ...batch.withdrawn.map((event) => eventBody(event, 'withdrawn')),
    ...batch.appeared.map((event) => eventBody(event, 'appeared')),
  ];
}

/** The report's own columns are in a separate object, because they may have any name. */
function eventBody(event: EventMessage, state: 'appeared' | 'withdrawn'): Body {
  const { id, type, date, list, json, country, asn } = event;
  const head = JSON.stringify({ kind: 'event', id, state, type, date, list });
  return {
    ...{ id, key: id, json: `${head.slice(0, -1)},"event":${json}}` },
    facts: factsOf({ kind: 'event', state, type, date, list, country, asn }),
  };
}

function findingBody(finding: FindingMessage): Body {
  const { id, state, type, day, list, geo, asn } = finding;
  const json = JSON.stringify({
    ...{ kind: 'finding', id, finding: finding.finding, state, previous_state: finding.previousState },
    ...{ changes: finding.changes, day, at: finding.at, reason: finding.reason, author: finding.author },
    ...{ type, subject: finding.subject, subject_kind: finding.subjectKind, port: finding.port },
    ...{ transport: finding.transport, infection: finding.infection, severity: finding.severity },
    ...{ cves: finding.cves, first_seen: finding.firstSeen, last_seen: finding.lastSeen },
    ...{ hostname: finding.hostname, asn, geo, tags: finding.tags, list },
    ...(finding.device !== '' && { lease_device: finding.device }),
  });
  return {
    ...{ id, key: finding.finding, json },
    facts: factsOf({ kind: 'finding', state, type, date: day, list, country: geo, asn }),
  };
}

/**
 * The first four fields are those of the publisher's report manager, in its forms; its `timestamp` is when it had
 * downloaded the report.
 */
function reportBody(report: ReportMessage, uri: string): Body {
  const { id, type, date, list, sha256 } = report;
  const json = JSON.stringify({
    ...{ timestamp: report.loadedAt.slice(0, 19).replace('T', ' '), report_date: date, report_type: type },
    ...{ uri: addressOf(report, uri), kind: 'report', id, list, sha256, bytes: report.bytes },
    ...{ rows: report.rows, events: report.events, quarantined: report.quarantined },
    ...{ published_at: report.publishedAt, loaded_at: report.loadedAt, replaces: report.replaces },
  });
  const state = report.replaces ? 'replaced' : 'loaded';
  const facts = factsOf({ kind: 'report', state, type, date, list, country: '', asn: 0 });
  return { id, key: `${type}-${date}-${list}`, json, facts };
}

type Given = Omit<MessageFacts, 'asn'> & { readonly asn: number };

function factsOf({ country, asn, ...given }: Given): MessageFacts {
  const texts = {
    ...given,
    // The cell of a country holds any text, which would create any number of topics and keys.
    country: /^[A-Z]{2}$/.test(country) ? country : '',
    asn: asn === 0 ? '' : String(asn),
  };
  const named = Object.entries(texts).map(([place, text]) => [place, text || 'none']);
  return Object.fromEntries(named) as MessageFacts;
}
