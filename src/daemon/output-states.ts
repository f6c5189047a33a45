// Tracks the state of each output, so that health and metrics answer without asking the store.
import type { OutputServiceStatus } from '../domain/service-status.js';
import type { OpenedOutputs } from '../pipeline/index.js';
import { type OutputRun, statusOf } from '../publish/index.js';

export class OutputStates {
  private readonly states = new Map<string, OutputServiceStatus>();

  private constructor(private readonly outputs: OpenedOutputs) {}

  static async of(outputs: OpenedOutputs): Promise<OutputStates> {
    const states = new OutputStates(outputs);
    for (const run of outputs.runs) await states.look(run);
    return states;
  }

  get all(): readonly OutputServiceStatus[] {
    return [...this.states.values()];
  }

  /** Reads the state of an output again. */
  async look(run: OutputRun): Promise<void> {
    const { carries: _, ...status } = await statusOf(run, this.outputs.world);
    this.states.set(run.name, status);
  }
}
