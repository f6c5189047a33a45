// An output that exists only in tests: a target with keys, in memory, that can refuse, fail, hang and be slow.
import { asSundialError, SundialError } from '../../domain/errors.js';
import type { EntryOptions } from '../../domain/source-entry.js';
import { outputKind } from '../declaration.js';
import type { EventMessage, FindingMessage, ReportMessage } from '../messages.js';
import type { Batch, DateRange, Output, OutputView, Refusal, Slice, SliceContent } from '../output.js';

/** What a target in memory holds, and how it behaves. */
export class MemoryTarget {
  readonly events = new Map<string, EventMessage>();
  readonly findings = new Map<string, FindingMessage>();
  readonly reports = new Map<string, ReportMessage>();
  /** Slices that were replaced, in order, with the keys of the events of each report, and of withdrawn ones. */
  readonly slices: (Slice & {
    readonly reports: Readonly<Record<string, readonly string[]>>;
    readonly withdrawn: readonly string[];
  })[] = [];
  /** Batches that arrived, in order. */
  readonly batches: Batch[] = [];
  /** Called before a batch is accepted; it may throw or wait. */
  trouble: (batch: Batch, signal: AbortSignal) => Promise<void> = async () => {};
  /** Called after a batch was accepted, before the output returns: a throw is a kill between the two. */
  afterwards: () => void = () => {};
  refuses: (id: string) => boolean = () => false;
  usesConstituents = false;
  isPresent = false;
  /** The report dates that it asks for again, until they were sent. */
  asked: DateRange | undefined;
  prepared = 0;
  checks = 0;
}

const MEMORY_OPTIONS = {
  target: {
    ...{ name: 'target', section: 'Outputs', type: 'string', description: 'The name of a target in memory.' },
    ...{ default: '', example: 'one' },
  },
} as const satisfies EntryOptions;

/** The targets of the running test, by name. */
export const targets = new Map<string, MemoryTarget>();

export const MEMORY_KIND = outputKind(
  { kind: 'memory' },
  {
    description: 'A target in memory.',
    entry: MEMORY_OPTIONS,
    required: ['target'],
    carries: ['events', 'findings', 'reports'],
    takes: 'changes',
    guarantee: 'store',
    fields: ['original'],
    batchRows: 3,
    open: async ({ values }) => {
      const target = targets.get(values.target);
      if (!target) throw new SundialError('usage', { problem: `there is no target ${values.target}` });
      return new MemoryOutput(target);
    },
  },
);

class MemoryOutput implements Output {
  constructor(private readonly target: MemoryTarget) {}

  get usesConstituents(): boolean {
    return this.target.usesConstituents;
  }

  get isPresent(): boolean {
    return this.target.isPresent;
  }

  asked(): DateRange | undefined {
    return this.target.asked;
  }

  async answered(range: DateRange): Promise<void> {
    if (this.target.asked === range) this.target.asked = undefined;
  }

  async check(signal: AbortSignal): Promise<OutputView> {
    const { target } = this;
    target.checks++;
    await target.trouble({ carries: 'findings', findings: [] }, signal);
    return { sentence: `the target holds ${target.events.size} events`, facts: [] };
  }

  async prepare(): Promise<void> {
    this.target.prepared++;
  }

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const { target } = this;
    await target.trouble(batch, signal);
    target.batches.push(batch);
    const refused = messagesOf(batch).filter(({ id }) => target.refuses(id));
    const isAccepted = ({ id }: { readonly id: string }) => !target.refuses(id);
    if (batch.carries === 'events') {
      for (const event of batch.appeared.filter(isAccepted)) target.events.set(event.id, event);
      for (const { id } of batch.withdrawn.filter(isAccepted)) target.events.delete(id);
    } else if (batch.carries === 'findings')
      for (const finding of batch.findings.filter(isAccepted)) target.findings.set(finding.id, finding);
    else for (const report of batch.reports.filter(isAccepted)) target.reports.set(report.id, report);
    target.afterwards();
    const error = asSundialError(new Error('the target does not want it'));
    return refused.map(({ id }) => ({ id, error }));
  }

  async replace({ slice, reports, withdrawn }: SliceContent): Promise<Refusal[]> {
    const held = await Promise.all(
      (await reports()).map(async ({ notice, read }) => [notice.list, await keysIn(read())]),
    );
    const gone = await keysIn(withdrawn());
    this.target.slices.push({ ...slice, reports: Object.fromEntries(held), withdrawn: gone });
    return [];
  }

  async close(): Promise<void> {}
}

async function keysIn(batches: AsyncIterable<readonly EventMessage[]>): Promise<string[]> {
  const keys: string[] = [];
  for await (const events of batches) keys.push(...events.map(({ key }) => key));
  return keys.sort();
}

function messagesOf(batch: Batch): readonly { readonly id: string }[] {
  if (batch.carries === 'findings') return batch.findings;
  return batch.carries === 'reports' ? batch.reports : [...batch.appeared, ...batch.withdrawn];
}
