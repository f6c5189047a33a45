// The public part of the mapping to CEF.
export { type CefWriter, cefWriter } from './format.js';
