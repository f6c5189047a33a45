// Checks of the stored data: the engine, the schema, the ledger, the rows, and the archive of originals.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Archive, ZSTD } from '../archive/index.js';
import type { Settings } from '../config/index.js';
import { requireKnown } from '../constituents/index.js';
import { SundialError } from '../domain/errors.js';
import type { Everything } from '../domain/scope.js';
import type { ReportRows, StoreAsItIs, StoreHealth, TableReader } from '../store/index.js';
import { count, counted, printable } from '../text/index.js';
import { type Check, check, type Finding, ok, problem, warning } from './check.js';
import { enrichersFinding } from './enrichers.js';
import { markingsFinding, type OutputMarkings } from './markings.js';
import { registersFinding } from './registers.js';

/** The number of examples in a message; the rest is counted. */
const EXAMPLES = 3;
/** The number of ids in a command line for people. */
const NAMED_IDS = 20;

/** Checks that the embedded engine works at all, in a temporary folder. */
export async function engineFinding(settings: Settings, scope: Everything): Promise<Finding> {
  const { openAsItIs } = await import('../store/index.js');
  const folder = await mkdtemp(path.join(tmpdir(), 'sundial-doctor-'));
  try {
    const opened = await openAsItIs(scope, { ...storeOptions(settings), url: '', folder });
    try {
      return ok(`embedded, version ${await opened.health.engineVersion()}`);
    } finally {
      await opened.close();
    }
  } catch (thrown) {
    return problem(`cannot be loaded (${(thrown as Error).message})`, 'Run "npm ci" again on this machine');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const storeOptions = (settings: Settings) => ({
  folder: settings.data_dir,
  url: settings.store_url,
  user: settings.store_user,
  password: settings.store_password,
  memoryLimitMib: settings.memory_limit_mib,
});

/** Opens the store without changing it and checks its content; if the store cannot be opened, that is the result. */
export async function storeChecks(context: ContentContext, scope: Everything): Promise<Check[]> {
  const { settings } = context;
  const { hasStore, openAsItIs } = await import('../store/index.js');
  if (!settings.store_url && !hasStore(settings.data_dir))
    return [await check('store', () => ok('nothing is stored yet'))];
  try {
    const opened = await openAsItIs(scope, storeOptions(settings));
    try {
      return await contentChecks(opened, context);
    } finally {
      await opened.close();
    }
  } catch (thrown) {
    return [await check('store', () => openFailure(thrown))];
  }
}

/**
 * The engine reports a store in use and a damaged one in the same way; only the note of the process that uses the
 * store distinguishes them.
 */
function openFailure(thrown: unknown): Finding {
  if (!(thrown instanceof SundialError) || thrown.code === 'store-unreachable') throw thrown;
  if (thrown.code === 'store-locked' && thrown.details.holder)
    return warning('not checked, because it is in use', '');
  return problem(
    'cannot be opened: it is damaged, or in use by a process that left no note. The engine prints the cause on stderr',
    REPAIR,
  );
}

const REPAIR =
  '"sundial doctor --repair" restores it from the copies and the archive; otherwise restore the data folder from a backup';

/** Constituents that an option or a key names. */
export interface NamedConstituents {
  /** Such as `the output siem`. */
  readonly by: string;
  readonly ids: readonly string[];
}

/** What the content of a store is compared with. */
export interface ContentContext {
  readonly settings: Settings;
  readonly archive: Archive;
  readonly named: readonly NamedConstituents[];
  readonly markings: readonly OutputMarkings[];
  /** Unix seconds. */
  readonly now: number;
}

/** Checks the content of an open store. */
export async function contentChecks(
  { health, damage, tables }: Pick<StoreAsItIs, 'health' | 'damage' | 'tables'>,
  { archive, settings, named, markings, now }: ContentContext,
): Promise<Check[]> {
  const where = settings.store_url ? new URL(settings.store_url).host : settings.data_dir;
  const store = await check('store', async () => ok(`${where}, version ${await health.engineVersion()}`));
  const whole = await check('damage', () => damageFinding(damage));
  const parts = await check('parts', () => partsFinding(health));
  const schema = await check('schema', () => schemaFinding(health));
  // An older schema cannot be queried for data that it lacks.
  if (schema.status !== 'ok' || schema.found === NO_SCHEMA) return [store, whole, parts, schema];
  return [
    store,
    whole,
    parts,
    schema,
    await check('ledger', () => ledgerFinding(health)),
    await check('rows', () => rowsFinding(health)),
    await check('counts', () => countsFinding(health)),
    await check('text lists', () => textListsFinding(health)),
    await check('originals', () => originalsFinding(health, archive)),
    await check('constituents', () => constituentsFinding(tables, named)),
    await check('markings', () => markingsFinding(tables, markings)),
    await check('enrichers', () =>
      enrichersFinding(
        tables,
        settings.enrichers.map(({ name }) => name),
      ),
    ),
    await check('registers', () => registersFinding(tables, settings, now)),
  ];
}

async function constituentsFinding(
  tables: TableReader,
  named: readonly NamedConstituents[],
): Promise<Finding> {
  const missing: string[] = [];
  for (const { by, ids } of named)
    await requireKnown(tables, ids).catch((thrown) => {
      if (!(thrown instanceof SundialError) || thrown.code !== 'constituent-unknown') throw thrown;
      missing.push(`${by}: ${thrown.message}`);
    });
  if (missing.length > 0)
    return problem(missing.join('; '), 'Correct the name, or add it with "sundial constituents add"');
  return ok(named.length === 0 ? 'none is named' : 'all that outputs and keys name exist');
}

function damageFinding(damage: readonly string[]): Finding {
  return damage.length === 0 ? ok('nothing is missing') : problem(damage.join('; '), REPAIR);
}

async function partsFinding(health: StoreHealth): Promise<Finding> {
  const broken = await health.brokenParts();
  const bad = await health.checkParts();
  const found = [
    ...broken.map((part) => `${part} was set aside by the engine`),
    ...bad.map(({ table, part, problem: what }) => `${table}/${part}: ${what}`),
  ];
  if (found.length === 0) return ok('all match their checksums');
  const more = found.length > EXAMPLES ? `; and ${found.length - EXAMPLES} more` : '';
  return problem(`${count(found.length)} damaged: ${found.slice(0, EXAMPLES).join('; ')}${more}`, REPAIR);
}

const NO_SCHEMA = 'empty';

async function schemaFinding(health: StoreHealth): Promise<Finding> {
  const { found, known, isGuided } = await health.schema();
  if (found > known)
    return problem(
      `version ${found}, but this Sundial knows versions only up to ${known}`,
      'Upgrade Sundial',
    );
  if (found === 0) return ok(NO_SCHEMA);
  if (found < known)
    return warning(
      `version ${found}; this Sundial uses version ${known}`,
      isGuided ? '"sundial store migrate" converts the store' : 'The next command updates the schema',
    );
  return ok(String(found));
}

async function ledgerFinding(health: StoreHealth): Promise<Finding> {
  const { live, started, dead, expiring } = await health.ledger();
  const left = [
    ...(started > 0 ? [`${counted(started, 'load')} left unfinished by a killed process`] : []),
    ...(dead > 0 ? [`${counted(dead, 'replaced load')} not removed yet`] : []),
    ...(expiring > 0 ? [`${counted(expiring, 'report')} whose events retention has not removed yet`] : []),
  ];
  if (left.length === 0) return ok(counted(live, 'report'));
  return warning(left.join('; '), 'The next command removes them; their rows are not visible');
}

async function rowsFinding(health: StoreHealth): Promise<Finding> {
  const wrong = await health.wrongRows(1_000);
  if (wrong.length === 0) return ok('as many as in the ledger');
  const examples = wrong.slice(0, EXAMPLES).map((row) => `${nameOf(row)}: ${differenceOf(row)}`);
  const ids = wrong.filter(({ live }) => live).map(({ load }) => load);
  const shown = ids.slice(0, NAMED_IDS).join(' ') + (ids.length > NAMED_IDS ? ' ...' : '');
  return problem(
    `${counted(wrong.length, 'load has', 'loads have')} a number of rows that differs from the ledger (${examples.join('; ')})`,
    ids.length > 0
      ? `"sundial doctor --repair" loads them again from the archive, as "sundial replay ${shown}" does`
      : '"sundial doctor --repair" removes rows that are not in the ledger',
  );
}

/** The first number of a load that differs, as found and as the ledger says. */
function differenceOf(row: ReportRows): string {
  if (row.stored !== row.expected) return `${count(row.stored)} instead of ${count(row.expected)}`;
  if (row.counted_stored !== row.counted_expected)
    return `${counted(row.counted_stored, 'event counts', 'events count')} instead of ${count(row.counted_expected)}`;
  return `${counted(row.aside_stored, 'row')} in quarantine instead of ${count(row.aside_expected)}`;
}

async function countsFinding(health: StoreHealth): Promise<Finding> {
  const wrong = await health.wrongCounts();
  if (wrong === 0) return ok('as many as the events');
  return problem(
    `${counted(wrong, 'load has', 'loads have')} other counts than events, so facets and statistics are wrong`,
    '"sundial doctor --repair" counts the events again',
  );
}

async function textListsFinding(health: StoreHealth): Promise<Finding> {
  const missing = await health.withoutTextLists();
  if (missing === 0) return ok('those of every load');
  return warning(
    `${counted(missing, 'load has', 'loads have')} none, so searching texts in their days takes long`,
    'The service makes them while it is idle, and "sundial doctor --repair" makes them all at once',
  );
}

function nameOf({
  report_type,
  report_date,
  list,
}: Record<'report_type' | 'report_date' | 'list', string>): string {
  return printable(`${report_type} ${report_date} ${list}`.trim());
}

async function originalsFinding(health: StoreHealth, archive: Archive): Promise<Finding> {
  const originals = await health.liveOriginals();
  const missing = originals.filter(({ sha256 }) => !archive.holds(sha256));
  if (missing.length === 0) return ok(`those of ${counted(originals.length, 'report')} are in the archive`);
  const examples = missing.slice(0, EXAMPLES).map(({ report }) => printable(report.trim()));
  return problem(
    `${count(missing.length)} of ${count(originals.length)} are missing in the archive (${examples.join('; ')})`,
    `Restore ${archive.folder} from a backup`,
  );
}

/** Checks for remains of a killed process in the archive's folder; does not need the store. */
export async function archiveFinding(archive: Archive, settings: Settings): Promise<Finding> {
  const leftover = await leftoverFiles(archive.folder);
  let originals = 0;
  let raw = 0;
  let zstd = 0;
  for await (const { forms } of archive.list()) {
    originals++;
    if (forms.includes('raw')) raw++;
    if (forms.includes('zstd')) zstd++;
  }
  const isRawWrong = raw > 0 && archive.codec !== undefined && settings.archive_compression_when === 'load';
  const found = [
    counted(originals, 'original'),
    ...(leftover > 0 ? [counted(leftover, 'unfinished file')] : []),
    ...(raw > 0 && archive.codec !== undefined ? [`${count(raw)} not compressed`] : []),
  ].join(', ');
  if (zstd > 0 && !ZSTD)
    return problem(
      `${found}; ${count(zstd)} compressed with zstd, which this Node (${process.version}) does not read`,
      'Run Sundial with Node 24, or 22.15 and later',
    );
  if (leftover > 0) return warning(found, 'The next "sundial ingest" removes unfinished files');
  if (isRawWrong) return warning(found, 'They are complete; "sundial store compress" compresses them');
  return ok(found);
}

/** Files outside of the folders for originals, whose names are two hexadecimal digits. */
async function leftoverFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const others = entries.filter(({ name }) => !/^[0-9a-f]{2}$/.test(name));
  const counts = others.map(async (entry) =>
    entry.isDirectory() ? (await readdir(path.join(folder, entry.name))).length : 1,
  );
  return (await Promise.all(counts)).reduce((sum, files) => sum + files, 0);
}
