// Lines of a published table that cannot be read: a few are left out and remembered, many are a reason to refuse the table.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { counted } from '../../text/index.js';

/** Lines that are named in messages. */
const NAMED = 3;

export class LineFaults {
  private count = 0;
  private readonly named: string[] = [];

  /** @param file the table, for messages */
  constructor(private readonly file: string) {}

  /** Notes a line that is left out. @param problem a clause, such as `"x" is not a network` */
  add(line: number, problem: string): void {
    this.count++;
    if (this.named.length < NAMED) this.named.push(`line ${line}: ${problem}`);
  }

  /** Refuses a table with too many such lines. @param networks those that were read @throws SundialError `enricher-table` */
  check(networks: number): void {
    if (this.count === 0 || this.count <= networks * LIMITS.enrichmentFaults) return;
    throw new SundialError('enricher-table', {
      file: this.file,
      problems: `${counted(this.count, 'line')} cannot be read (${this.text()})`,
    });
  }

  /** What to remember with the version: how many lines were left out, and the first ones. */
  memory(): Readonly<Record<string, string>> {
    return this.count === 0 ? {} : { leftOut: `${this.count} (${this.text()})` };
  }

  private text(): string {
    return [...this.named, ...(this.count > this.named.length ? ['and others'] : [])].join('; ');
  }
}
