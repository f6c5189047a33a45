// `sundial doctor`: checks everything that Sundial depends on, explains problems and how to fix them, and repairs
// damage.

import type { Command } from 'commander';
import type { Check } from '../../../doctor/index.js';
import { EXIT } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { type DoctorOptions, diagnose } from '../../frame/diagnosis/diagnose.js';
import { leaveToService } from '../../frame/forward.js';
import { prose } from '../../print/prose.js';
import { counted, printable } from '../../print/table.js';
import { repair } from './repair.js';

interface Options extends DoctorOptions {
  readonly repair?: boolean;
}

export function declareDoctor(program: Command, context: CliContext): void {
  const command = program
    .command('doctor')
    .description(
      'check the machine, the configuration, the sources and the store, and say how to fix problems',
    )
    .option('--offline', 'do not connect to the sources and the mail server')
    .option('--repair', 'restore damaged data from the copies and the archive');
  bindAction<Options>(command, context, async (_args, options) => {
    if (options.repair) return repair(options, context);
    return examine(options, context);
  });
}

async function examine(options: Options, context: CliContext): Promise<number> {
  const checks = await diagnose(options, context, {
    store: context.held?.store,
    begins: (settings) => leaveToService(settings, context),
  });
  const problems = checks.filter(({ status }) => status === 'problem').length;
  const warnings = checks.filter(({ status }) => status === 'warning').length;
  if (options.json) context.print(json({ problems, warnings, checks }));
  else context.print(prose(context.page, [...checks.map(lineOf), '', sumOf(problems, warnings)].join('\n')));
  return problems > 0 ? EXIT.failed : EXIT.done;
}

const SHOWN = { ok: 'ok     ', warning: 'WARNING', problem: 'PROBLEM' } as const;

function lineOf({ name, status, found, advice }: Check): string {
  const line = `${SHOWN[status]}  ${name}: ${printable(found)}`;
  return advice ? `${line}\n         -> ${printable(advice)}` : line;
}

function sumOf(problems: number, warnings: number): string {
  if (problems + warnings === 0) return 'Everything is in order.';
  return `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}`;
}
