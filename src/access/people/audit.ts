// The audit log: who signed in, changed something or took data away, one JSON line for each, never rewritten.
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../domain/clock.js';
import { type ErrorCode, SundialError } from '../../domain/errors.js';
import { accessFolder } from './users-file.js';

/** What happened. An event ends with the success of what its name says, unless it has an `error`. */
export type AuditEvent =
  | 'signed-in'
  | 'signed-out'
  | 'session-ended'
  | 'password-chosen'
  | 'user-invited'
  | 'user-reset'
  | 'user-role'
  | 'user-disabled'
  | 'user-removed'
  | 'findings-marked'
  | 'mark-undone'
  | 'whitelist-added'
  | 'whitelist-changed'
  | 'whitelist-removed'
  | 'audit-exported';

export interface AuditEntry {
  readonly event: AuditEvent;
  /** Who did it: a user of the web application, or a user of the machine for commands. */
  readonly by: string;
  readonly through: 'web' | 'command';
  /** The address of the browser. */
  readonly address?: string | undefined;
  /** The user whom it is about, if it is not the one who did it; or the day, or the subject. */
  readonly about?: string | undefined;
  readonly role?: string | undefined;
  /** What was set, and the step by which it can be undone. */
  readonly mark?: string | undefined;
  readonly step?: number | undefined;
  /** How many findings were changed, and how many were left as they were. */
  readonly findings?: number | undefined;
  readonly left?: number | undefined;
  /** The number of the whitelist's entry. */
  readonly entry?: number | undefined;
  /** Why it did not succeed. */
  readonly error?: ErrorCode | undefined;
}

/** Receives the lines. */
export interface AuditLines {
  write(line: string): void;
}

export class Audit {
  constructor(
    private readonly lines: AuditLines,
    private readonly clock: Clock,
  ) {}

  record(entry: AuditEntry): void {
    this.lines.write(`${JSON.stringify({ time: this.clock().toISOString(), ...entry })}\n`);
  }
}

/** The file of the audit log of the settings. */
export function auditFileOf(settings: { readonly data_dir: string }): string {
  return path.join(accessFolder(settings), 'audit.jsonl');
}

/**
 * Appends to the file of the audit log from a command; the service keeps the file open and rotates it.
 *
 * @throws SundialError `users-file-unwritable` when writing
 */
export function appendedTo(file: string): AuditLines {
  return {
    write: (line) => {
      try {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        appendFileSync(file, line, { mode: 0o600 });
      } catch (thrown) {
        const problem = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
        throw new SundialError('users-file-unwritable', { file, problem }, { cause: thrown });
      }
    },
  };
}
