// A private file that one process writes from time to time; a failure to write is told and stops nothing.
import { writePrivateFile } from '../domain/private-file.js';

export class QuietFile {
  private writing: Promise<void> = Promise.resolve();

  /** @param failed is told that the file cannot be written */
  constructor(
    private readonly file: string,
    private readonly failed: (problem: string) => void,
  ) {}

  /** Writes one content after the other. @param content is asked for what to write when its turn comes */
  write(content: () => string): Promise<void> {
    this.writing = this.writing.then(async () => {
      try {
        await writePrivateFile(this.file, content());
      } catch (thrown) {
        this.failed((thrown as NodeJS.ErrnoException).code ?? String(thrown));
      }
    });
    return this.writing;
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.writing;
  }
}
