// The public part of the mapping to Splunk.
export { type SplunkRecord, splunkRecord } from './splunk.js';
