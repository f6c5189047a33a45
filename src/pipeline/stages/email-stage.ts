// Stage `email`: collects messages by every configured mailbox, and keeps messages, attachments and linked files as originals.
import type { MailKeeping, SourceMemory } from '../../collect/index.js';
import { unixSeconds } from '../../domain/clock.js';
import type { Delivery } from '../../domain/delivery.js';
import { asSundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import type { ReportRecord } from '../../stages/index.js';
import { chosenEntries } from '../choose-sources.js';
import { identifyDelivery } from '../ingest/identify.js';
import { isOlder } from '../ingest/versions.js';
import { wanted } from '../ingest/wanted.js';
import { memoryOf } from '../memory.js';
import { namedSelection } from '../read-source.js';
import { closeSources, type OpenSource, openEntries, sourceEntries } from '../sources.js';
import type { Tally } from './stage-result.js';
import { affectsAll, attempt, type StageRun } from './stage-run.js';

/** @throws SundialError `usage` without any mailbox */
export async function emailStage(run: StageRun, tally: Tally): Promise<void> {
  const { settings, catalogue } = run.workspace;
  const entries = chosenEntries(sourceEntries(settings), { command: 'mail fetch', name: run.source });
  const sources = await openEntries(entries, settings, { clock: run.clock, env: run.env, catalogue });
  try {
    for (const open of sources) {
      if (run.signal.aborted) return;
      await attempt(open.entry.name, tally, () =>
        tally.tracker === 'manual' ? rehearse(open, run, tally) : collect(open, run, tally),
      );
    }
  } finally {
    await closeSources(sources);
  }
}

/** Lists the messages that would be read. */
async function rehearse({ entry, source }: OpenSource, run: StageRun, tally: Tally): Promise<void> {
  const memory = stageMemory(run, entry.label, tally);
  for await (const name of source.waiting?.({ memory }) ?? []) {
    if (run.signal.aborted) return;
    tally.add({ name, outcome: 'would' });
  }
}

async function collect({ entry, source }: OpenSource, run: StageRun, tally: Tally): Promise<void> {
  const { workspace, signal } = run;
  const { catalogue } = workspace;
  const selection = namedSelection(entry.selection, workspace);
  const reading = source.read({
    memory: stageMemory(run, entry.label, tally),
    signal,
    selection,
    resolveType: (type) => catalogue.resolve(type),
    again: tally.tracker === 'off' ? 'all' : 'none',
  });
  try {
    const leave = (result: Parameters<typeof reading.decided>[0]) => {
      tally.add({ name: result.path, outcome: 'skipped', note: 'was not requested' });
      reading.decided(result);
    };
    for await (const item of wanted(reading, selection, catalogue, leave)) {
      const { path, message } = item;
      const about = { path, message, rows: 0, supersedes: false };
      try {
        if (item.kind === 'refusal') throw item.error;
        await receive(item, run, tally);
        reading.decided({ ...about, outcome: 'loaded' });
      } catch (thrown) {
        const error = asSundialError(thrown);
        if (affectsAll(error)) throw error;
        tally.fail(path, error);
        reading.decided({ ...about, outcome: 'failed', error });
      }
    }
    await reading.finish();
  } finally {
    await reading.close();
  }
}

/** Keeps a report's original, and notes the report unless a newer version is known. */
async function receive(
  delivery: Delivery,
  { workspace, ledger, clock }: StageRun,
  tally: Tally,
): Promise<void> {
  const report = identifyDelivery(delivery, workspace.catalogue, {});
  const name = describeReport(report);
  const { sha256, bytes } = await workspace.archive.put(await delivery.open(), delivery.path, true);
  const known = await ledger.report(report);
  const publishedAt = delivery.publishedAt ? unixSeconds(delivery.publishedAt) : 0;
  if (known?.received.sha256 === sha256)
    return tally.add({ name, outcome: tally.tracker === 'off' ? 'done' : 'skipped' });
  if (known && isOlder(publishedAt, known.received.publishedAt))
    return tally.add({ name, outcome: 'skipped', note: 'a newer version was received before' });
  await ledger.write({
    ...known,
    report,
    received: receivedOf(delivery, { sha256, bytes, publishedAt, at: clock().toISOString() }),
  });
  tally.add({ name, outcome: 'done', note: known ? 'replaces an earlier version' : '' });
}

function receivedOf(
  { path, source, subscription, message, expected }: Delivery,
  original: Pick<ReportRecord['received'], 'sha256' | 'bytes' | 'publishedAt' | 'at'>,
): ReportRecord['received'] {
  return {
    ...{ ...original, path, source },
    ...(subscription !== undefined && { subscription }),
    ...(message !== undefined && { message }),
    ...(expected && { expected }),
  };
}

/**
 * The memory of a mailbox for this stage alone: what the stage has read, the service and "sundial mail fetch" still have
 * to read, and the other way round.
 */
function stageMemory(run: StageRun, label: string, tally: Tally): SourceMemory {
  const memory = memoryOf(run.workspace, label, run.clock);
  return { ...memory, messages: stageKeeping(run, memory.messages, tally) };
}

/** Marks the stage's own messages among those of the mailboxes. */
const OWN = 'run email: ';

function stageKeeping({ ledger, clock }: StageRun, keeping: MailKeeping, tally: Tally): MailKeeping {
  return {
    ...keeping,
    known: (source, mailbox) => keeping.known(`${OWN}${source}`, mailbox),
    record: async (entries) => {
      for (const { sha256, path, source, from, subject, date, reports } of entries)
        if (sha256 !== '' && !(await ledger.message(sha256)))
          await ledger.writeMessage({
            ...{ sha256, path, source, from, subject, reports },
            ...{ sent: date?.toISOString() ?? '', at: clock().toISOString() },
          });
      for (const { path, state, error } of entries)
        if (state === 'left') tally.add({ name: path, outcome: 'skipped', note: error?.message ?? '' });
      await keeping.record(entries.map((entry) => ({ ...entry, source: `${OWN}${entry.source}` })));
    },
  };
}
