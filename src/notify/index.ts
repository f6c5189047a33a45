// The public entry of notify: a digest as text, HTML, JSON and CSV, in files and by mail.
export { digestCsv, digestJson } from './digest-data.js';
export { DigestFolder, digestFolder, type SentNote } from './digest-folder.js';
export { digestHtml } from './digest-html.js';
export { digestText, type TextOptions } from './digest-text.js';
export { DigestMail } from './mail/digest-mail.js';
export { correspondents, mailServer } from './mail/mail-server.js';
export { type Accepted, checkMailServer, type Sending } from './mail/smtp.js';
export { type Marking, type PageOptions, pageOptionsOf } from './page.js';
export { writeSaved } from './saved-file.js';
export { digestSubject, isEmpty } from './subject.js';
