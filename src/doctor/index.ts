// The public entry of the doctor: checks everything that Sundial depends on, and advises what to do about problems.
export { apiChecks } from './api.js';
export type { Check } from './check.js';
export { checkDataFolder, checkSettings, type StoredOptions } from './doctor.js';
export { endingChecks } from './endings.js';
export { type MailServerAnswer, mailServerCheck } from './mail-server.js';
export type { OutputMarkings } from './markings.js';
export { outputChecks, type SourceAnswer, sourceChecks } from './sources.js';
export type { NamedConstituents } from './stored.js';
