// `sundial doctor --repair`: restores a damaged store and reports what was restored and what cannot be.

import { EXIT, SundialError } from '../../../domain/errors.js';
import type { Repaired } from '../../../pipeline/index.js';
import { json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import { leaveToService } from '../../frame/forward.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { loadShownSettings } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { count, counted, printable } from '../../print/table.js';

/** @throws SundialError `usage` if a service or a server holds the store, and errors of the repair */
export async function repair(options: GlobalOptions, context: CliContext): Promise<number> {
  const settings = await loadShownSettings(options, context);
  await leaveToService(settings, context);
  if (context.held)
    throw new SundialError('usage', {
      problem: '--repair needs exclusive use of the store; stop the service first',
    });
  if (settings.store_url)
    throw new SundialError('usage', {
      problem: '--repair only works on the embedded store; restore a server from its own backup',
    });
  const { repairStore } = await import('../../../pipeline/index.js');
  const done = await repairStore(settings, context.clock);
  context.print(options.json ? json(done) : prose(context.page, repairText(done)));
  return done.unrepaired.length > 0 ? EXIT.partial : EXIT.done;
}

function repairText({ definitions, setAside, restored, reloaded, unrepaired }: Repaired): string {
  const list = (names: readonly string[]) => names.map((name) => `  ${printable(name)}`);
  return [
    `${counted(definitions.length, 'definition')} of tables restored`,
    ...list(definitions),
    `${counted(setAside.length, 'damaged part')} moved to the folder "damaged", which can be removed`,
    ...list(setAside),
    `${counted(restored.length, 'part')} restored from the copies`,
    ...list(restored),
    `${counted(reloaded, 'report')} loaded again from the archive`,
    ...(unrepaired.length > 0
      ? [`${count(unrepaired.length)} not restored:`, ...list(unrepaired)]
      : ['The store is complete.']),
  ].join('\n');
}
