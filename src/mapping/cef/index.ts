// The public part of the mapping to CEF.
export { type CefWriter, cefFindingWriter, cefWriter } from './format.js';
