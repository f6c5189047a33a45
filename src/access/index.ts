// The public entry of access: the keys of constituents for Sundial's own API, and the users of the web application.
export { type AccessKey, type Credentials, type KeyLimits, type KeyState, stateOf } from './access-key.js';
export { addKey, type GivenKey, type MadeKey, revokeKey, rotateKey } from './change-keys.js';
export { endingKeys } from './ending-keys.js';
export { type Checked, KeyRing } from './key-ring.js';
export { KeySet } from './key-set.js';
export { KeysFile, keysFileOf } from './keys-file.js';
export { type KeyUse, type KeyUses, LastUse, readUses, usesFileOf } from './last-use.js';
export { ProvidedPeople } from './oidc/provided-people.js';
export { isLocal as isLocalIssuer, type PendingSignIn } from './oidc/provider.js';
export { Accounts, type AccountsOptions, type Link } from './people/accounts.js';
export { Audit, type AuditEntry, type AuditLines, appendedTo, auditFileOf } from './people/audit.js';
export {
  disableUser,
  INVITATION_MS,
  type Invited,
  inviteUser,
  removeUser,
  requireUserName,
  resetUser,
  setRole,
} from './people/change-users.js';
export { type GroupOptions, roleOfGroups } from './people/groups.js';
export { Passwords } from './people/passwords.js';
export type { Begun, People, PeopleOptions } from './people/people.js';
export {
  type AuditFilter,
  type AuditLine,
  readAudit,
} from './people/read-audit.js';
export type { Session, SessionPlace, SignedIn } from './people/sessions.js';
export { startLink, webAddress } from './people/start-link.js';
export { type User, type UserState, userState } from './people/user.js';
export { type UserFacts, userFacts } from './people/user-facts.js';
export { type UsersFile, usersFileOf } from './people/users-file.js';
export { signatureOf } from './signature.js';
