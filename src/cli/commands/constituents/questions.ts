// `sundial constituents who` and `check`: to whom something belongs, and what is wrong or missing.
import type { Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { readDate } from '../../filters/selection.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { prose } from '../../print/prose.js';
import { checkText, whoText } from './questions-output.js';

interface DateOptions extends GlobalOptions {
  readonly date?: string;
}

interface CheckOptions extends DateOptions {
  readonly days: number;
}

export function declareQuestions(constituents: Command, context: CliContext): void {
  bindAction<DateOptions>(
    constituents
      .command('who')
      .description('show to whom a subject belongs, the most specific holding first')
      .argument('<subject>', 'an address, a network, a host name, a country code, or AS64496')
      .option('--date <date>', 'for reports of this day (default: today)'),
    context,
    ([subject = ''], options) => who(subject, options, context),
  );
  bindAction<CheckOptions>(
    constituents
      .command('check')
      .description(
        'show overlaps, space that is not theirs, missing contacts, and events that no constituent gets',
      )
      .option('--date <date>', 'check the constituents of this day (default: today)')
      .option('--days <n>', 'count the events of this number of days up to that day', positive, 30),
    context,
    (_args, options) => check(options, context),
  );
}

async function who(subject: string, options: DateOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { whoHolds } = await import('../../../constituents/index.js');
    const answer = await whoHolds(operator, subject, readDate(options.date, context.clock));
    context.print(options.json ? json(answer) : prose(context.page, whoText(answer, context.page)));
    return EXIT.done;
  });
}

async function check(options: CheckOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator: store, catalogue, settings }) => {
    const [{ checkConstituents }, { triageRules }] = await Promise.all([
      import('../../../constituents/index.js'),
      import('../../../triage/index.js'),
    ]);
    const answer = await checkConstituents(
      { store, catalogue },
      {
        date: readDate(options.date, context.clock),
        days: options.days,
        ownNetworks: triageRules(settings).ownNetworks,
      },
    );
    context.print(options.json ? json(answer) : prose(context.page, checkText(answer, context.page)));
    return EXIT.done;
  });
}
