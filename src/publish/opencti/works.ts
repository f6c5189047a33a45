// Works: under each, the platform counts what is imported of one report. A work that a killed process left is ended.
import type { Memory } from './memory.js';
import type { Platform } from './platform.js';

export class Works {
  constructor(
    private readonly platform: Platform,
    private readonly memory: Memory,
  ) {}

  /** Begins the work for a report. Returns its id. @throws SundialError */
  async begin(name: string, signal: AbortSignal): Promise<string> {
    const id = await this.platform.addWork(name, signal);
    await this.memory.rememberWork(id);
    await this.platform.received(id, `Sundial sends ${name}`, signal);
    return id;
  }

  /** Ends a work. @throws SundialError */
  async end(id: string, message: string, signal: AbortSignal): Promise<void> {
    await this.platform.processed(id, message, false, signal);
    await this.memory.rememberWork(undefined);
  }

  /** Ends the work that failed, or that an earlier process left; its report is sent again under another work. */
  async endLeft(signal: AbortSignal): Promise<void> {
    const id = await this.memory.work();
    if (id === undefined) return;
    const message = 'Sundial could not finish; the report is sent again';
    // The platform may be away, or may have removed the work.
    await this.platform.processed(id, message, true, signal).catch(() => {});
    await this.memory.rememberWork(undefined);
  }
}
