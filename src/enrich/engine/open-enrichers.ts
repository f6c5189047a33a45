// Opens the configured enrichers. One that cannot be opened fails whenever it is used, and the others keep working.
import path from 'node:path';
import type { Clock } from '../../domain/clock.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import type { EnricherKind } from '../declaration.js';
import type { Enricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { ENRICHER_KINDS } from '../registry.js';

/** An enricher that is ready to be opened, with its configuration. */
export interface ConfiguredEnricher {
  readonly entry: EnricherEntry;
  readonly kind: EnricherKind;
  /** @throws SundialError `enricher-secret`, and those for inconsistent options */
  readonly open: () => Promise<Enricher>;
}

export interface OpenRequest {
  readonly settings: { readonly enrichers: readonly EnricherEntry[]; readonly data_dir: string };
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly pace?: EnricherContext['pace'];
  /** The known kinds of enrichers. */
  readonly kinds?: readonly EnricherKind[];
  /** The names of some enrichers; empty = all. */
  readonly names?: readonly string[];
}

/**
 * The configured enrichers in the order of precedence.
 *
 * @throws SundialError `enricher-unknown` if a name is that of no enricher
 */
export function configuredEnrichers(request: OpenRequest): ConfiguredEnricher[] {
  const { settings, kinds = ENRICHER_KINDS, names = [] } = request;
  const entries = settings.enrichers;
  for (const name of names) if (!entries.some((entry) => entry.name === name)) throw unknown(name, entries);
  return entries
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((entry) => {
      const kind = kinds.find((each) => each.kind === entry.kind)!;
      return { entry, kind, open: () => opened(entry, kind, request) };
    });
}

function unknown(enricher: string, entries: readonly EnricherEntry[]): SundialError {
  const names = entries.map(({ name }) => name);
  const nearest = didYouMean(enricher, names) || (names.length > 0 ? `; there are ${names.join(', ')}` : '');
  return new SundialError('enricher-unknown', { enricher, nearest });
}

function opened(entry: EnricherEntry, kind: EnricherKind, request: OpenRequest): Promise<Enricher> {
  const { clock, env, pace, settings } = request;
  const [unset] = Object.entries(entry.unset);
  if (unset)
    throw new SundialError('enricher-secret', { key: entry.shown[unset[0]] ?? unset[0], problem: unset[1] });
  const folder = path.join(settings.data_dir, 'enrichers', entry.name);
  // The entry's values have the types that its kind's options declare.
  return kind.open(entry as never, { kind: kind.kind, clock, env, folder, ...(pace && { pace }) });
}
