// Lists every kind of enricher. A new kind is a folder beside this file and a line here.
import { CSV_KIND } from './csv/declaration.js';
import type { EnricherKind } from './declaration.js';

export { ENRICHER_OPTIONS } from './options.js';

/** Every kind of enricher, in the order of the reference. */
export const ENRICHER_KINDS = [CSV_KIND] as const satisfies readonly EnricherKind[];
