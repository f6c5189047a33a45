// Collects for `sundial doctor` which markings of events the outputs send.
import type { Settings } from '../../../config/index.js';
import type { OutputMarkings } from '../../../doctor/index.js';

export async function outputMarkings(settings: Settings): Promise<OutputMarkings[]> {
  const { mostTlp, outputEntries, withheldIn } = await import('../../../publish/index.js');
  return outputEntries(settings).map((entry) => {
    const { name, keys } = entry;
    return { name, own: mostTlp(entry), constituents: keys.constituents, withheldIn };
  });
}
