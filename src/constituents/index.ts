// The public entry of constituents: the organisations to which parts of the data belong.
export { type ConstituentContext, type Edit, LISTS, planEdit, planImport, planNew } from './change.js';
export { type CheckAnswer, type CheckRequest, checkConstituents, type Finding, type Gaps } from './check.js';
export { type Constituent, type ConstituentVersion, FIELDS, type Field, TLP } from './constituent.js';
export { type Change, Constituents } from './constituents.js';
export { contactText } from './contacts.js';
export { differencesOf, type FieldDifference, textsOf } from './difference.js';
export { FILE_FORMATS, type FileFormat, fileText } from './file.js';
export type { HoldingKind } from './matching.js';
export type { Overlap } from './overlaps.js';
export type { Plan, PlannedChange } from './plan.js';
export { type Belonging, type Who, whoHolds } from './who.js';
