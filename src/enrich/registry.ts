// Lists every kind of enricher. A new kind is a folder beside this file and a line here.
import { CSV_KIND } from './csv/declaration.js';
import type { EnricherKind } from './declaration.js';
import { EPSS_KIND } from './epss/declaration.js';
import { KEV_KIND } from './kev/declaration.js';
import { MMDB_KIND } from './mmdb/declaration.js';
import { PREFIXES_KIND } from './prefixes/declaration.js';
import { RDAP_KIND } from './rdap/declaration.js';
import { REVERSE_DNS_KIND } from './reverse-dns/declaration.js';
import { RIR_KIND } from './rir/declaration.js';
import { WHOIS_KIND } from './whois/declaration.js';

export { ENRICHER_OPTIONS } from './options.js';

/** Every kind of enricher, in the order of the reference. */
export const ENRICHER_KINDS = [
  CSV_KIND,
  PREFIXES_KIND,
  RIR_KIND,
  MMDB_KIND,
  WHOIS_KIND,
  RDAP_KIND,
  REVERSE_DNS_KIND,
  KEV_KIND,
  EPSS_KIND,
] as const satisfies readonly EnricherKind[];
