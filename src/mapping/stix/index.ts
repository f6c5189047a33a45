// Reports in STIX 2.1, as OpenCTI's connector for Shadowserver maps them: bundles for files, OpenCTI and TAXII.
//
// `new StixReport(facts, options, read).bundles()` gives a report's bundles in the order in which a platform has to receive
// them: at most 500 objects and 4 MB each, references before referrers, also across bundles. `read` is called twice, because
// labels and severity are those of all rows; a caller that receives events only once has to keep them in a file meanwhile.
// `withdrawn()` gives the bundles that revoke a report whose rows are all gone. `tally` says what became of the rows.
export { TLP_VERSIONS, type TlpVersion } from './marking.js';
export type { StixObject } from './object.js';
export { stixReference } from './reference.js';
export { StixReport } from './report.js';
export {
  DEFAULT_STIX_OPTIONS,
  NOTE_ROWS,
  type NoteRows,
  type ReadEvents,
  type StixBundle,
  type StixOptions,
  type StixOriginal,
  type StixReportFacts,
  type StixTally,
} from './report-facts.js';
