// Collects one answer of `GET /v1/events`: the rows after a position, and the position after them.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { EventFeed } from '../../../query/index.js';
import type { ChangeFeed, OperatorStore, SliceChange } from '../../../store/index.js';
import { findingChanges } from '../../../triage/index.js';
import type { Caller } from '../method.js';
import type { ChangesPosition, SlicePlace } from './cursor.js';
import { FINDING_ACTIONS, type RowFormat } from './rows.js';

/** The feed of the whole store: what it tells has to be read under the scope of a caller. */
export interface ChangesSource {
  readonly feed: ChangeFeed;
  readonly operator: Pick<OperatorStore, 'steps' | 'questions'>;
  /** Whether the store is known to lack data. */
  readonly isDamaged: () => boolean;
}

export interface PageRequest {
  readonly caller: Pick<Caller, 'store' | 'catalogue' | 'clock' | 'signal'>;
  readonly format: RowFormat;
  readonly limit: number;
  /** A steady clock, in milliseconds. */
  readonly now?: () => number;
}

type Slice = Pick<SliceChange, 'type' | 'date'>;

/** Follows the last finding of a step in the order of ids. */
const LAST_ID = 'f'.repeat(32);
/** Changes that one statement compares with the scope. */
const CHANGES_AT_ONCE = 1_000;
/** Reports of one slice that may be replaced while it is read. */
const REOPENINGS = 3;

export class ChangesPage {
  readonly rows: string[] = [];
  private bytes = 0;
  private readonly events: EventFeed;
  private readonly until: number;
  private readonly now: () => number;

  constructor(
    private readonly source: ChangesSource,
    private readonly request: PageRequest,
    /** The position after the rows collected so far. */
    public position: ChangesPosition,
  ) {
    const { caller, format, now = () => performance.now() } = request;
    const { store, catalogue, clock } = caller;
    const world = { catalogue, clock, facts: () => store.events.facts() };
    this.events = new EventFeed(store, world, { conditions: {}, fields: format.fields });
    this.now = now;
    this.until = now() + LIMITS.changesMs;
  }

  /** Whether the answer ends here, although there may be more. */
  get isFull(): boolean {
    const { rows, bytes, request } = this;
    return rows.length >= request.limit || bytes >= LIMITS.changesBytes || this.now() >= this.until;
  }

  /** Adds the stored events with which a client starts, the oldest day first. */
  async addStored(): Promise<void> {
    const { stored, flip } = this.position;
    if (!stored) return;
    const younger = new Set((await this.source.feed.begunAfter(flip)).map(nameOf));
    const slices = await this.request.caller.store.slices.list({ from: stored.since });
    // Slices that began later come with their changes.
    for (const slice of slices.filter((one) => !younger.has(nameOf(one))).sort(compare)) {
      const after = this.position.stored?.after;
      const order = after ? compare(slice, after) : 1;
      if (order < 0 || (order === 0 && after?.part === 'ended')) continue;
      const isDone = await this.addEvents(slice, 'visible', order === 0 ? after : undefined, (place) =>
        this.move({ stored: { since: stored.since, after: place } }),
      );
      if (!isDone || this.isFull) return;
    }
    this.move({ stored: undefined });
  }

  /** Adds the changes of events, up to the last flip that is known completely. */
  async addChanges(): Promise<void> {
    const { feed } = this.source;
    const { flip, within } = this.position;
    const head = await feed.head();
    if (head <= flip || this.position.stored) return;
    const isLeft = (change: SliceChange) =>
      within?.flip !== change.flip ||
      compare(change, within) > 0 ||
      (compare(change, within) === 0 && within.part !== 'ended');
    const changes = (await feed.after(flip, head)).filter(isLeft);
    for (let at = 0; at < changes.length; at += CHANGES_AT_ONCE) {
      const some = changes.slice(at, at + CHANGES_AT_ONCE);
      for (const change of await this.events.concerning(some))
        if (!(await this.addChange(change)) || this.isFull) return;
      this.moveTo(some.at(-1)!, { ...sliceOf(some.at(-1)!), part: 'ended' });
      if (this.isFull) return;
    }
    this.move({ flip: head, within: undefined });
  }

