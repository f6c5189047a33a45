// The public part of the mappings: events in the vocabularies of other systems.
export { cellOf, type ReportedEvent } from './reported-event.js';
