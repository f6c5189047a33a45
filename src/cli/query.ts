// `sundial query`: looks into the stored events; for now it counts them by one field.
import type { Command } from 'commander';
import type { Catalogue } from '../catalogue/index.js';
import { EXIT, SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import type { Facet, LedgerFilter, Store } from '../store/index.js';
import { bindAction, type CliContext } from './context.js';
import { positive } from './reports.js';
import { addSelection, readSelection } from './selection.js';
import { count, table } from './table.js';

const VALUES = 20;

export function declareQuery(program: Command, context: CliContext): void {
  const command = addSelection(program.command('query').description('count events by a field'))
    .option('--facet <field>', 'the field, such as tag, ip, asn, port, cve, or any column of a report')
    .option('--limit <n>', 'how many values, the most frequent first', positive, VALUES);
  bindAction(command, context, async (_args, options) => {
    const field = options.facet as string | undefined;
    if (!field) throw new SundialError('usage', { problem: 'name a field, such as --facet tag' });
    const [{ withWorkspace }, { countByField }] = await Promise.all([
      import('./workspace.js'),
      import('../store/index.js'),
    ]);
    return withWorkspace(options, context, async ({ store, catalogue }) => {
      const filter = readSelection(options, catalogue);
      await checkTypes(filter, store, catalogue);
      const facet = await countByField(store.engine, { field, filter, limit: options.limit as number });
      context.print(options.json ? JSON.stringify(facet) : facetText(facet));
      return EXIT.done;
    });
  });
}

/** A type that the catalogue does not know may still be in the store (DECISIONS D4); one that is nowhere is a slip. */
async function checkTypes({ types = [] }: LedgerFilter, store: Store, catalogue: Catalogue): Promise<void> {
  const unlisted = types.filter((type) => !catalogue.find(type));
  if (unlisted.length === 0) return;
  const stored = new Set((await store.ledger.find({ types: unlisted })).map((row) => row.report_type));
  for (const type of unlisted) {
    if (stored.has(type)) continue;
    throw new SundialError('type-unknown', { type, nearest: didYouMean(type, catalogue.names()) });
  }
}

function facetText({ field, events, without, distinct, values }: Facet): string {
  if (events === 0) return 'No event matches.';
  const most = values[0]?.events ?? 0;
  const rows = values.map((row) => [row.value, row.events, share(row.events, events), bar(row.events, most)]);
  const shown = values.length < distinct ? `the first ${count(values.length)} of ` : '';
  const ends = [
    `${shown}${count(distinct)} ${distinct === 1 ? 'value' : 'values'} in ${count(events)} events`,
    ...(without > 0 ? [`${count(without)} events have no ${field}`] : []),
  ];
  return `${table([field, 'events', 'share', ''], rows, { right: [1, 2] })}\n${ends.join('; ')}`;
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

const BAR_WIDTH = 30;
/** Eighths of a character, so that small values can be told apart. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar as long as its part of the longest one; never empty, because every value has events. */
function bar(part: number, longest: number): string {
  const eighths = Math.max(1, Math.round((8 * BAR_WIDTH * part) / longest));
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}
