// The public entry of notify: a day's digest as text, HTML, JSON and CSV, and its way by mail.
export { digestCsv, digestJson } from './digest-data.js';
export { digestHtml } from './digest-html.js';
export { digestText, type TextOptions } from './digest-text.js';
export type { Marking, PageOptions } from './page.js';
export { digestSubject, isEmpty } from './subject.js';
