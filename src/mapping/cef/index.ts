// The public part of the mapping to CEF.
export { type CefRecord, cefRecord, type TypeFacts } from './cef.js';
export { cefReference } from './reference.js';
