// Describes a type outside of the catalogue by its loaded reports; only this needs the store.

import type { Catalogue } from '../../../catalogue/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { didYouMean } from '../../../domain/nearest.js';
import { normaliseType } from '../../../domain/report.js';
import { json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';

/** @throws SundialError `type-unknown` if no report of the type is loaded */
export async function showLearned(
  name: string,
  catalogue: Catalogue,
  options: GlobalOptions,
  context: CliContext,
): Promise<number> {
  const unknown = new SundialError('type-unknown', {
    type: name,
    nearest: didYouMean(name, catalogue.names()),
  });
  // A mistyped name must not create a store.
  if (!(await isStoreThere(options, context))) throw unknown;
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const [{ learnedType }, { learnedText }] = await Promise.all([
      import('../../../query/index.js'),
      import('./types-output.js'),
    ]);
    const learned = await learnedType(operator, normaliseType(name));
    if (!learned) throw unknown;
    const type = catalogue.describe(name);
    context.print(
      options.json ? json({ types: [{ ...type, learned }] }) : learnedText(type, learned, context.page),
    );
    return EXIT.done;
  });
}

async function isStoreThere(options: GlobalOptions, context: CliContext): Promise<boolean> {
  if (context.held) return true;
  const [{ loadSettings }, { hasStore }] = await Promise.all([
    import('../../../config/index.js'),
    import('../../../store/index.js'),
  ]);
  const { settings } = await loadSettings({ flags: { ...options }, env: context.env, cwd: context.cwd });
  return settings.store_url !== '' || hasStore(settings.data_dir);
}
