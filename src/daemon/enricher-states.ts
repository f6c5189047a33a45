// Tracks the state of each enricher, so that health and metrics answer without asking the store.
import type { EnricherServiceStatus } from '../domain/service-status.js';
import { enrichmentStates, type refreshEnrichment, type Workspace } from '../pipeline/index.js';

type Renewed = Awaited<ReturnType<typeof refreshEnrichment>>;

export class EnricherStates {
  private states: readonly Omit<EnricherServiceStatus, 'lookups'>[] = [];
  private readonly lookups = new Map<string, EnricherServiceStatus['lookups']>();

  private constructor(private readonly workspace: Pick<Workspace, 'settings' | 'enrichment'>) {}

  static async of(workspace: Pick<Workspace, 'settings' | 'enrichment'>): Promise<EnricherStates> {
    const states = new EnricherStates(workspace);
    await states.look();
    return states;
  }

  get all(): readonly EnricherServiceStatus[] {
    return this.states.map((state) => ({ ...state, lookups: this.lookupsOf(state.name) }));
  }

  /** Counts the look-ups of renewals, and reads the states again. */
  async note(renewed: Renewed): Promise<void> {
    for (const { name, asked, cached, unanswered } of renewed) {
      const before = this.lookupsOf(name);
      this.lookups.set(name, {
        asked: before.asked + asked,
        cached: before.cached + cached,
        unanswered: before.unanswered + unanswered,
      });
    }
    await this.look();
  }

  /** Reads the states again, because commands renew enrichers as well. */
  async look(): Promise<void> {
    const states = await enrichmentStates(this.workspace);
    this.states = states.map(({ name, kind, entries, updatedAt, attemptedAt, problem }) => {
      return { name, kind, entries, updatedAt, attemptedAt, problem };
    });
  }

  private lookupsOf(name: string): EnricherServiceStatus['lookups'] {
    return this.lookups.get(name) ?? { asked: 0, cached: 0, unanswered: 0 };
  }
}
