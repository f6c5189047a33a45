// `sundial finding` and `sundial explain`: the history of one finding, marks by hand, and the reasons for a decision.

import { type Command, Option } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { MARKS } from '../../../domain/finding-state.js';
import { json } from '../../../text/index.js';
import { readDate } from '../../filters/selection.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import { type AuthorOptions, addAuthorship, readAuthorship } from '../../frame/author.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { prose } from '../../print/prose.js';
import { explanationText, storyText } from './finding-output.js';

interface ShowOptions extends GlobalOptions {
  readonly limit: number;
}

interface ExplainOptions extends ShowOptions {
  readonly date?: string;
}

type MarkOptions = GlobalOptions & AuthorOptions;

export function declareFinding(program: Command, context: CliContext): void {
  const finding = program
    .command('finding')
    .description('show the history of one finding and the events behind it')
    .argument('[id]', "the start of the finding's id, 6 digits or more")
    .option('--limit <n>', 'the number of decisions and of events to show, newest first', positive, 20);
  bindAction<ShowOptions>(finding, context, ([id = ''], options) => show(id, options, context));
  const mark = finding
    .command('mark')
    .description('record that the owner was notified, has acknowledged the finding, or has resolved it')
    .argument('<id>', "the start of the finding's id, 6 digits or more")
    .argument('<state>', 'notified, acknowledged or resolved');
  bindAction<MarkOptions>(addAuthorship(mark), context, ([id = '', state = ''], options) =>
    markOne(id, state, options, context),
  );
}

export function declareExplain(program: Command, context: CliContext): void {
  const command = program
    .command('explain')
    .description('explain why an owner was or was not notified: every rule that was checked')
    .argument('<subject>', 'an address, network or name')
    .argument('[type]', 'only this report type, or a short name')
    .addOption(new Option('--date <date>', 'the rules as of this day (default: today)'))
    .option('--limit <n>', 'the number of findings to show', positive, 20);
  bindAction<ExplainOptions>(command, context, ([subject = '', type], options) =>
    explainSubject(subject, type, options, context),
  );
}

async function show(id: string, options: ShowOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const [{ requireFinding }, { storyOf }] = await Promise.all([
      import('../../../query/index.js'),
      import('../../../triage/index.js'),
    ]);
    const { operator } = workspace;
    const story = await storyOf(operator, await requireFinding(operator, id), options.limit);
    context.print(options.json ? json(story) : prose(context.page, storyText(story, context.page)));
    return EXIT.done;
  });
}

async function markOne(
  id: string,
  state: string,
  options: MarkOptions,
  context: CliContext,
): Promise<number> {
  const { withEdit } = await import('../../frame/workspace.js');
  return withEdit(options, context, async (workspace) => {
    const [{ requireFinding }, { markFindings }] = await Promise.all([
      import('../../../query/index.js'),
      import('../../../triage/index.js'),
    ]);
    const mark = MARKS.find((known) => known === state);
    if (!mark) throw new SundialError('usage', { problem: `"${state}" is not one of ${MARKS.join(', ')}` });
    const finding = await requireFinding(workspace.operator, id);
    const { author, reason = '' } = readAuthorship(options, context);
    await markFindings(
      { store: workspace.operator, clock: context.clock },
      { findings: [finding.id], mark, reason, author },
    );
    context.print(
      options.json
        ? json({ finding: finding.id, state: mark })
        : `${finding.id.slice(0, 8)} (${finding.type} ${finding.subject}) is ${mark}.`,
    );
    return EXIT.done;
  });
}

async function explainSubject(
  subject: string,
  type: string | undefined,
  options: ExplainOptions,
  context: CliContext,
): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const [{ explainSubject }, { triageContext }] = await Promise.all([
      import('../../../triage/index.js'),
      import('../../frame/triage-context.js'),
    ]);
    const triage = triageContext(workspace, context);
    const date = readDate(options.date, context.clock);
    const limit = options.limit;
    const explained = await explainSubject(triage, { subject, type, date, limit });
    context.print(
      options.json ? json({ explained }) : prose(context.page, explained.map(explanationText).join('\n\n')),
    );
    return EXIT.done;
  });
}
