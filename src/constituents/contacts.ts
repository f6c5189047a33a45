// Reads and prints contacts in the form of files: `role: Name <address>`, several separated by `;`.
import { hostName } from '../domain/host-name.js';
import { type CellFault, shown } from '../domain/register-cells.js';
import type { Contact } from './constituent.js';

/** The role of a contact that is given without one. */
const GENERAL = 'general';
const FORM = /^(?:([^:<>@]*):)?\s*(?:([^<>]*)<([^<>]*)>|([^<>]*))$/;

/** Reads contacts; reports and leaves out those that cannot be read. */
export function readContacts(cells: readonly string[], fault: CellFault): Contact[] {
  const texts = cells.flatMap((cell) => cell.split(';')).map((text) => text.trim());
  return texts.filter((text) => text !== '').flatMap((text) => readContact(text, fault) ?? []);
}

function readContact(text: string, fault: CellFault): Contact | undefined {
  const [, role = GENERAL, named, bracketed, plain = ''] = FORM.exec(text) ?? [];
  const isPlainAddress = bracketed === undefined && plain.includes('@');
  const contact = {
    role: role.trim().toLowerCase(),
    name: (bracketed === undefined ? (isPlainAddress ? '' : plain) : (named ?? '')).trim(),
    email: (bracketed ?? (isPlainAddress ? plain : '')).trim(),
  };
  if (!/^[a-z0-9_-]{1,30}$/.test(contact.role))
    fault(
      `${shown(text)} has no role of letters, digits, "-" and "_". Expected "abuse: Name <name@example.org>"`,
    );
  else if (contact.name === '' && contact.email === '')
    fault(`${shown(text)} names neither a person nor an address`);
  else if (contact.email !== '' && !isAddress(contact.email))
    fault(`${shown(contact.email)} is not an e-mail address`);
  else return contact;
  return undefined;
}

function isAddress(text: string): boolean {
  const [, domain] = /^[^\s@<>;,"]{1,64}@([^@]+)$/.exec(text) ?? [];
  return domain !== undefined && hostName(domain) !== undefined;
}

/** A contact in the form that `readContacts` reads. */
export function contactText({ role, name, email }: Contact): string {
  const address = name === '' ? email : [name, ...(email === '' ? [] : [`<${email}>`])].join(' ');
  return `${role}: ${address}`;
}
