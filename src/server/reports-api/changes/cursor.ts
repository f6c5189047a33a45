// Cursors of clients: positions in the feed of changes, encrypted, so that they tell nothing about the data of others.
import { randomBytes } from 'node:crypto';
import type { EventPosition, FeedPart } from '../../../query/index.js';
import type { Position } from '../../../store/index.js';
import { derivedKey, NONCE_BYTES, sealed, unsealed } from '../../sealed.js';

/** A place among the events of slices in the order of dates and types. */
export interface SlicePlace {
  readonly date: string;
  readonly type: string;
  readonly part: FeedPart | 'ended';
  /** The last event that was sent of this part. */
  readonly event?: EventPosition;
}

/** How far a client has read. Numbers of loads are never part of it, because replays change them. */
export interface ChangesPosition extends Position {
  /** The stored events that are sent before changes. */
  readonly stored?: { readonly since: string; readonly after?: SlicePlace } | undefined;
  /** The place within the flip after the last complete one. */
  readonly within?: (SlicePlace & { readonly flip: number }) | undefined;
  /** The last finding that was sent of the step after the last complete one. */
  readonly finding?: string | undefined;
}

/** Lengths of cursors differ in steps of this size, so that they do not show how many digits a number has. */
const BLOCK_BYTES = 128;

/** Seals positions with a random nonce: a cursor changes with each answer, whether the position does or not. */
export class Cursors {
  private readonly key: Buffer;

  /**
   * @param secret of the service; with another one no earlier cursor can be read
   * @param constituents of the client's key: with those of another one a client would never get the rows before its cursor
   */
  constructor(secret: Uint8Array, constituents: readonly string[]) {
    const whose = [...new Set(constituents)].sort().join(' ');
    this.key = derivedKey(secret, `cursor of changes for ${whose}`);
  }

  seal(position: ChangesPosition): string {
    const text = JSON.stringify(position);
    const bytes = Buffer.byteLength(text);
    const padded = text + ' '.repeat(Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES - bytes);
    return sealed(this.key, randomBytes(NONCE_BYTES), Buffer.from(padded));
  }

  /** Undefined for a text that is no cursor of this service. */
  open(cursor: string): ChangesPosition | undefined {
    const text = unsealed(this.key, cursor);
    return text && (JSON.parse(text.toString()) as ChangesPosition);
  }
}
