// The public part of the mappings: events in the vocabularies of other systems.
export { type CefWriter, cefFindingWriter, cefWriter } from './cef/index.js';
export {
  type DataStream,
  dataStreamPattern,
  datasetProblem,
  type EcsMapping,
  ecsFields,
  ecsTypeOf,
  type FieldType,
  namespaceProblem,
  openEcsMapping,
  streamName,
} from './ecs/index.js';
export { publishedTime, timeOf } from './instant.js';
export {
  DISTRIBUTIONS,
  deletedItem,
  isOwnAttribute,
  isOwnObject,
  listIn,
  type ManifestEntry,
  type MispAttribute,
  type MispHead,
  type MispObject,
  type MispOptions,
  type MispPart,
  manifestEntry,
  mispHead,
  mispRow,
  mispTitle,
  mispUuid,
  type PushedAttribute,
  type PushedHead,
  type PushedObject,
  partIn,
  pushedAttribute,
  pushedHead,
  pushedObject,
  TLP_COLOURS,
  withdrawnAttribute,
  withdrawnObject,
} from './misp/index.js';
export type { FormatRequest, RecordFormat, RecordWriter } from './record-format.js';
export { RECORD_FORMATS } from './registry.js';
export { cellOf, publishedName, type ReportedEvent, rowOf } from './reported-event.js';
export type { ReportedFinding } from './reported-finding.js';
export { rowTlp } from './row-tlp.js';
export { type SplunkRecord, splunkRecord } from './splunk/index.js';
export {
  DEFAULT_STIX_OPTIONS,
  type ReadEvents,
  type StixBundle,
  type StixObject,
  type StixOptions,
  type StixOriginal,
  StixReport,
  type StixReportFacts,
  type StixTally,
  stixReference,
} from './stix/index.js';
