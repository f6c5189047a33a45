// The public entry of the doctor: checks everything that Sundial depends on, and advises what to do about problems.
export type { Check } from './check.js';
export { checkDataFolder, checkSettings } from './doctor.js';
export { type MailServerAnswer, mailServerCheck } from './mail-server.js';
export { outputChecks, type SourceAnswer, sourceChecks } from './sources.js';