  /** Adds findings that were opened, reopened or resolved, up to the last step that is written completely. */
  async addFindings(): Promise<void> {
    const { operator } = this.source;
    const until = await operator.steps.complete();
    while (this.position.step < until && !this.isFull) {
      const { step, finding } = this.position;
      const { changes, next } = await findingChanges(
        { tables: operator.questions },
        {
          after: finding === undefined ? { step, finding: LAST_ID } : { step: step + 1, finding },
          until,
          limit: this.request.limit - this.rows.length,
          matching: { sql: '1', values: {} },
        },
      );
      const own = await this.ownFindings(changes);
      for (const row of own) this.add(row);
      this.move(next ? { step: next.step - 1, finding: next.finding } : { step: until, finding: undefined });
    }
  }

  /** Rows of the changes that the scope shows, with the findings as it shows them. */
  private async ownFindings(
    changes: Awaited<ReturnType<typeof findingChanges>>['changes'],
  ): Promise<string[]> {
    const told = changes.flatMap((change) => {
      const action = FINDING_ACTIONS.find((one) => change.changes.includes(one));
      return action ? [{ ...change, action }] : [];
    });
    const ids = [...new Set(told.map(({ finding }) => finding))];
    const shown = ids.length === 0 ? [] : await this.request.caller.store.findings.withIds(ids);
    const own = new Map(shown.map((finding) => [finding.id, finding]));
    return told.flatMap(({ finding, day, action, last_seen }) => {
      const seen = own.get(finding);
      if (!seen) return [];
      // A finding that went on with another holder is not gone, and only days in the scope are its own.
      const isOwn =
        action === 'resolved'
          ? seen.last_seen === last_seen
          : seen.first_seen <= day && day <= seen.last_seen;
      return isOwn ? [this.request.format.finding({ ...seen, day, action })] : [];
    });
  }

  /** Adds one change of a slice: first withdrawn events, then new ones. @returns whether all of it was added */
  private async addChange(change: SliceChange): Promise<boolean> {
    const { within } = this.position;
    const from = within?.flip === change.flip && compare(change, within) === 0 ? within : undefined;
    for (const part of ['withdrawn', 'appeared'] as const) {
      const isEmpty =
        part === 'withdrawn' ? change.withdrawn === 0 : change.loads.length + change.listed === 0;
      if (isEmpty || (from?.part === 'appeared' && part === 'withdrawn')) continue;
      const after = from?.part === part ? from : undefined;
      if (!(await this.addEvents(change, part, after, (place) => this.moveTo(change, place)))) return false;
    }
    this.moveTo(change, { ...sliceOf(change), part: 'ended' });
    return true;
  }

  /** @returns whether the part was added up to its end */
  private async addEvents(
    slice: Slice | SliceChange,
    part: 'visible' | 'appeared' | 'withdrawn',
    from: SlicePlace | undefined,
    moved: (place: SlicePlace) => void,
  ): Promise<boolean> {
    const { caller, format, limit } = this.request;
    const action = part === 'withdrawn' ? 'withdrawn' : 'appeared';
    let events = await this.events.open(slice as SliceChange, part);
    let reopened = 0;
    for (let after = from?.event; ; ) {
      const page = await events.page(after, limit - this.rows.length, { signal: caller.signal });
      const last = page.at(-1);
      if (!last) break;
      if (page.some(({ columns }) => columns.length === 0)) {
        // A report was replaced since the columns were read.
        if (++reopened > REOPENINGS) throw new SundialError('call-unavailable');
        events = await this.events.open(slice as SliceChange, part);
        continue;
      }
      for (const event of page) this.add(format.event(event, slice, action));
      after = last.position;
      moved({ ...sliceOf(slice), part, event: after });
      if (this.isFull) return false;
    }
    if (part === 'visible') moved({ ...sliceOf(slice), part: 'ended' });
    return true;
  }

  private add(row: string): void {
    this.rows.push(row);
    this.bytes += Buffer.byteLength(row);
  }

  private moveTo({ flip }: SliceChange, place: SlicePlace): void {
    this.move({ flip: flip - 1, within: { ...place, flip } });
  }

  private move(change: Partial<ChangesPosition>): void {
    this.position = { ...this.position, ...change };
  }
}

const sliceOf = ({ type, date }: Slice): Slice => ({ type, date });
const nameOf = ({ type, date }: Slice): string => `${date} ${type}`;

/** Orders slices by date and type. */
function compare(one: Slice, other: Slice): number {
  const [a, b] = [nameOf(one), nameOf(other)];
  return a < b ? -1 : Number(a > b);
}
