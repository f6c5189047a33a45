// The public entry of the doctor: checks of all that Sundial stands on, each with what to do about what is wrong.
export type { Check } from './check.js';
export { checkDataFolder, checkSettings } from './doctor.js';
export { type MailServerAnswer, mailServerCheck } from './mail-server.js';
export { type SourceAnswer, sourceChecks } from './sources.js';
