// Reads the events of one type and date for outputs: those that a change made visible, all of them, or withdrawn ones.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import type { TlpLimit } from '../../domain/tlp.js';
import {
  headersByLoad,
  type LoadHeader,
  ofSlice,
  type RunOptions,
  type ScopedStore,
  type SliceChange,
  type StoreFacts,
} from '../../store/index.js';
import { ORIGINAL } from '../answer/page.js';
import { columnsOf } from '../export/event-export.js';
import { type ExportColumn, jsonLine, valuesSql } from '../export/export-rows.js';
import { Statement } from '../language/compile.js';
import type { Condition, Query } from '../language/query.js';
import { typesNamed } from '../language/types.js';
import { validText } from '../language/valid-text.js';
import { type FeedSubject, SUBJECT_JSON } from './feed-subject.js';
import { withinTlp } from './marking.js';
import { OwnColumns } from './own-columns.js';
import { type PageFacts, PageSize } from './page-size.js';
import { AFTER, boundPosition, type EventPosition, ORDER, PLACE_COLUMNS, PLACE_ORDER } from './position.js';
import { type FeedEvent, ReadEvent } from './read-event.js';

/** The events that an output wants, and the fields of each. */
export interface FeedRequest {
  /** Conditions besides types; lists may be unknown to the store yet. */
  readonly conditions: Pick<Query, keyof Condition | 'any'>;
  readonly fields: readonly string[];
  /** Events above this level are not read; omitted = no limit. */
  readonly tlp?: TlpLimit | undefined;
  /** Whether to read the facts that decide to whom an event belongs. */
  readonly hasSubjects?: boolean;
}

/** Names and relative days of conditions are resolved with these. */
export interface FeedWorld {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /**
   * The columns and types of all reports, also for a store of a restricted scope: its conditions are the operator's, and
   * have to be understood before the first event of the scope arrives and after the last one is withdrawn.
   */
  readonly facts: () => Promise<StoreFacts>;
}

/** A field that events of a slice may have. */
export type FeedField = Pick<ExportColumn, 'title' | 'kind'>;

interface FeedPage extends PageFacts {
  readonly events: FeedEvent[];
}

/** Which events of a slice to read. */
/** `gone`: withdrawn by the change, and not visible again since. */
export type FeedPart = 'visible' | 'appeared' | 'withdrawn' | 'gone';

export class EventFeed {
  constructor(
    private readonly store: ScopedStore,
    private readonly world: FeedWorld,
    private readonly request: FeedRequest,
  ) {}

  /** The report types that names stand for; undefined = all. @throws SundialError `type-unknown`, `type-ambiguous` */
  async types(names: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    if (names.length === 0) return undefined;
    const { types } = await this.world.facts();
    return new Set(names.flatMap((name) => typesNamed(name, this.world.catalogue, types)));
  }

  /** The changes that concern the store's scope, as far as reading loads tells: changes row by row are kept. */
  async concerning(changes: readonly SliceChange[]): Promise<SliceChange[]> {
    const whole = changes.filter(({ loads }) => loads.length > 0);
    const values = {
      feed_loads: whole.flatMap(({ loads }) => loads),
      feed_dates: [...new Set(whole.map(({ date }) => date))],
      feed_types: [...new Set(whole.map(({ type }) => type))],
    };
    const within = `e.report_date IN {feed_dates:Array(Date)} AND e.report_type IN {feed_types:Array(String)}
      AND e.load IN {feed_loads:Array(UInt32)}`;
    const rows = await this.store.statements.rows<{ load: number }>(
      `SELECT DISTINCT e.load AS load FROM ${this.store.events.from(within)}`,
      values,
    );
    const found = new Set(rows.map(({ load }) => load));
    return changes.filter(
      ({ loads, listed, withdrawn }) => listed + withdrawn > 0 || loads.some((load) => found.has(load)),
    );
  }

