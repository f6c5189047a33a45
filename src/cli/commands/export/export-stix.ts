// `sundial export --stix`: writes the reports of all events that match as STIX 2.1, and prints what was written.
import path from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { SEVERITIES } from '../../../domain/event-columns.js';
import { OPENCTI_NAMES, PRIORITIES, TLP_LEVELS } from '../../../domain/stix-choices.js';
import type {
  ExportedReport,
  Query,
  ReportFile,
  StixExportAnswer,
  StixOptions,
} from '../../../query/index.js';
import { json } from '../../../text/index.js';
import { type ConstituentOption, storeSeenBy } from '../../filters/constituent.js';
import { requireLocal } from '../../filters/local-path.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { type Workspace, withReadableWorkspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { counted, table } from '../../print/table.js';

type Incident = NonNullable<StixOptions['incident']>;

export interface StixExportOptions extends GlobalOptions, ConstituentOption {
  readonly stix?: string;
  readonly tlp?: StixOptions['tlp'];
  readonly tlp2?: boolean;
  readonly names?: StixOptions['names'];
  readonly notePerRow?: boolean;
  readonly incident?: Incident['severity'];
  readonly priority?: Incident['priority'];
  /** Set by `--no-original`. */
  readonly original: boolean;
  readonly force?: boolean;
}

/** Declares the options of an export in STIX. */
export function addStixOptions(command: Command): Command {
  return command
    .option('--stix <path>', 'write STIX 2.1: one file that ends with .json, or a folder of bundles')
    .addOption(
      new Option('--tlp <level>', 'with --stix: the marking of all objects (default clear)').choices(
        TLP_LEVELS,
      ),
    )
    .option('--tlp2', 'with --stix: mark with the definitions of TLP 2, not with those that OpenCTI uses')
    .addOption(
      new Option(
        '--names <kind>',
        'with --stix: names of reports (default opencti_names); connector = by the id of the API, which opens the report',
      ).choices(OPENCTI_NAMES),
    )
    .option('--note-per-row', 'with --stix: a note for each row, not for 200 rows')
    .addOption(
      new Option(
        '--incident <severity>',
        'with --stix: also a case of each report, at least this severe',
      ).choices(SEVERITIES),
    )
    .addOption(
      new Option('--priority <priority>', 'with --incident: the priority of cases (default P4)').choices(
        PRIORITIES,
      ),
    )
    .option('--no-original', 'with --stix: leave the original reports out');
}

/** Options that belong to other formats only. */
const OTHERS = ['output', 'by', 'fields'] as const;

/** @throws SundialError `usage` if options of other formats are given too */
export async function runExportStix(
  options: StixExportOptions & { readonly [name in (typeof OTHERS)[number]]?: unknown },
  query: Query,
  context: CliContext,
): Promise<number> {
  const other = OTHERS.find((name) => options[name] !== undefined);
  if (other !== undefined)
    throw new SundialError('usage', {
      problem: `--stix and --${other} exclude each other: --stix names the place itself`,
    });
  requireLocal(options.stix, '--stix', 'Name a file or folder');
  return withReadableWorkspace(options, context, async (workspace) => {
    const { exportStix } = await import('../../../query/index.js');
    const names = namesOf(options, workspace.settings);
    const store = await storeSeenBy(options, workspace);
    const hasOriginals = options.original && options.constituent === undefined && isOfWholeReports(query);
    const request = {
      query,
      output: path.resolve(context.cwd, options.stix!),
      force: options.force === true,
      options: stixOptions(options, names),
      filesOf: (loads: readonly number[]) => filesOf(workspace, loads, { hasOriginals, names }),
    };
    const { catalogue } = workspace;
    const answer = await interruptible(context, (signal) =>
      exportStix({ store, catalogue, clock: context.clock }, request, { signal }),
    );
    if (names === 'connector') noteUnknownIds(answer, context);
    return printStix(answer, options, context);
  });
}

/** An original has all rows of its report, so it belongs only to exports of whole reports. */
function isOfWholeReports({ query, require, any }: Query): boolean {
  return query === undefined && require === undefined && any === undefined;
}

/**
 * The names that the output to OpenCTI has too, so that a platform recognises its reports. An id of the API opens the whole
 * report, so the part of a constituent never has it.
 */
