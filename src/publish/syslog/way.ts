// A way of records to their receiver: over a network, or into a file.
import type { OutputView } from '../output.js';
import type { MessageFacts } from './message.js';

export interface Way {
  /** The text for messages. */
  readonly what: string;
  /** The largest encoded record. */
  readonly maxBytes: number;
  encode(record: MessageFacts): Buffer;
  check(signal: AbortSignal): Promise<OutputView>;
  /**
   * Returns when the records have arrived, as far as that can be known.
   *
   * @param batch the same text whenever a batch that begins with the same record is sent again
   * @throws SundialError
   */
  send(records: readonly Buffer[], batch: string, signal: AbortSignal): Promise<void>;
}
