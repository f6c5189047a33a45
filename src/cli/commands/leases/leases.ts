// `sundial leases`: imports leases of addresses, and shows who had an address at a time.
import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { port, positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import { type AuthorOptions, readAuthorship } from '../../frame/author.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { prose } from '../../print/prose.js';
import { heldText, importedText, importsTable } from './leases-output.js';

interface LookUpOptions extends GlobalOptions {
  readonly at?: string;
  readonly port?: number;
}

interface StatusOptions extends GlobalOptions {
  readonly limit: number;
}

export function declareLeases(program: Command, context: CliContext): void {
  const leases = program
    .command('leases')
    .description('import leases of dynamic addresses (DHCP, CGNAT), and show who had an address');
  bindAction<GlobalOptions & AuthorOptions>(
    leases
      .command('import')
      .description('add leases, and load the reports again whose events they give to other devices')
      .argument(
        '[source]',
        'a CSV or JSON file, its http(s) address, or a database (default: lease_source or lease_command)',
      )
      .option('--author <name>', 'the person who does this (default: the user)'),
    context,
    ([source], options) => take(source, options, context),
  );
  bindAction<LookUpOptions>(
    leases
      .command('lookup')
      .description('show the device that had an address, and the leases around that time')
      .argument('<address>', 'an address')
      .option('--at <time>', 'a time such as 2026-01-15T08:30:00Z (default: now)')
      .option('--port <n>', 'the source port behind an address that several devices share', port),
    context,
    ([address = ''], options) => lookUp(address, options, context),
  );
  bindAction<StatusOptions>(
    leases
      .command('status')
      .description('show past imports of leases')
      .option('--limit <n>', 'the number of imports to show, newest first', positive, 10),
    context,
    (_args, options) => status(options, context),
  );
}

async function take(
  from: string | undefined,
  options: GlobalOptions & AuthorOptions,
  context: CliContext,
): Promise<number> {
  const { withWorkspace } = await import('../../frame/workspace.js');
  return withWorkspace(options, context, async (workspace) => {
    const { takeLeases } = await import('../../../pipeline/index.js');
    const { author } = readAuthorship(options, context);
    const { cwd, clock, env } = context;
    const result = await takeLeases(workspace, { from, cwd, author, clock, env });
    context.print(options.json ? json(result) : prose(context.page, importedText(result)));
    return EXIT.done;
  });
}

async function lookUp(address: string, options: LookUpOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { LeaseRegister, readTime } = await import('../../../enrich/index.js');
    const at = options.at === undefined ? context.clock() : readTime(options.at);
    if (!at) throw new SundialError('usage', { problem: `"${options.at}" is not a time` });
    const held = await new LeaseRegister(operator).lookUp(address, at, options.port ?? 0);
    if (!held) throw new SundialError('usage', { problem: `"${address}" is not an address` });
    context.print(options.json ? json(held) : prose(context.page, heldText(held, context.page)));
    return EXIT.done;
  });
}

async function status(options: StatusOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { LeaseRegister } = await import('../../../enrich/index.js');
    const imports = await new LeaseRegister(operator).imports(options.limit);
    context.print(options.json ? json({ imports }) : importsTable(imports, context.page));
    return EXIT.done;
  });
}
