// The messages between the loader and the reader's thread.
import type { ErrorCode, ErrorDetails } from '../../domain/errors.js';
import type { Segment } from '../encode/segment.js';
import type { ReadResult, ReportJob } from '../report-reader.js';
import type { RelayMemory } from './relay.js';

/** A report to read, and the original that holds it. */
export interface OriginalJob extends ReportJob {
  readonly sha256: string;
  /** The bytes of a small original that need not be in the archive yet. */
  readonly content?: Uint8Array | undefined;
  /** Passes the bytes of an original that is still arriving; its SHA-256 is unknown. */
  readonly relay?: RelayMemory | undefined;
}

export type ToThread =
  | { readonly kind: 'read'; readonly job: OriginalJob }
  /** Finish the current segments, because the batch is complete. */
  | { readonly kind: 'flush' }
  /** The engine has loaded a segment; another one may be written. */
  | { readonly kind: 'taken' };

export type FromThread =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'progress'; readonly bytes: number; readonly rows: number }
  | { readonly kind: 'result'; readonly result: ReadResult }
  | {
      readonly kind: 'failed';
      readonly load: number;
      readonly code: ErrorCode;
      readonly details: ErrorDetails;
    }
  | { readonly kind: 'flushed' };
