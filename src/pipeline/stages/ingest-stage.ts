// Stage `ingest`: loads the processed reports into the store, and then sends what waits for every configured output.
import type { Delivery } from '../../domain/delivery.js';
import { asSundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import type { Round } from '../../publish/index.js';
import type { ReportRecord } from '../../stages/index.js';
import type { FileOutcome } from '../ingest/outcome.js';
import { takeIn } from '../ingest/take-in.js';
import { openConfiguredOutputs } from '../outputs.js';
import type { Tally } from './stage-result.js';
import { eachReport, isDone, isReady, type StageRun } from './stage-run.js';
import { NOT_PROCESSED } from './tree-stages.js';

/** The run's name in the audit log. */
const COMMAND = 'run ingest';

export async function ingestStage(run: StageRun, tally: Tally): Promise<void> {
  const due: ReportRecord[] = [];
  await eachReport(run, tally, {
    obstacle: (record) => (isReady(run, 'ingest', 'process', record) ? undefined : NOT_PROCESSED),
    isDone: ({ ingest, received }) => isDone(ingest, received.sha256),
    work: async (record) => {
      due.push(record);
    },
  });
  if (due.length > 0) await load(due, run, tally);
  await publish(run, tally);
}

async function load(due: readonly ReportRecord[], run: StageRun, tally: Tally): Promise<void> {
  const { workspace, clock, ledger } = run;
  const records = new Map(due.map((record) => [describeReport(record.report), record]));
  const watch = { archived: () => {}, read: () => {}, decided: () => {} };
  const { outcomes } = await takeIn(workspace, deliveries(due, run), { command: COMMAND, clock, watch });
  for (const outcome of outcomes) {
    const record = outcome.report && records.get(describeReport(outcome.report));
    if (outcome.error || !record) tally.fail(nameOf(outcome), asSundialError(outcome.error));
    else {
      await ledger.write({ ...record, ingest: markOf(record, outcome, clock()) });
      const { quarantined, notices } = outcome;
      // As in the stages before, rows that were set aside are counted apart.
      const rows = outcome.rows - quarantined;
      const note = [...duplicatesOf(outcome), ...notices].join('; ');
      tally.add({ name: nameOf(outcome), outcome: 'done', rows, quarantined, note });
    }
  }
}

/** How many new events a loaded report has, if that is not the number of its rows. */
function duplicatesOf({ outcome, accepted, duplicate }: FileOutcome): string[] {
  return outcome === 'loaded' && duplicate > 0 ? [`events: ${accepted}, duplicates: ${duplicate}`] : [];
}

function nameOf({ report, path }: FileOutcome): string {
  return report ? describeReport(report) : path;
}

function markOf(
  { received }: ReportRecord,
  outcome: FileOutcome,
  at: Date,
): NonNullable<ReportRecord['ingest']> {
  const { rows, accepted, duplicate, quarantined } = outcome;
  return {
    ...{ content: received.sha256, state: 'done', at: at.toISOString(), files: [] },
    ...{ rows, accepted, duplicate, quarantined },
  };
}

/** The reports' originals, as their source delivered them. */
async function* deliveries(due: readonly ReportRecord[], run: StageRun): AsyncGenerator<Delivery> {
  for (const { report, received } of due) {
    if (run.signal.aborted) return;
    const { sha256, bytes, path, source, publishedAt, at, subscription, message, expected } = received;
    yield {
      ...{ kind: 'delivery', source, path, name: path, report, bytes },
      deliveredAt: new Date(at),
      ...(publishedAt > 0 && { publishedAt: new Date(publishedAt * 1000) }),
      ...(subscription !== undefined && { subscription }),
      ...(message !== undefined && { message }),
      ...(expected && { expected }),
      open: async () => run.workspace.archive.read(sha256),
    };
  }
}

/** Sends what waits for the outputs; one that fails does not stop the others. */
async function publish(run: StageRun, tally: Tally): Promise<void> {
  const { workspace, clock, env, signal } = run;
  const outputs = await openConfiguredOutputs(workspace, { clock, env });
  try {
    for (const output of outputs.runs) {
      const name = `output ${output.name}`;
      if (signal.aborted) return;
      if (tally.tracker === 'manual') tally.add({ name, outcome: 'would' });
      else
        try {
          const round = await output.round({ signal });
          tally.add({ name, outcome: round.refused > 0 ? 'failed' : 'done', note: sentNote(round) });
        } catch (thrown) {
          tally.fail(name, asSundialError(thrown));
        }
    }
  } finally {
    await outputs.close();
  }
}

/** What an output accepted and refused, to be compared with what its target holds. */
function sentNote({ appeared, withdrawn, findings, reports, refused }: Round): string {
  const others = { withdrawals: withdrawn, findings, reports };
  const counts = Object.entries(others).filter(([, count]) => count > 0);
  const sent = [['events', appeared], ...counts].map(([what, count]) => `${what}: ${count}`).join(', ');
  return refused > 0 ? `sent ${sent}; refused: ${refused}` : `sent ${sent}`;
}
