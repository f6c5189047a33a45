// The public entry of access: the keys of constituents for Sundial's own API.
export type { AccessKey, KeyLimits } from './access-key.js';
export { type Checked, KeyRing, KeySet } from './key-ring.js';
export { signatureOf } from './signature.js';
