// `sundial enrich`: renews what enrichers know about addresses, shows its state, and looks addresses up.
import type { Command } from 'commander';
import { type AddressRange, formatAddress, parseAddress } from '../../../domain/address.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { readDate } from '../../filters/selection.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { foundTable, notesOn, statesTable } from './enrich-output.js';
import { update } from './update.js';

interface LookUpOptions extends GlobalOptions {
  readonly date?: string;
}

export function declareEnrich(program: Command, context: CliContext): void {
  const enrich = program
    .command('enrich')
    .description('renew what is known about addresses, and look addresses up');
  bindAction(
    enrich
      .command('update')
      .description('read the tables of enrichers again, and ask about the addresses of the last days')
      .argument('[name...]', 'enrichers (default: all)')
      .option('--again', 'read tables even if their places say that they did not change')
      .option('--accept-smaller', 'take tables that have far fewer networks than the ones in use')
      .option('--accept-older', 'take tables of an earlier day than the ones in use')
      .option('--backfill', 'then enrich the events that are stored already'),
    context,
    (names, options) => interruptible(context, (signal) => update({ names, signal, options, context })),
  );
  bindAction(
    enrich.command('status', { isDefault: true }).description('show each enricher and its table in use'),
    context,
    (_args, options) => status(options, context),
  );
  bindAction<LookUpOptions>(
    enrich
      .command('lookup')
      .description('show what the tables in use say about addresses; nothing is asked from others')
      .argument('<address...>', 'IPv4 or IPv6 addresses')
      .option('--date <date>', 'the tables valid on this day (default: today)'),
    context,
    (addresses, options) => lookUp(addresses, options, context),
  );
}

async function status(options: GlobalOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const { enrichmentStates } = await import('../../../pipeline/index.js');
    const states = await enrichmentStates(workspace);
    if (states.length === 0) throw new SundialError('enricher-none');
    if (options.json) context.print(json({ enrichers: states }));
    else {
      context.print(statesTable(states, context.page));
      for (const state of states) for (const text of notesOn(state)) context.note(text);
    }
    return EXIT.done;
  });
}

async function lookUp(
  texts: readonly string[],
  options: LookUpOptions,
  context: CliContext,
): Promise<number> {
  const addresses = texts.map(addressOf);
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const { enrichAddresses } = await import('../../../pipeline/index.js');
    if (workspace.settings.enrichers.length === 0) throw new SundialError('enricher-none');
    const found = await enrichAddresses(workspace, addresses, readDate(options.date, context.clock));
    const all = addresses.map((address) => ({ address, ...(found.get(address) ?? NOTHING) }));
    context.print(options.json ? json({ addresses: all }) : foundTable(all, context.page));
    return EXIT.done;
  });
}

const NOTHING = { values: {}, networks: [] };

/** @throws SundialError `usage` */
function addressOf(text: string): string {
  const range: AddressRange | undefined = parseAddress(text.trim());
  if (!range || range.isNetwork)
    throw new SundialError('usage', { problem: `"${text}" is not an IPv4 or IPv6 address` });
  return formatAddress(range.first);
}
