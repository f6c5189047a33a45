// The public entry of constituents: the organisations to which parts of the data belong.
export { type ConstituentContext, type Edit, planEdit, planImport, planNew } from './change.js';
export { type CheckAnswer, checkConstituents, type Gaps } from './check.js';
export { type ConstituentVersion, FIELDS, type Field } from './constituent.js';
export { Constituents } from './constituents.js';
export { differencesOf, type FieldDifference, textsOf } from './difference.js';
export { fileText } from './file.js';
export { holdersOf } from './holders.js';
export { requireKnown } from './known.js';
export { mostTlp } from './most-tlp.js';
export type { Plan, PlannedChange } from './plan.js';
export { type Who, whoHolds } from './who.js';
