// The keys file: outside of the store, readable only by its user, and replaced as a whole by each change.
import { readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';
import { writePrivateFile } from '../domain/private-file.js';
import { formatKeys, parseKeys } from './key-records.js';
import { KeySet } from './key-set.js';
import { takeLock } from './keys-lock.js';

/** How long a change waits for another one, in milliseconds; a change takes a few of them. */
const PATIENCE_MS = 5_000;

export class KeysFile {
  private known: { readonly mark: string; readonly keys: KeySet } | undefined;

  /** @param patienceMs how long a change waits for another one */
  constructor(
    readonly file: string,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  /**
   * The keys as of now: each call looks whether the file has changed, so that a revoked key ends at once. Without a file
   * there are no keys.
   *
   * @throws SundialError `keys-file-invalid`; the caller then refuses all keys
   */
  current(): KeySet {
    const mark = this.mark();
    if (this.known?.mark !== mark) this.known = { mark, keys: mark === '' ? KeySet.empty() : this.read() };
    return this.known.keys;
  }

  /**
   * Changes the keys. After a kill the file has either the old content or the new one.
   *
   * @throws SundialError `keys-file-invalid`, `keys-file-busy`, `keys-file-unwritable`, and errors of `change`
   */
  async change<T>(change: (keys: KeySet) => { readonly keys: KeySet; readonly result: T }): Promise<T> {
    const free = await this.lock();
    try {
      const { keys, result } = change(this.current());
      await writePrivateFile(this.file, formatKeys(keys), `${this.file}.new`);
      return result;
    } catch (thrown) {
      throw thrown instanceof SundialError ? thrown : this.unwritable(thrown);
    } finally {
      free();
    }
  }

  private async lock(): Promise<() => void> {
    try {
      await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 });
      return await takeLock(this.file, this.patienceMs);
    } catch (thrown) {
      throw thrown instanceof SundialError ? thrown : this.unwritable(thrown);
    }
  }

  /** Changes with each new version of the file; empty without a file. */
  private mark(): string {
    const found = statSync(this.file, { bigint: true, throwIfNoEntry: false });
    return found ? `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}` : '';
  }

  private read(): KeySet {
    try {
      return parseKeys(readFileSync(this.file, 'utf8'));
    } catch (thrown) {
      const problem = (thrown as NodeJS.ErrnoException).code ?? (thrown as Error).message;
      throw new SundialError('keys-file-invalid', { file: this.file, problem });
    }
  }

  private unwritable(thrown: unknown): SundialError {
    const problem = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    return new SundialError('keys-file-unwritable', { file: this.file, problem }, { cause: thrown });
  }
}

/** The keys file of the settings. */
export function keysFileOf({ keys_file, data_dir }: { keys_file: string; data_dir: string }): KeysFile {
  return new KeysFile(keys_file === '' ? path.join(data_dir, 'keys.json') : keys_file);
}
