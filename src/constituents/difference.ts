// The differences between two descriptions of a constituent, field by field, as people read them.
import { ALWAYS } from '../domain/days.js';
import { type Constituent, FIELDS, type Field } from './constituent.js';
import { contactText } from './contacts.js';

export interface FieldDifference {
  readonly field: Field;
  /** Values that only the new description has, and those that only the old one has; none of an empty field. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The differences; none if both descriptions say the same. @param before undefined for a new constituent */
export function differencesOf(before: Constituent | undefined, after: Constituent): FieldDifference[] {
  return FIELDS.flatMap((field) => {
    const [old, now] = [before ? textsOf(before, field) : [], textsOf(after, field)];
    const added = now.filter((text) => !old.includes(text));
    const removed = old.filter((text) => !now.includes(text));
    return added.length + removed.length > 0 ? [{ field, added, removed }] : [];
  });
}

/** The values of a field as texts that files may contain; none of an empty field and of a validity without limit. */
export function textsOf(constituent: Constituent, field: Field): string[] {
  if (field === 'contacts') return constituent.contacts.map(contactText);
  const value = constituent[field];
  const isUnlimited = value === ALWAYS.from || value === ALWAYS.until;
  return [value]
    .flat()
    .map(String)
    .filter((text) => text !== '' && !isUnlimited);
}
