// The public entry of notify: a day's digest as text, HTML, JSON and CSV, and its way by mail.
export { digestCsv, digestJson } from './digest-data.js';
export { DigestFolder, type SentNote } from './digest-folder.js';
export { digestHtml } from './digest-html.js';
export { DIGEST_RUN, type DigestDone, digestJob, sendUnsent } from './digest-job.js';
export { digestText, type TextOptions } from './digest-text.js';
export type { Accepted, Sending } from './mail/smtp.js';
export type { Marking, PageOptions } from './page.js';
export { writePrivately } from './private-file.js';
export {
  type DigestContext,
  type DigestSent,
  digestFolder,
  type MakeRequest,
  makeDigest,
  markingOf,
  type SendRequest,
  saveDigest,
  sendDigest,
} from './send-digest.js';
export { settledDate } from './settled-date.js';
export { digestSubject, isEmpty } from './subject.js';
