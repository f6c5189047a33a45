// A file that several processes read and change: outside of the store, readable only by its user, replaced as a whole.
import { readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type ErrorCode, SundialError } from '../domain/errors.js';
import { writePrivateFile } from '../domain/private-file.js';
import { takeLock } from './file-lock.js';

/** How long a change waits for another one, in milliseconds; a change takes a few of them. */
const PATIENCE_MS = 5_000;

/** What a file holds. */
export interface FileContent<Content> {
  /** Without a file. */
  readonly empty: () => Content;
  /** @throws Error that names the first fault, without any value */
  readonly parse: (text: string) => Content;
  readonly format: (content: Content) => string;
  /** Details: `file` and `problem`, for `busy` `file` and `holder`. */
  readonly errors: {
    readonly invalid: ErrorCode;
    readonly busy: ErrorCode;
    readonly unwritable: ErrorCode;
  };
}

export class SharedFile<Content> {
  private known: { readonly mark: string; readonly content: Content } | undefined;

  /** @param patienceMs how long a change waits for another one */
  constructor(
    readonly file: string,
    private readonly holds: FileContent<Content>,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  /**
   * The content as of now: each call looks whether the file has changed, so that changes by other processes count at once.
   *
   * @throws SundialError `errors.invalid`; the caller then refuses everybody
   */
  current(): Content {
    const mark = this.mark();
    if (this.known?.mark !== mark)
      this.known = { mark, content: mark === '' ? this.holds.empty() : this.read() };
    return this.known.content;
  }

  /**
   * Changes the content. After a kill the file has either the old content or the new one.
   *
   * @throws SundialError of `errors`, and errors of `change`
   */
  async change<T>(
    change: (content: Content) => { readonly content: Content; readonly result: T },
  ): Promise<T> {
    const free = await this.lock();
    try {
      const { content, result } = change(this.current());
      await writePrivateFile(this.file, this.holds.format(content), `${this.file}.new`);
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
      return await takeLock(this.file, this.holds.errors.busy, this.patienceMs);
    } catch (thrown) {
      throw thrown instanceof SundialError ? thrown : this.unwritable(thrown);
    }
  }

  /** Changes with each new version of the file; empty without a file. */
  private mark(): string {
    const found = statSync(this.file, { bigint: true, throwIfNoEntry: false });
    return found ? `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}` : '';
  }

  private read(): Content {
    try {
      return this.holds.parse(readFileSync(this.file, 'utf8'));
    } catch (thrown) {
      const problem = (thrown as NodeJS.ErrnoException).code ?? (thrown as Error).message;
      throw new SundialError(this.holds.errors.invalid, { file: this.file, problem });
    }
  }

  private unwritable(thrown: unknown): SundialError {
    const problem = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    return new SundialError(this.holds.errors.unwritable, { file: this.file, problem }, { cause: thrown });
  }
}