  /**
   * Prepares reading the events of a slice.
   *
   * @param keys only these events, by their keys in hex
   * @throws SundialError `query-invalid`, `field-unknown`
   */
  async open(
    slice: Pick<SliceChange, 'type' | 'date'>,
    part: 'visible',
    keys?: readonly string[],
  ): Promise<SliceEvents>;
  async open(change: SliceChange, part: FeedPart): Promise<SliceEvents>;
  async open(
    change: Pick<SliceChange, 'type' | 'date'>,
    part: FeedPart,
    keys?: readonly string[],
  ): Promise<SliceEvents> {
    const { statement, where, limit } = await this.select(change, part, keys);
    const within = limit === undefined ? where : `${where} AND ${limit}`;
    return SliceEvents.of(this.store, statement, within, this.request);
  }

  /**
   * The number of events that are selected, but marked above the limit.
   *
   * @throws SundialError `query-invalid`, `field-unknown`
   */
  async withheld(change: SliceChange, part: FeedPart): Promise<number>;
  async withheld(slice: Pick<SliceChange, 'type' | 'date'>, part: 'visible'): Promise<number>;
  async withheld(change: Pick<SliceChange, 'type' | 'date'>, part: FeedPart): Promise<number> {
    const { statement, where, limit } = await this.select(change, part);
    if (limit === undefined) return 0;
    const [row] = await this.store.statements.rows<{ events: number }>(
      `SELECT count() AS events FROM ${statement.events.from(`${where} AND NOT (${limit})`)}`,
      statement.bindings.values,
    );
    return row!.events;
  }

  private async select(
    change: Pick<SliceChange, 'type' | 'date'>,
    part: FeedPart,
    keys?: readonly string[],
  ): Promise<{ statement: Statement; where: string; limit: string | undefined }> {
    const { events } = this.store;
    const { conditions, tlp } = this.request;
    const facts = await this.world.facts();
    const isWithdrawn = part === 'withdrawn' || part === 'gone';
    const source = isWithdrawn ? events.withdrawnBy((change as SliceChange).flip) : events;
    const lists = [...facts.lists, ...(conditions.report ?? []), ...(conditions.reports ?? [])];
    const statement = new Statement(
      { ...this.world, events: source, facts: { ...facts, lists } },
      conditions,
    );
    const within = part === 'appeared' ? events.appearedBy(change as SliceChange) : ofSlice(change, 'e.');
    const among = keys
      ? ` AND ${keyOf('e.event_key')} IN ${statement.bindings.bind('Array(String)', keys)}`
      : '';
    const gone =
      part === 'gone'
        ? ` AND e.event_key NOT IN (SELECT e.event_key FROM ${events.from(ofSlice(change, 'e.'))})`
        : '';
    const limit = tlp && withinTlp(statement, facts, tlp);
    return { statement, where: `(${statement.where}) AND ${within}${among}${gone}`, limit };
  }
}

/** The events of one slice, in pages. */
export class SliceEvents {
  private readonly size = new PageSize();
  /** The position of the last event, once a page has reached it. */
  private end: EventPosition | undefined;

  private constructor(
    private readonly store: ScopedStore,
    private readonly statement: Statement,
    private readonly where: string,
    private readonly shown: readonly ExportColumn[],
    private readonly own: OwnColumns,
    private readonly columns: ReadonlyMap<number, readonly string[]>,
    /** The rows of all reports that hold some of these events. */
    private readonly mostEvents: number,
    private readonly hasSubjects: boolean,
  ) {}

  static async of(
    store: ScopedStore,
    statement: Statement,
    where: string,
    { fields, hasSubjects = false }: FeedRequest,
  ): Promise<SliceEvents> {
    const rows = await store.statements.rows<LoadHeader>(
      store.events.headersOf(`SELECT e.load FROM ${statement.events.from(where)}`),
      statement.bindings.values,
    );
    const headers = headersByLoad(rows);
    const shown = columnsOf(
      fields.filter((name) => name !== ORIGINAL),
      [],
      statement,
    );
    const own = new OwnColumns(fields, headers, new Set(shown.map(({ title }) => title)));
    const columns = new Map([...headers].map(([load, { header }]) => [load, header]));
    const mostEvents = rows.reduce((sum, report) => sum + report.rows, 0);
    return new SliceEvents(store, statement, where, shown, own, columns, mostEvents, hasSubjects);
  }

