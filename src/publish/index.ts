// The public entry of outputs: open them, run them, and ask for their state.
export type { OutputKind } from './declaration.js';
export type { Letter } from './engine/letters.js';
export { keepSending, type LoopParts } from './engine/loop.js';
export { withheldIn } from './engine/memo.js';
export { closeOutputs, type OpenOutput, type OpenRequest, openOutputs } from './engine/open-output.js';
export { OutputRun, type RoundOptions } from './engine/output-run.js';
export { type OutputStatus, statusOf } from './engine/output-states.js';
export { forgetOutput, type RemovedOutput, removedOutputs } from './engine/removed-outputs.js';
export type { SendingContext } from './engine/sending-context.js';
export { type CountDifference, compareCounts, type Waiting, waitingFor } from './engine/waiting.js';
export type { EventMessage, FieldValue, FindingMessage, ReportMessage } from './messages.js';
export { firstTime } from './opencti/first-time.js';
export type { Batch, Output, OutputView, Refusal, Round, Slice, SliceContent } from './output.js';
export { mostTlp, needsDownloadIds, outputEntries } from './short-form.js';
