// The contract of the places from which registers, such as the inventory, are read: what to read, and within which limits.
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { byteSize } from '../../text/index.js';

/** The place of a register, as the options name it. */
export interface RegisterSource {
  /** The start of its options' names, such as `inventory` in `inventory_source`. */
  readonly option: string;
  /** A file, an http(s) address or the URL of a database; empty = the command. */
  readonly from: string;
  /** A program with its arguments, whose output is the register. */
  readonly command: readonly string[];
  /** A bearer token for an address; empty = none. */
  readonly token: string;
  /** For a database: a SELECT whose columns have the names of those of a CSV file, and the password; empty = none. */
  readonly query: string;
  readonly password: string;
  /** What the columns of a register lack, such as `no column "networks"`; undefined if they suffice. */
  readonly lacks: (columns: readonly string[]) => string | undefined;
}

/** The environment, which names the proxies, and the time. */
export interface RegisterContext {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
}

/** How much a register may have, and how long its place may take. */
export interface RegisterBounds {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

export const REGISTER_BOUNDS: RegisterBounds = {
  rows: LIMITS.inventoryRows,
  bytes: LIMITS.inventoryBytes,
  seconds: LIMITS.inventorySeconds,
};

/** @param limit in words, or a number of bytes */
export const tooLarge = (file: string, limit: string | number): SundialError =>
  new SundialError('inventory-too-large', {
    file,
    limit: typeof limit === 'number' ? byteSize(limit) : limit,
  });
