// The public entry of access: the keys of constituents for Sundial's own API.
export { type AccessKey, type Credentials, type KeyLimits, type KeyState, stateOf } from './access-key.js';
export { addKey, type GivenKey, type MadeKey, revokeKey, rotateKey } from './change-keys.js';
export { type Checked, KeyRing } from './key-ring.js';
export { KeySet } from './key-set.js';
export { KeysFile, keysFileOf } from './keys-file.js';
export { type KeyUse, type KeyUses, LastUse, readUses, usesFileOf } from './last-use.js';
export { signatureOf } from './signature.js';
