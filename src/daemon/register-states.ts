// Tracks the states of the registers that the service renews, so that health and metrics answer without asking the store.
import type { RegisterServiceStatus } from '../domain/service-status.js';
import { registerStates, type Workspace } from '../pipeline/index.js';

export class RegisterStates {
  all: readonly RegisterServiceStatus[] = [];

  private constructor(private readonly workspace: Workspace) {}

  /** @throws SundialError those of `renewedRegisters` */
  static async of(workspace: Workspace): Promise<RegisterStates> {
    const states = new RegisterStates(workspace);
    await states.look();
    return states;
  }

  /** Reads the states again, because commands import registers as well. */
  async look(): Promise<void> {
    this.all = await registerStates(this.workspace);
  }
}
