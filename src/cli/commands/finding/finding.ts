// `sundial finding` and `sundial explain`: the whole story of one finding, its state by hand, and why somebody was told.
import { type Command, Option } from 'commander';
import { parseAddress } from '../../../domain/address.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import type { Finding } from '../../../store/index.js';
import { addAuthorship, readAuthorship } from '../../frame/author.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import type { Workspace } from '../../frame/workspace.js';
import { positive } from '../reports/reports.js';
import { explanationText, storyText } from './finding-output.js';

type Options = Record<string, unknown>;
/** Shorter starts of ids are too likely to mean several. */
const ID = /^[0-9a-f]{6,32}$/i;

export function declareFinding(program: Command, context: CliContext): void {
  const finding = program
    .command('finding')
    .description('show all that happened to one finding and the events behind it')
    .argument('[id]', 'the start of its id, 6 digits or more')
    .option('--limit <n>', 'how many decisions and events of each, newest first', positive, 20);
  bindAction(finding, context, ([id = ''], options) => show(id, options, context));
  const mark = finding
    .command('mark')
    .description('note that somebody was told, has taken it on, or has fixed it')
    .argument('<id>', 'the start of its id, 6 digits or more')
    .argument('<state>', 'notified, acknowledged or resolved');
  bindAction(addAuthorship(mark), context, ([id = '', state = ''], options) =>
    markOne(id, state, options, context),
  );
}

export function declareExplain(program: Command, context: CliContext): void {
  const command = program
    .command('explain')
    .description('tell why somebody was or was not told: every rule that was looked at')
    .argument('<subject>', 'an address, network or name')
    .argument('[type]', 'only this report type, or a short name')
    .addOption(new Option('--date <date>', 'as the rules are on this day (default: today)'))
    .option('--limit <n>', 'how many findings', positive, 20);
  bindAction(command, context, ([subject = '', type], options) =>
    explainSubject(subject, type, options, context),
  );
}

/** @throws SundialError `subject-unknown`, or `usage` for the start of several ids */
async function findingOf(id: string, { operator }: Workspace): Promise<Finding> {
  if (!ID.test(id))
    throw new SundialError('usage', { problem: `"${id}" is no start of an id: 6 to 32 hex digits` });
  const [found, other] = await operator.findings.list({ id: id.toLowerCase() }, 2);
  if (other) throw new SundialError('usage', { problem: `"${id}" begins several ids; give more digits` });
  if (!found) throw new SundialError('subject-unknown', { subject: id });
  return found;
}

async function show(id: string, options: Options, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const { storyOf } = await import('../../../triage/index.js');
    const story = await storyOf(workspace.operator, await findingOf(id, workspace), options.limit as number);
    context.print(options.json ? JSON.stringify(story) : storyText(story));
    return EXIT.done;
  });
}

async function markOne(id: string, state: string, options: Options, context: CliContext): Promise<number> {
  const { withWorkspace } = await import('../../frame/workspace.js');
  return withWorkspace(options, context, async (workspace) => {
    const { MARKS, markFindings } = await import('../../../triage/index.js');
    const mark = MARKS.find((known) => known === state);
    if (!mark) throw new SundialError('usage', { problem: `"${state}" is none of ${MARKS.join(', ')}` });
    const finding = await findingOf(id, workspace);
    const { author, reason = '' } = readAuthorship(options, context);
    await markFindings(
      { store: workspace.operator, clock: context.clock },
      { findings: [finding.id], mark, reason, author },
    );
    context.print(
      options.json
        ? JSON.stringify({ finding: finding.id, state: mark })
        : `${finding.id.slice(0, 8)} (${finding.type} ${finding.subject}) is ${mark}.`,
    );
    return EXIT.done;
  });
}

async function explainSubject(
  subject: string,
  type: string | undefined,
  options: Options,
  context: CliContext,
): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const [{ explain, typesOf }, { triageContext }, { isReportDate }] = await Promise.all([
      import('../../../triage/index.js'),
      import('../../frame/triage-context.js'),
      import('../../../domain/report.js'),
    ]);
    const triage = triageContext(workspace, context);
    const date = String(options.date ?? context.clock().toISOString().slice(0, 10));
    if (!isReportDate(date))
      throw new SundialError('usage', { problem: `--date: "${date}" is no day. Expected YYYY-MM-DD` });
    const types = type === undefined ? [] : await typesOf(triage, type);
    const range = parseAddress(subject.trim());
    const filter = { ...(range ? { range } : { name: subject }), ...(types.length > 0 && { types }) };
    const findings = await workspace.operator.findings.list(filter, options.limit as number);
    if (findings.length === 0) throw new SundialError('subject-unknown', { subject });
    const explained = await explain(triage, findings, date);
    context.print(options.json ? JSON.stringify({ explained }) : explained.map(explanationText).join('\n\n'));
    return EXIT.done;
  });
}
