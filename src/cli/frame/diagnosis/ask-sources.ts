// Checks every source and output for `sundial doctor`, each within a time limit and without changing anything.
import type { Settings } from '../../../config/index.js';
import type { Check } from '../../../doctor/index.js';
import { LIMITS } from '../../../domain/limits.js';
import type { CliContext } from '../context.js';

export async function askSources(settings: Settings, { clock, env }: CliContext): Promise<readonly Check[]> {
  const [{ sourceChecks }, { checkSources, closeSources, openEach, sourceEntries }] = await Promise.all([
    import('../../../doctor/index.js'),
    import('../../../pipeline/index.js'),
  ]);
  const sources = await openEach(sourceEntries(settings), settings, { clock, env });
  try {
    return sourceChecks(await checkSources(sources, { seconds: LIMITS.sourceCheckMs / 1000 }));
  } finally {
    await closeSources(sources);
  }
}

export async function askOutputs(settings: Settings, { clock, env }: CliContext): Promise<readonly Check[]> {
  const [{ outputChecks }, { checkOutputs }, { closeOutputs, openOutputs }, { loadCatalogue }] =
    await Promise.all([
      import('../../../doctor/index.js'),
      import('../../../pipeline/index.js'),
      import('../../../publish/index.js'),
      import('../../../catalogue/index.js'),
    ]);
  // Checks send no events, and a damaged local catalogue is a check of its own.
  const outputs = await openOutputs({ settings, clock, env, catalogue: loadCatalogue() });
  try {
    return outputChecks(await checkOutputs(outputs, { seconds: LIMITS.sourceCheckMs / 1000 }));
  } finally {
    await closeOutputs(outputs);
  }
}
