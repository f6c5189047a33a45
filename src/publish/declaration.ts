// The declaration of a kind of output: its entry in the configuration, what it can carry, and how to open one.
import type { Declaration } from '../domain/declarations.js';
import type { Carried, OutputEntry } from '../domain/output-entry.js';
import type { EntryKind, EntryOptions, EntryValues } from '../domain/source-entry.js';
import { lowestTlp, type Tlp, tlpOf } from '../domain/tlp.js';
import type { Output } from './output.js';
import type { OutputContext } from './output-context.js';

/** The content of the target once everything was sent, as the output's page states it. */
export type Guarantee =
  /** The same events as the store: repeated events are replaced, withdrawn events deleted. */
  | 'store'
  /** Every event at least once; repeated events are recognised by their id, withdrawn events are announced. */
  | 'at least once'
  /** Every event at least once, and more often after a kill; nothing is taken back. */
  | 'append only'
  /** Whatever arrives: whole events that the output may send, but any of them may be lost without notice. */
  | 'nothing';

/** A kind of output: its declaration, and the function that opens one. */
export interface OutputKind<Options extends EntryOptions = EntryOptions> extends Declaration, EntryKind {
  readonly kind: string;
  readonly entry: Options;
  readonly required: readonly (keyof Options & string)[];
  /** The messages that outputs of this kind can carry; the first is the default. */
  readonly carries: readonly Carried[];
  /** Whether events come as changes in batches, or as the whole content of each slice that changed. */
  readonly takes: 'changes' | 'slices';
  /**
   * Whether a kind that takes slices divides them by report: a slice then also changes when a report is issued again whose
   * other rows are all in reports of other identifiers.
   */
  readonly dividesByReport?: boolean;
  /** Whether an output with these values names reports by the API's ids, so that these have to be kept. */
  needsDownloadIds?(values: EntryValues<Options>): boolean;
  /** The level with which everything is marked that an output with these values sends. */
  marksWith?(values: EntryValues<Options>): Tlp | undefined;
  /** The same for all outputs of the kind, or by the values of an entry. */
  readonly guarantee: Guarantee | ((values: EntryValues<Options>) => Guarantee);
  /** The key of the option with the number of days with which a new output begins, unless `start` says something else. */
  readonly firstDays?: keyof Options & string;
  /** The fields of an event if the entry names none. */
  readonly fields: readonly string[];
  /** Messages of one batch; a batch also ends at some MiB (`LIMITS.outputBatchBytes`). */
  readonly batchRows: number;
  /** Opens an output and connects to nothing yet. @throws SundialError for inconsistent options */
  open(entry: OutputEntry<EntryValues<Options>>, context: OutputContext): Promise<Output>;
}

/** What an output with these values guarantees. */
export function guaranteeOf(
  { guarantee }: Pick<OutputKind, 'guarantee'>,
  values: OutputEntry['values'],
): Guarantee {
  // The values of an entry were read with the kind's options.
  return typeof guarantee === 'string' ? guarantee : guarantee(values as EntryValues<EntryOptions>);
}

/**
 * The highest level of marking that an output sends, by its key `max_tlp` and by the level with which it marks everything;
 * undefined = no limit.
 */
export function mostTlpOf(
  { marksWith }: Pick<OutputKind, 'marksWith'>,
  { keys, values }: Pick<OutputEntry, 'keys' | 'values'>,
): Tlp | undefined {
  return lowestTlp([tlpOf(keys.max_tlp), marksWith?.(values as EntryValues<EntryOptions>)]);
}

/** Combines a declaration with a function that opens an output; `open` gets values of the types of the entry's options. */
export function outputKind<const Declared extends Declaration, const Options extends EntryOptions>(
  declared: Declared,
  kind: Omit<OutputKind<Options>, keyof Declaration>,
): Declared & Omit<OutputKind, keyof Declaration> {
  // The values of an entry were read with these options.
  return { ...declared, ...(kind as unknown as Omit<OutputKind, keyof Declaration>) };
}
