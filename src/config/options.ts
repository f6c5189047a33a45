// The one list of options: joins the stations' declarations, and derives the type of the settings.
import { OIDC_OPTIONS } from '../access/oidc/options.js';
import { ACCESS_OPTIONS } from '../access/options.js';
import { ARCHIVE_OPTIONS } from '../archive/options.js';
import { API_SHORT_FORM, MAIL_SHORT_FORM } from '../collect/registry.js';
import { LOG_OPTIONS, SERVICE_OPTIONS } from '../daemon/options.js';
import { optionsOf } from '../domain/declarations.js';
import type { EnricherEntry } from '../domain/enricher-entry.js';
import type { Option, ValueOf } from '../domain/option.js';
import type { OutputEntry } from '../domain/output-entry.js';
import type { SourceEntry } from '../domain/source-entry.js';
import { INVENTORY_OPTIONS } from '../enrich/inventory/options.js';
import { LEASE_OPTIONS } from '../enrich/leases/options.js';
import { ENRICHER_KINDS } from '../enrich/registry.js';
import { LOAD_OPTIONS } from '../load/options.js';
import { NOTIFY_OPTIONS } from '../notify/options.js';
import { PIPELINE_OPTIONS } from '../pipeline/options.js';
import { OUTPUT_KINDS, PUBLISH_OPTIONS } from '../publish/registry.js';
import { RETENTION_OPTIONS } from '../retention/options.js';
import { WEB_OPTIONS } from '../server/app/options.js';
import { SERVER_OPTIONS } from '../server/options.js';
import { REPORTS_API_OPTIONS } from '../server/reports-api/options.js';
import { TAXII_OPTIONS } from '../server/taxii/options.js';
import { STAGES_OPTIONS } from '../stages/options.js';
import { STORE_OPTIONS } from '../store/options.js';
import { TRIAGE_OPTIONS } from '../triage/options.js';

export { SELECTION_KEYS, SELECTION_OPTIONS, SOURCE_KINDS } from '../collect/registry.js';
export { ENRICHER_KINDS, ENRICHER_OPTIONS } from '../enrich/registry.js';
export { OUTPUT_KINDS, OUTPUT_OPTIONS } from '../publish/registry.js';

/** Each station declares its options in an `options.ts`, or in the declarations that its registry lists. */
const DECLARED = [
  ...ARCHIVE_OPTIONS,
  ...STORE_OPTIONS,
  ...STAGES_OPTIONS,
  ...LOAD_OPTIONS,
  ...RETENTION_OPTIONS,
  ...API_SHORT_FORM,
  ...PIPELINE_OPTIONS,
  ...SERVICE_OPTIONS,
  ...MAIL_SHORT_FORM,
  ...TRIAGE_OPTIONS,
  ...INVENTORY_OPTIONS,
  ...LEASE_OPTIONS,
  ...optionsOf(ENRICHER_KINDS),
  ...NOTIFY_OPTIONS,
  ...PUBLISH_OPTIONS,
  ...optionsOf(OUTPUT_KINDS),
  ...SERVER_OPTIONS,
  ...WEB_OPTIONS,
  ...OIDC_OPTIONS,
  ...REPORTS_API_OPTIONS,
  ...TAXII_OPTIONS,
  ...ACCESS_OPTIONS,
  ...LOG_OPTIONS,
] as const satisfies readonly Option[];

/** Every option, in the order of the documentation. */
export const OPTIONS: readonly Option[] = DECLARED;

/** The value of every option under its own name, so that one search finds it in YAML, docs and code. */
type OptionValues = { readonly [O in (typeof DECLARED)[number] as O['name']]: ValueOf<O> };
export type OptionName = keyof OptionValues;

/** All settings: every option, and the entries of the YAML lists `sources`, `outputs` and `enrichers`. */
export type Settings = OptionValues & {
  readonly sources: readonly SourceEntry[];
  readonly outputs: readonly OutputEntry[];
  readonly enrichers: readonly EnricherEntry[];
};

/** Names the YAML file to read; not an option, because the file cannot name itself. */
export const CONFIG_VARIABLE = 'SUNDIAL_CONFIG';

/** The configuration file to read if none is named. */
export const CONFIG_FILE = 'sundial.yaml';
