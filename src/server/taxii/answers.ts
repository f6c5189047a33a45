// Writes objects, manifests and versions as answers of TAXII 2.1 (section 5), with the dates of the first and last of them.

import { textOfMicroseconds } from '../../domain/microseconds.js';
import type { Found } from './found.js';
import { STIX_TYPE } from './media-type.js';
import type { Page } from './page.js';
import { nextOf } from './request.js';

export interface TaxiiAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly text: string;
  /** Objects, for the access log. */
  readonly rows?: number;
}

export const valueAnswer = (value: object): TaxiiAnswer => ({ text: JSON.stringify(value) });

/** Section 3.7. */
export const objectsAnswer = (page: Page): TaxiiAnswer => answer(page, 'objects', ({ text }) => text);

/** Section 5.3. */
export const manifestAnswer = (page: Page): TaxiiAnswer =>
  answer(page, 'objects', ({ id, date, version }) =>
    JSON.stringify({ id, date_added: textOfMicroseconds(date), version, media_type: STIX_TYPE }),
  );

/** Section 5.8. */
export const versionsAnswer = (page: Page): TaxiiAnswer =>
  answer(page, 'versions', ({ version }) => JSON.stringify(version));

/** An answer without objects is an empty object, unless there may be more. */
function answer({ objects, next }: Page, name: string, textOf: (found: Found) => string): TaxiiAnswer {
  const members = [
    ...(next === undefined ? [] : ['"more":true', `"next":"${nextOf(next)}"`]),
    ...(objects.length === 0 ? [] : [`"${name}":[${objects.map(textOf).join(',')}]`]),
  ];
  const [first, last] = [objects[0], objects.at(-1)];
  return {
    ...(first && { headers: datesOf(first, last!) }),
    text: `{${members.join(',')}}`,
    rows: objects.length,
  };
}

const datesOf = (first: Found, last: Found) => ({
  'x-taxii-date-added-first': textOfMicroseconds(first.date),
  'x-taxii-date-added-last': textOfMicroseconds(last.date),
});
