// Collects the rows of a database as a JSON array, within limits, and names what a database's failure means.
import { SundialError } from '../../domain/errors.js';
import type { DatabaseAddress } from './database-url.js';
import { type RegisterBounds, type RegisterSource, tooLarge } from './register-source.js';

/** A query that is ready to run. */
export interface DatabaseRequest {
  readonly source: RegisterSource;
  readonly address: DatabaseAddress;
  /** A single SELECT. */
  readonly query: string;
  readonly bounds: RegisterBounds;
}

/** Rows in the form in which an HTTP address may also deliver a register. */
export class DatabaseRows {
  private readonly chunks: Buffer[] = [];
  private readonly deadline: number;
  private rows = 0;
  private bytes = 0;

  constructor(private readonly request: DatabaseRequest) {
    this.deadline = performance.now() + request.bounds.seconds * 1000;
  }

  /** Refuses a query without the necessary columns; one that finds no rows would otherwise empty the register. */
  checkColumns(columns: readonly string[]): void {
    const { source, address } = this.request;
    const lacks = source.lacks(columns);
    if (lacks !== undefined)
      throw new SundialError('inventory-invalid', {
        file: address.shown,
        problems: `${source.option}_query returns ${lacks}`,
      });
  }

  /** @throws SundialError `inventory-too-large`, `inventory-database-timeout` */
  add(rows: readonly object[]): void {
    if (rows.length === 0) return;
    const { bounds, address } = this.request;
    const text = rows.map((row) => JSON.stringify(row)).join(',\n');
    const chunk = Buffer.from((this.rows === 0 ? '' : ',\n') + text);
    this.rows += rows.length;
    this.bytes += chunk.length;
    if (this.rows > bounds.rows) throw tooLarge(address.shown, `${bounds.rows} rows`);
    if (this.bytes > bounds.bytes) throw tooLarge(address.shown, bounds.bytes);
    if (performance.now() > this.deadline) throw databaseError(this.request, { kind: 'timeout' });
    this.chunks.push(chunk);
  }

  done(): Buffer {
    return Buffer.from(`[${Buffer.concat(this.chunks)}]`);
  }
}

/** What went wrong between Sundial and a database. */
export interface DatabaseFailure {
  readonly kind: 'auth' | 'timeout' | 'refused' | 'unreachable';
  readonly problem?: string;
}

export function databaseError(
  { source, address, bounds }: DatabaseRequest,
  { kind, problem = '' }: DatabaseFailure,
  cause?: unknown,
): SundialError {
  const details = { what: address.shown, option: source.option };
  if (kind === 'timeout')
    return new SundialError(
      'inventory-database-timeout',
      { ...details, seconds: String(bounds.seconds) },
      { cause },
    );
  return new SundialError(FAULTS[kind], { ...details, problem }, { cause });
}

const FAULTS = {
  auth: 'inventory-database-auth',
  refused: 'inventory-database-refused',
  unreachable: 'inventory-database-unreachable',
} as const;
