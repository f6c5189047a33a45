// Makes messages from rows of the store.
import { eventId, type FeedEvent } from '../../query/index.js';
import type { LoadedVersion } from '../../store/index.js';
import type { ChangedFinding } from '../../triage/index.js';
import type { EventMessage, FieldValue, FindingMessage, ReportMessage } from '../messages.js';
import type { Slice } from '../output.js';

/** What the engine knows of an event, besides its slice. */
type EventFacts = Pick<FeedEvent, 'key' | 'list' | 'country' | 'asn' | 'columns' | 'json'> &
  Partial<Pick<FeedEvent, 'fields'>>;

/** An event as an output gets it; text and fields are made when an output reads them. */
class Event implements EventMessage {
  private parsed: EventMessage['fields'] | undefined;
  readonly type: string;
  readonly date: string;
  readonly key: string;
  readonly list: string;
  readonly country: string;
  readonly asn: number;
  readonly columns: readonly string[];

  constructor(
    private readonly event: EventFacts,
    { type, date }: Slice,
    readonly constituents: readonly string[],
  ) {
    this.type = type;
    this.date = date;
    this.key = event.key;
    this.list = event.list;
    this.country = event.country;
    this.asn = event.asn;
    this.columns = event.columns;
  }

  get id(): string {
    return eventId(this, this.key);
  }

  get json(): string {
    return this.event.json;
  }

  get fields(): EventMessage['fields'] {
    this.parsed ??= (this.event.fields ?? JSON.parse(this.event.json)) as Record<string, FieldValue>;
    return this.parsed;
  }
}

/** @param constituents the ids of the constituents to which it belongs, if the output uses them */
export function eventMessage(
  event: EventFacts,
  slice: Slice,
  constituents: readonly string[] = [],
): EventMessage {
  return new Event(event, slice, constituents);
}

export function findingMessage(row: ChangedFinding): FindingMessage {
  return {
    id: `${row.finding}-${row.step}`,
    ...{ finding: row.finding, type: row.type, subject: row.subject, subjectKind: row.subject_kind },
    ...{ port: row.port, transport: row.transport, infection: row.infection },
    ...{ state: row.state, previousState: row.state_before, changes: row.changes },
    ...{ day: row.day, at: instant(row.at), reason: row.reason, author: row.author },
    ...{ severity: row.severity, cves: row.cves, firstSeen: row.first_seen, lastSeen: row.last_seen },
    ...{ hostname: row.hostname, asn: row.asn, geo: row.geo, tags: row.tags, list: row.list },
    device: row.lease_device,
  };
}

export function reportMessage(row: LoadedVersion): ReportMessage {
  const { report_type: type, report_date: date, list, sha256 } = row;
  return {
    id: `${type}-${date}-${list}-${sha256}`,
    ...{ type, date, list, sha256, bytes: row.bytes, rows: row.rows, events: row.accepted },
    ...{ quarantined: row.quarantined, publishedAt: row.published_at === 0 ? '' : instant(row.published_at) },
    ...{ loadedAt: instant(row.changed_at), replaces: row.replaces },
  };
}

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
