// Declares mailboxes as a source.
import type { Declaration } from '../../domain/declarations.js';
import { MAIL_ERRORS } from './errors.js';

export const MAIL = { kind: 'mail', errors: MAIL_ERRORS } as const satisfies Declaration;
