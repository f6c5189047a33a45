// Opens the configured sources.
import type { Catalogue } from '../catalogue/index.js';
import {
  refuseUnset,
  SOURCE_KINDS,
  type Source,
  type SourceContext,
  type SourceKind,
  shortFormEntries,
} from '../collect/index.js';
import type { Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import { asSundialError, SundialError } from '../domain/errors.js';
import type { SourceEntry } from '../domain/source-entry.js';
import { namedEntry } from './choose-sources.js';
import { UnopenedSource } from './unopened-source.js';

/** A source that is ready to be read, with its configuration. */
export interface OpenSource {
  readonly entry: SourceEntry;
  readonly source: Source;
  /** The name of its readings in the audit log. */
  readonly runs: SourceKind['runs'];
}

export interface SourceWorld {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly catalogue?: Catalogue;
  /** The available kinds of sources. */
  readonly kinds?: readonly SourceKind[];
  /** The name of a single source; omitted = all sources. */
  readonly name?: string | undefined;
}

/** All configured sources: those of the short form first, then the entries of `sources`. */
export function sourceEntries(
  settings: Settings,
  kinds: readonly SourceKind[] = SOURCE_KINDS,
): SourceEntry[] {
  return [...shortFormEntries(settings, kinds), ...settings.sources];
}

/**
 * Opens all sources; none connects yet.
 *
 * @throws SundialError `source-missing` without any source, `usage` if no source has the name, and errors of `openEntries`
 */
export async function openSources(settings: Settings, world: SourceWorld): Promise<OpenSource[]> {
  const entries = sourceEntries(settings, world.kinds);
  if (entries.length === 0) throw new SundialError('source-missing');
  const { name } = world;
  return openEntries(name === undefined ? entries : [namedEntry(entries, name)], settings, world);
}

/**
 * Opens sources like `openEach`.
 *
 * @throws SundialError for inconsistent options, if no source can be opened
 */
export async function openEntries(
  entries: readonly SourceEntry[],
  settings: Settings,
  world: SourceWorld,
): Promise<OpenSource[]> {
  const opened = await openEach(entries, settings, world);
  const failures = opened.flatMap(({ source }) => (source instanceof UnopenedSource ? [source.failure] : []));
  if (failures.length > 0 && failures.length === opened.length) throw failures[0];
  return opened;
}

/** Opens sources. A source that cannot be opened fails each time it is read or checked, so that the others keep working. */
export async function openEach(
  entries: readonly SourceEntry[],
  settings: Settings,
  world: SourceWorld,
): Promise<OpenSource[]> {
  const context = contextOf(settings, world);
  return Promise.all(
    entries.map(async (entry) => {
      const kind = kindOf(entry, world);
      return { entry, source: await openEntry(entry, kind, context), runs: runsOf(entry, kind) };
    }),
  );
}

/** The environment of sources. */
export function contextOf(settings: Settings, { clock, env, catalogue }: SourceWorld): SourceContext {
  return {
    clock,
    env,
    folder: settings.data_dir,
    knownTypes: catalogue?.types().map(({ id }) => id) ?? [],
    windowDays: settings.fetch_days,
    backfillDays: settings.backfill_days,
    recheckDays: settings.recheck_days,
    settleHours: settings.settle_hours,
    minFreeDiskMib: settings.min_free_disk_mib,
  };
}

/** The kind of an entry; the configuration refuses unknown ones. */
export function kindOf(
  entry: Pick<SourceEntry, 'kind'>,
  { kinds = SOURCE_KINDS }: Pick<SourceWorld, 'kinds'>,
): SourceKind {
  return kinds.find((each) => each.kind === entry.kind)!;
}

async function openEntry(entry: SourceEntry, kind: SourceKind, context: SourceContext): Promise<Source> {
  try {
    refuseUnset(entry);
    // The entry's values have the types that its kind's options declare.
    return await kind.open(entry as never, context);
  } catch (thrown) {
    return new UnopenedSource(entry, asSundialError(thrown));
  }
}

/** A source that a person names on the command line instead of the configuration. */
export function namedSource(source: Source, runs: SourceKind['runs']): OpenSource {
  const { name, kind } = source;
  const selection = { lists: [], types: [], excluded: [] };
  const entry = {
    name,
    kind,
    label: name,
    isShortForm: true,
    selection,
    values: {},
    shown: {},
    unset: {},
    variables: [],
  };
  return { entry, source, runs };
}

/** Runs of short-form sources keep their names from before the list `sources` existed. */
function runsOf({ isShortForm, name }: SourceEntry, { runs }: SourceKind): SourceKind['runs'] {
  if (isShortForm) return runs;
  return { read: `${runs.read} ${name}`, ...(runs.first && { first: `${runs.first} ${name}` }) };
}

/** The names of the sources' readings in the audit log. */
export function cycleRuns(sources: readonly OpenSource[]): string[] {
  return sources.flatMap(({ runs }) => [runs.read, ...(runs.first ? [runs.first] : [])]);
}

export async function closeSources(sources: readonly OpenSource[]): Promise<void> {
  for (const { source } of sources) await source.close();
}
