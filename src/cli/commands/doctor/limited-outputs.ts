// Collects for `sundial doctor` the outputs that limit the markings of events.
import type { Settings } from '../../../config/index.js';
import type { LimitedOutput } from '../../../doctor/index.js';

export async function limitedOutputs(settings: Settings): Promise<LimitedOutput[]> {
  const { outputEntries, withheldIn } = await import('../../../publish/index.js');
  return outputEntries(settings)
    .filter(({ keys }) => keys.max_tlp !== 'none')
    .map(({ name, keys }) => ({ name, maxTlp: keys.max_tlp, withheldIn }));
}