function namesOf(
  { names, constituent }: StixExportOptions,
  { opencti_names: configured }: Workspace['settings'],
): StixOptions['names'] {
  if (constituent === undefined) return names ?? configured;
  if (names === 'connector')
    throw new SundialError('usage', {
      problem: '--names connector and --constituent exclude each other: the names open whole reports',
    });
  return 'plain';
}

function noteUnknownIds({ reports }: StixExportAnswer, context: CliContext): void {
  const plain = reports.filter(({ isConnectors }) => !isConnectors).length;
  if (plain === 0) return;
  const which = `${counted(plain, 'report')} of ${reports.length}`;
  context.note(`note: plain names for ${which}: Sundial knows no id of the API (opencti_names keeps them)`);
}

function stixOptions(
  { tlp, tlp2, notePerRow, incident, priority }: StixExportOptions,
  names: StixOptions['names'],
): StixOptions {
  if (priority !== undefined && incident === undefined)
    throw new SundialError('usage', { problem: '--priority needs --incident' });
  return {
    names,
    tlp: tlp ?? 'clear',
    tlpVersion: tlp2 ? 2 : 1,
    notes: notePerRow ? 'one' : 'many',
    ...(incident !== undefined && { incident: { severity: incident, priority: priority ?? 'P4' } }),
  };
}

async function filesOf(
  { operator, archive, downloadIds }: Workspace,
  loads: readonly number[],
  { hasOriginals, names }: { readonly hasOriginals: boolean; readonly names: StixOptions['names'] },
): Promise<Map<number, ReportFile>> {
  const rows = await operator.ledger.find({ loads });
  const { firstTime } = await import('../../../publish/index.js');
  return new Map(
    rows.map((row) => {
      const { load, sha256, published_at, changed_at } = row;
      const isKept = hasOriginals && row.original_state === 'kept';
      const original = isKept ? { sha256, bytes: () => archive.read(sha256) } : undefined;
      const versionAt = new Date((published_at || changed_at) * 1000).toISOString();
      const connector = async () => {
        const id = await downloadIds.of({ type: row.report_type, date: row.report_date, list: row.list });
        return id && { id: id.reveal(), firstTime: await firstTime(archive.read(sha256)) };
      };
      return [load, { versionAt, original, ...(names === 'connector' && { connector }) }];
    }),
  );
}

function printStix(answer: StixExportAnswer, options: StixExportOptions, context: CliContext): number {
  const { reports, files, rows, bytes } = answer;
  for (const report of reports) for (const note of notesOf(report)) context.note(`note: ${note}`);
  if (options.json)
    context.print(json({ format: 'stix', rows, bytes, files, reports: reports.map(reportJson) }));
  else if (reports.length === 0) context.print('No event matches; no file was written.');
  else {
    const lines = reports.map(({ date, type, list, tally }) => [
      date,
      type,
      list,
      tally.rows,
      objectsOf(tally.objects),
    ]);
    const total = `${counted(rows, 'event')}, ${counted(bytes, 'byte')} in ${counted(files.length, 'file')}`;
    const titles = ['date', 'type', 'list', 'events', 'objects'];
    context.print(prose(context.page, `${table(context.page, titles, lines, { right: [3, 4] })}\n${total}`));
  }
  return EXIT.done;
}

const objectsOf = (objects: ReadonlyMap<string, number>) =>
  [...objects.values()].reduce((sum, count) => sum + count, 0);

/** What did not become an object. */
function notesOf({ type, date, list, tally }: ExportedReport): string[] {
  if (tally.incompleteRows === 0) return [];
  const problems = [...tally.problems].map(([problem, count]) => `${problem} (${count})`).join(', ');
  const report = [date, type, list].filter(Boolean).join(' ');
  return [`${report}: ${counted(tally.incompleteRows, 'row')} with values that only notes hold: ${problems}`];
}

function reportJson({ type, date, list, id, bundles, tally }: ExportedReport) {
  const { rows, incompleteRows, problems, objects } = tally;
  return {
    ...{ type, date, list, id, bundles, rows, incomplete_rows: incompleteRows },
    ...{ problems: Object.fromEntries(problems), objects: Object.fromEntries(objects) },
  };
}
