// The parts of the mapping to ECS that outputs use besides its format: data streams, and the types of fields.
export {
  type DataStream,
  dataStreamPattern,
  datasetProblem,
  namespaceProblem,
  streamName,
} from './data-stream.js';
export { ecsFields, ecsTypeOf } from './field-types.js';
export type { FieldType } from './forms.js';
export type { EcsMapping } from './mapping.js';
export { openEcsMapping } from './open.js';
