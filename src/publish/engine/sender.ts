// Hands batches to an output, and keeps the messages that the target refuses.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { EventMessage } from '../messages.js';
import type { Batch, Output, Refusal, Slice, SliceContent } from '../output.js';
import type { LetterFacts, Letters } from './letters.js';
import type { Sent } from './memo.js';

/** Called after each accepted batch. */
export type Progress = (batch: { readonly messages: number; readonly slice?: Slice }) => void;

export interface SenderParts {
  readonly name: string;
  readonly output: Output;
  readonly letters: Letters;
  readonly signal: AbortSignal;
  readonly progress?: Progress | undefined;
}

export class Sender {
  /** Messages accepted by this sender. */
  readonly sent = { appeared: 0, withdrawn: 0, findings: 0, reports: 0 };
  refused = 0;
  /** Events that were not sent because of their marking. */
  withheld = 0;
  private waiting: number | undefined;
  private hasReplaced = false;

  constructor(private readonly parts: SenderParts) {}

  /** Whether anything was sent or refused, slices without events included. */
  get isUsed(): boolean {
    return this.hasReplaced || this.refused > 0 || Object.values(this.sent).some((messages) => messages > 0);
  }

  /** Sends a batch. @throws SundialError errors of the output; `output-refusing` */
  async send(batch: Batch): Promise<void> {
    const { output, signal, progress } = this.parts;
    signal.throwIfAborted();
    const facts = factsOf(batch);
    if (facts.size === 0) return;
    await this.requireRoom();
    const refusals = await output.deliver!(batch, signal);
    await this.keep(refusals, facts);
    this.count(batch, new Set(refusals.map(({ id }) => id)));
    progress?.({ messages: facts.size, ...(batch.carries === 'events' && { slice: batch.slice }) });
  }

  /** Replaces a slice. @throws SundialError errors of the output; `output-refusing` */
  async replace(content: SliceContent): Promise<void> {
    const { output, signal, progress } = this.parts;
    signal.throwIfAborted();
    await this.requireRoom();
    const refusals = await output.replace!(content, signal);
    this.hasReplaced = true;
    const { type, date } = content.slice;
    // Only the ids are still known: the events of a refused letter are read again with their slice.
    const facts = new Map(refusals.map(({ id }) => [id, eventFacts({ id, type, date }, 0)]));
    await this.keep(refusals, facts);
    // A refusal may also be about what was withdrawn.
    this.sent.appeared += Math.max(0, content.events - refusals.length);
    progress?.({ messages: content.events, slice: content.slice });
  }

  /** Counts events that the output may not send. */
  withhold(events: number): void {
    this.withheld += events;
  }

  /** Counts by kind of message, added to earlier counts. */
  added(to: Sent): Sent {
    const { sent } = this;
    return {
      appeared: to.appeared + sent.appeared,
      withdrawn: to.withdrawn + sent.withdrawn,
      findings: to.findings + sent.findings,
      reports: to.reports + sent.reports,
    };
  }

  private count(batch: Batch, refused: ReadonlySet<string>): void {
    const accepted = (messages: readonly { readonly id: string }[]) =>
      messages.filter(({ id }) => !refused.has(id)).length;
    if (batch.carries === 'findings') this.sent.findings += accepted(batch.findings);
    else if (batch.carries === 'reports') this.sent.reports += accepted(batch.reports);
    else {
      this.sent.appeared += accepted(batch.appeared);
      this.sent.withdrawn += accepted(batch.withdrawn);
    }
  }

  private async keep(refusals: readonly Refusal[], facts: ReadonlyMap<string, LetterFacts>): Promise<void> {
    const { letters } = this.parts;
    const known = await this.known();
    if (known > 0) {
      const refused = new Set(refusals.map(({ id }) => id));
      this.waiting = known - (await letters.settle([...facts.keys()].filter((id) => !refused.has(id))));
    }
    if (refusals.length === 0) return;
    await letters.add(refusals, (id) => facts.get(id));
    this.refused += refusals.length;
    this.waiting = undefined;
  }

  /** @throws SundialError `output-refusing` */
  private async requireRoom(): Promise<void> {
    if ((await this.known()) < LIMITS.outputLetters) return;
    const [last] = await this.parts.letters.list(['dead'], 1);
    if (!last) return;
    throw new SundialError('output-refusing', {
      ...{ output: this.parts.name, refused: await this.known(), problem: last.error },
    });
  }

  private async known(): Promise<number> {
    this.waiting ??= await this.parts.letters.count();
    return this.waiting;
  }
}

/** The facts that letters for the messages of a batch would keep, by id. */
function factsOf(batch: Batch): Map<string, LetterFacts> {
  if (batch.carries === 'findings')
    return byId(
      batch.findings.map((finding) => ({
        ...{ id: finding.id, carries: 'findings', withdrawn: 0, report_type: finding.type },
        ...{ report_date: finding.day, message: kept(JSON.stringify(finding)) },
      })),
    );
  if (batch.carries === 'reports')
    return byId(
      batch.reports.map((report) => ({
        ...{ id: report.id, carries: 'reports', withdrawn: 0, report_type: report.type },
        ...{ report_date: report.date, message: kept(JSON.stringify(report)) },
      })),
    );
  return byId([
    ...batch.appeared.map((event) => eventFacts(event, 0)),
    ...batch.withdrawn.map((event) => eventFacts(event, 1)),
  ]);
}

const byId = (facts: readonly LetterFacts[]) => new Map(facts.map((one) => [one.id, one]));

type EventFacts = Slice & Pick<EventMessage, 'id'> & Partial<EventMessage>;

/** A visible event is read again from the store; a withdrawn event may have been removed by then. */
function eventFacts(event: EventFacts, withdrawn: 0 | 1): LetterFacts {
  const { id, type, date, key, list, country, asn, constituents, columns, json } = event;
  return {
    ...{ id, carries: 'events', withdrawn, report_type: type, report_date: date },
    // Made only if the message is refused.
    get message() {
      return withdrawn === 1
        ? kept(JSON.stringify({ key, list, country, asn, constituents, columns, json }))
        : '';
    },
  };
}

function kept(message: string): string {
  return Buffer.byteLength(message) > LIMITS.outputLetterBytes ? '' : message;
}
