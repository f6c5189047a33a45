// Tracks the results of each source's readings from cycle to cycle, so that health can report on each source.
import type { SourceStatus } from '../domain/service-status.js';
import type { Cycle, OpenSource, Workspace } from '../pipeline/index.js';

export class SourceStates {
  private constructor(private states: readonly SourceStatus[]) {}

  /** The states of sources from earlier processes. */
  static async of(
    sources: readonly OpenSource[],
    { runs }: { readonly runs: Pick<Workspace['store']['runs'], 'history'> },
  ): Promise<SourceStates> {
    const states = sources.map(async ({ entry: { name, kind }, runs: names }): Promise<SourceStatus> => {
      const { lastSuccessAt } = await runs.history([names.read, ...(names.first ? [names.first] : [])]);
      return { name, kind, failedInARow: 0, failures: [], ...(lastSuccessAt && { lastSuccessAt }) };
    });
    return new SourceStates(await Promise.all(states));
  }

  get all(): readonly SourceStatus[] {
    return this.states;
  }

  /** Records the result of a cycle. The state of a source that the cycle did not reach stays unchanged. */
  note({ reads, failures }: Cycle, at: Date): void {
    this.states = this.states.map((state) => {
      const own = failures.filter(({ source }) => source === state.name);
      const isRead = reads.some(({ source }) => source === state.name);
      if (own.some(({ fatal }) => fatal))
        return { ...state, failures: own, failedInARow: state.failedInARow + 1 };
      return isRead ? { ...state, failures: own, failedInARow: 0, lastSuccessAt: at } : state;
    });
  }
}
