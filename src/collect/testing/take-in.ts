// Acts as the pipeline in tests: accepts what a source hands over, decides on each item, and finishes the reading.
import { text } from 'node:stream/consumers';
import type { Collected } from '../../domain/delivery.js';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import type { SourceMemory } from '../memory.js';
import type { DeliveryResult, ReadRequest, Source, SourceSummary } from '../source.js';

export interface TakeInOptions extends Partial<Omit<ReadRequest, 'memory'>> {
  /** The result of each delivery. */
  readonly outcome?: DeliveryResult['outcome'];
  /** The error, if the outcome is `failed`. */
  readonly error?: SundialError;
  /** Stops after this number of items without finishing, like a kill. */
  readonly killAfter?: number;
}

/** The result of a reading. */
export interface TakenInForTest {
  readonly items: readonly Collected[];
  /** The contents of deliveries by their names. */
  readonly contents: ReadonlyMap<string, string>;
  readonly hasFailed: boolean;
  /** Missing if the reading was killed or threw. */
  readonly summary?: SourceSummary;
  /** The error that the reading threw, or its first refusal. */
  readonly failure: SundialError | undefined;
}

/** Reads a source once. */
export async function takeInForTest(
  source: Source,
  memory: SourceMemory,
  { outcome = 'loaded', error, killAfter = Number.POSITIVE_INFINITY, ...asked }: TakeInOptions = {},
): Promise<TakenInForTest> {
  const reading = source.read({
    memory,
    signal: new AbortController().signal,
    selection: { lists: [], types: [], excluded: [] },
    resolveType: (type) => type,
    ...asked,
  });
  const items: Collected[] = [];
  const contents = new Map<string, string>();
  const came = () => ({ items, contents, hasFailed: reading.hasFailed() });
  try {
    for await (const item of reading) {
      items.push(item);
      if (item.kind === 'delivery') contents.set(item.name, await text(await item.open()));
      if (items.length >= killAfter) return { ...came(), failure: undefined };
    }
    for (const item of items) reading.decided(decisionOn(item, outcome, error));
    const refused = items.find((item) => item.kind === 'refusal');
    return { ...came(), summary: await reading.finish(), failure: refused?.error };
  } catch (thrown) {
    return { ...came(), hasFailed: true, failure: asSundialError(thrown) };
  } finally {
    await reading.close();
  }
}

function decisionOn(
  item: Collected,
  outcome: DeliveryResult['outcome'],
  error: SundialError | undefined,
): DeliveryResult {
  const { path, message } = item;
  const about = { path, message, rows: 1, supersedes: false };
  if (item.kind === 'refusal') return { ...about, outcome: 'failed', error: item.error };
  return { ...about, outcome, error: outcome === 'failed' ? error : undefined };
}
