// An event of a feed, whose text or fields are made only when a reader needs them: outputs need one of the two.
import type { FeedSubject } from './feed-subject.js';
import type { OwnCell } from './own-columns.js';
import type { EventPosition } from './position.js';

export interface FeedEvent {
  /** 32 hex digits. */
  readonly key: string;
  readonly list: string;
  /** In upper case; '' if unknown. */
  readonly country: string;
  /** 0 if unknown. */
  readonly asn: number;
  /** The columns of its report. */
  readonly columns: readonly string[];
  /** The requested fields as one JSON object. */
  readonly json: string;
  /** The same object, made when it is first needed. `__proto__` is an own property. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly position: EventPosition;
  /** Undefined unless the request asks for subjects. */
  readonly subject: FeedSubject | undefined;
}

type Facts = Omit<FeedEvent, 'json' | 'fields'>;

export class ReadEvent implements FeedEvent {
  readonly key: string;
  readonly list: string;
  readonly country: string;
  readonly asn: number;
  readonly columns: readonly string[];
  readonly position: FeedEvent['position'];
  readonly subject: FeedEvent['subject'];
  private made: FeedEvent['fields'] | undefined;

  /** @param shown the requested fields of Sundial as a JSON object; '' = none was requested */
  constructor(
    facts: Facts,
    private readonly shown: string,
    private readonly cells: readonly OwnCell[],
  ) {
    this.key = facts.key;
    this.list = facts.list;
    this.country = facts.country;
    this.asn = facts.asn;
    this.columns = facts.columns;
    this.position = facts.position;
    this.subject = facts.subject;
  }

  get json(): string {
    const own = this.cells.map(({ column, text }) => column.member + JSON.stringify(text)).join(',');
    if (own === '') return this.shown || '{}';
    return this.shown === '' ? `{${own}}` : `${this.shown.slice(0, -1)},${own}}`;
  }

  get fields(): FeedEvent['fields'] {
    this.made ??=
      this.shown === ''
        ? Object.fromEntries(this.cells.map(({ column, text }) => [column.title, text]))
        : (JSON.parse(this.json) as FeedEvent['fields']);
    return this.made;
  }
}
