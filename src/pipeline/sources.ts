// Opens the sources that the settings name.
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

/** A source that is ready to be read, with what the configuration says of it. */
export interface OpenSource {
  readonly entry: SourceEntry;
  readonly source: Source;
  /** What the audit log calls its readings. */
  readonly runs: SourceKind['runs'];
}

export interface SourceWorld {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly catalogue?: Catalogue;
  /** The kinds of sources that there are. */
  readonly kinds?: readonly SourceKind[];
  /** The one source that is meant, by its name. */
  readonly name?: string | undefined;
}

/** Everything that the settings name as a source: what the short form does, then the entries of `sources`. */
export function sourceEntries(
  settings: Settings,
  kinds: readonly SourceKind[] = SOURCE_KINDS,
): SourceEntry[] {
  return [...shortFormEntries(settings, kinds), ...settings.sources];
}

/**
 * Opens all sources; none connects yet.
 *
 * @throws SundialError `source-missing` where there is none, `usage` where none has the name, and what `openEntries` throws
 */
export async function openSources(settings: Settings, world: SourceWorld): Promise<OpenSource[]> {
  const entries = sourceEntries(settings, world.kinds);
  if (entries.length === 0) throw new SundialError('source-missing');
  const { name } = world;
  return openEntries(name === undefined ? entries : [namedEntry(entries, name)], settings, world);
}

/**
 * Opens sources as `openEach` does.
 *
 * @throws SundialError for options that do not fit together, where no source can be opened
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

/** Opens sources. One that cannot be opened fails whenever it is read or checked, so that the others go on. */
export async function openEach(
  entries: readonly SourceEntry[],
  settings: Settings,
  { clock, env, catalogue, kinds = SOURCE_KINDS }: SourceWorld,
): Promise<OpenSource[]> {
  const surroundings = {
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
  return Promise.all(
    entries.map(async (entry) => {
      const kind = kinds.find((each) => each.kind === entry.kind)!;
      return { entry, source: await openEntry(entry, kind, surroundings), runs: runsOf(entry, kind) };
    }),
  );
}

async function openEntry(entry: SourceEntry, kind: SourceKind, surroundings: SourceContext): Promise<Source> {
  try {
    refuseUnset(entry);
    // The entry's values have the types of its kind's options.
    return await kind.open(entry as never, surroundings);
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

/** Runs of the short form's names keep those of the time when there was no other form. */
function runsOf({ isShortForm, name }: SourceEntry, { runs }: SourceKind): SourceKind['runs'] {
  if (isShortForm) return runs;
  return { read: `${runs.read} ${name}`, ...(runs.first && { first: `${runs.first} ${name}` }) };
}

/** All that the audit log calls readings of some sources. */
export function cycleRuns(sources: readonly OpenSource[]): string[] {
  return sources.flatMap(({ runs }) => [runs.read, ...(runs.first ? [runs.first] : [])]);
}

export async function closeSources(sources: readonly OpenSource[]): Promise<void> {
  for (const { source } of sources) await source.close();
}