  /** The fields that the JSON of these events may have, in its order. */
  get fields(): readonly FeedField[] {
    const own = this.own.titles.map((title): FeedField => ({ title, kind: 'text' }));
    return [...this.shown.map(({ title, kind }) => ({ title, kind })), ...own];
  }

  async count(): Promise<number> {
    if (this.columns.size === 0) return 0;
    const { events, bindings } = this.statement;
    const [row] = await this.store.statements.rows<{ events: number }>(
      `SELECT count() AS events FROM ${events.from(this.where)}`,
      bindings.values,
    );
    return row!.events;
  }

  /**
   * The events after a position, in the order of the feed. There are fewer than `rows` if their text would exceed the
   * limit of a batch; none = the end. After the last position of a page that reached the end, nothing is read.
   */
  async page(after: EventPosition | undefined, rows: number, options: RunOptions = {}): Promise<FeedEvent[]> {
    if (this.columns.size === 0 || (after && after === this.end)) return [];
    const page = await this.size.read(rows, (most, settings) => this.read(after, most, settings, options));
    return page?.events ?? [];
  }

  private async read(
    after: EventPosition | undefined,
    rows: number,
    settings: string,
    options: RunOptions,
  ): Promise<FeedPage | undefined> {
    const { events, bindings } = this.statement;
    const { shown: columns } = this;
    const [texts, rest] = this.own.sql;
    const own = [`${texts} AS own_texts`, `${rest} AS own_rest`];
    const page = events.page({
      columns: [
        ...(columns.length > 0 ? [valuesSql({ columns })] : []),
        ...PLACE,
        ...(this.hasSubjects ? [`${SUBJECT_JSON} AS place_subject`] : []),
        ...own,
      ],
      condition: after ? `${this.where} AND ${AFTER}` : this.where,
      order: ORDER,
      limit: '{feed_rows:UInt32}',
      offset: '0',
      holdsAll: this.mostEvents <= rows,
    });
    const bytes = await this.store.statements.bytes(
      `SELECT concat(${HEAD}, '\\t', ${this.hasSubjects ? 'place_subject' : "''"}, '\\t', own_texts, '\\t', own_rest, '\\t', ${jsonLine(columns)}) FROM (${page})
       ORDER BY ${PLACE_ORDER}${settings}`,
      'TSVRaw',
      { ...bindings.values, feed_rows: rows, ...boundPosition(after) },
      { ...options, isHeavy: true },
    );
    if (bytes.length === 0) return undefined;
    const lines = bytes.toString('utf8').slice(0, -1).split('\n');
    const found = lines.map((line) => this.event(line));
    if (found.length < rows) this.end = found.at(-1)!.position;
    return { rows: found.length, bytes: bytes.length, events: found };
  }

  private event(line: string): FeedEvent {
    const [head = '', subject = '', texts = '', rest = '', fields = ''] = line.split('\t');
    const [key, list, country, asn, load, first, text, number] = JSON.parse(head) as [
      ...[string, string, string, number, number, string, string, string],
    ];
    return new ReadEvent(
      {
        ...{ key, list, country, asn, columns: this.columns.get(load) ?? [] },
        position: { first, text, key: number },
        subject: subject === '' ? undefined : (JSON.parse(subject) as FeedSubject),
      },
      this.shown.length === 0 ? '' : fields,
      this.own.cells(load, JSON.parse(texts), JSON.parse(rest)),
    );
  }
}

/** The columns from which the head of a line is made; their names differ from those of values. */
const PLACE = [
  ...PLACE_COLUMNS,
  ...['toString(e.list) AS place_list', 'e.load AS place_load'],
  // Country codes are case-insensitive, as in a query.
  ...['upper(toString(e.geo)) AS place_country', 'e.asn AS place_asn'],
];

/** The values before the event's own JSON: a list without tabs and line breaks. */
const HEAD = `concat('["', ${keyOf('place_key')}, '",', toJSONString(${validText('place_list')}), ',',
  toJSONString(${validText('place_country')}), ',', toString(place_asn), ',', toString(place_load), ',"', toString(place_first), '","', hex(place_text), '","', toString(place_key), '"]')`;

/** An event key as 32 hex digits. */
function keyOf(column: string): string {
  return `leftPad(lower(hex(${column})), 32, '0')`;
}
