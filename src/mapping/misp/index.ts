// The public part of the mapping to MISP.
export {
  listIn,
  type ManifestEntry,
  type MispHead,
  type MispOptions,
  type MispPart,
  manifestEntry,
  mispHead,
  mispTitle,
  mispUuid,
  partIn,
} from './event.js';
export { deletedItem, type MispAttribute, type MispObject } from './item.js';
export {
  isOwnAttribute,
  isOwnObject,
  type PushedAttribute,
  type PushedHead,
  type PushedObject,
  pushedAttribute,
  pushedHead,
  pushedObject,
  withdrawnAttribute,
  withdrawnObject,
} from './pushed.js';
export { type MispRow, mispRow } from './row.js';
export { DISTRIBUTIONS, TLP_COLOURS } from './table.js';
