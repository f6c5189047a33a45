// Collects the known damage of an open store: found at opening, or reported by failed statements since then.
import { SundialError } from '../../domain/errors.js';
import type { Engine } from '../engine/engine.js';
import { Copies } from './copies.js';
import { brokenParts, findDamage } from './find-damage.js';

export class Damage {
  /** Only for an embedded store; a server has its own backups. */
  readonly copies: Copies | undefined;
  private readonly noticed: string[] = [];

  constructor(private readonly folder: string | undefined) {
    this.copies = folder === undefined ? undefined : new Copies(folder);
  }

  known(): readonly string[] {
    return this.noticed;
  }

  add(problem: string): void {
    if (!this.noticed.includes(problem)) this.noticed.push(problem);
  }

  /** Looks for missing or broken items without reading rows. A failure of the check itself counts as damage as well. */
  async look(engine: Engine): Promise<void> {
    try {
      for (const problem of await this.found(engine)) this.add(problem);
    } catch (thrown) {
      if (!(thrown instanceof SundialError) || thrown.code !== 'store-damaged') throw thrown;
      this.add(String(thrown.details.problem));
    }
  }

  private async found(engine: Engine): Promise<string[]> {
    if (this.copies && this.folder !== undefined) return findDamage(engine, this.folder, this.copies);
    return (await brokenParts(engine)).map((part) => `the engine set aside the part ${part}`);
  }

  /**
   * Updates the copies, but never from a store with known damage, because the copies hold the data that such a store has
   * lost. If the copies cannot be written (a full disk, a read-only folder), the previous copies stay.
   */
  async keepCopies(engine: Engine): Promise<void> {
    if (!this.copies || this.noticed.length > 0) return;
    try {
      await this.copies.update(engine);
    } catch (thrown) {
      if (!isWriteError(thrown) && !(thrown instanceof SundialError)) throw thrown;
    }
  }
}

/** The error about damage of a store of an earlier schema, with the way to repair it. */
export function damagedBefore({ isGuided }: { readonly isGuided: boolean }, problem: string): SundialError {
  return new SundialError(isGuided ? 'store-damaged-earlier' : 'store-damaged', { problem });
}

function isWriteError(thrown: unknown): boolean {
  const { code } = thrown as NodeJS.ErrnoException;
  return (
    typeof code === 'string' && ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOENT'].includes(code)
  );
}
