// `sundial enrich update`: renews enrichers, and gives stored events what they know.
import { EXIT, SundialError } from '../../../domain/errors.js';
import type { Refreshed } from '../../../enrich/index.js';
import type { Workspace } from '../../../pipeline/index.js';
import { json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { count, counted } from '../../print/table.js';
import { notesOn, refreshedTable } from './enrich-output.js';

export interface UpdateOptions extends GlobalOptions {
  readonly again?: boolean;
  readonly acceptSmaller?: boolean;
  readonly acceptOlder?: boolean;
  readonly backfill?: boolean;
}

interface UpdateRequest {
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  readonly options: UpdateOptions;
  readonly context: CliContext;
}

export async function update(request: UpdateRequest): Promise<number> {
  const { names, signal, options, context } = request;
  const { withWorkspace } = await import('../../frame/workspace.js');
  return withWorkspace(options, context, async (workspace) => {
    const { refreshEnrichment } = await import('../../../pipeline/index.js');
    if (workspace.settings.enrichers.length === 0) throw new SundialError('enricher-none');
    const enrichers = await refreshEnrichment(workspace, {
      ...{ names, signal, clock: context.clock, env: context.env },
      again: options.again === true,
      may: { shrink: options.acceptSmaller === true, age: options.acceptOlder === true },
      progress: (name, entries) => draw(request, `${name}: ${counted(entries, 'entry', 'entries')}`),
    });
    draw(request, '');
    const backfill = options.backfill ? await fill(workspace, request) : undefined;
    if (options.json) context.print(json({ enrichers: enrichers.map(plain), ...(backfill && { backfill }) }));
    else {
      context.print(refreshedTable(enrichers, context.page));
      for (const { error, ...result } of enrichers)
        for (const text of notesOn({ ...result, problem: error?.message ?? '' })) context.note(text);
      if (backfill) context.print(backfillText(backfill));
    }
    return exitOf(enrichers, backfill?.left ?? 0);
  });
}

type Backfill = Awaited<ReturnType<typeof import('../../../pipeline/index.js').backfillEnrichment>>;

async function fill(workspace: Workspace, request: UpdateRequest): Promise<Backfill> {
  const { backfillEnrichment } = await import('../../../pipeline/index.js');
  let done = 0;
  const result = await backfillEnrichment(workspace, request.context.clock, (date, events, of) => {
    draw(request, `${date}: ${count(done)} of ${counted(of, 'event')} enriched`);
    done += events;
    return !request.signal.aborted;
  });
  draw(request, '');
  return result;
}

function backfillText({ days, events, left }: Backfill): string {
  const rest = left > 0 ? ` ${counted(left, 'day')} are left; the same command continues with them.` : '';
  if (days === 0 && left === 0) return 'All stored events have what the enrichers know.';
  return `Enriched ${counted(events, 'event')} on ${counted(days, 'day')}.${rest}`;
}

/** Shows progress on a terminal. */
function draw({ options, context }: UpdateRequest, line: string): void {
  if (!options.json && context.interactive) context.draw(line);
}

function plain({ error, ...result }: Refreshed): object {
  return { ...result, ...(error && { error: { code: error.code, message: error.message } }) };
}

/** @param left days that an interrupted backfill leaves */
function exitOf(enrichers: readonly Refreshed[], left: number): number {
  const failed = enrichers.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0 && failed.length === enrichers.length)
    return failed[0]!.error?.row.exit ?? EXIT.failed;
  return failed.length > 0 || left > 0 ? EXIT.partial : EXIT.done;
}
