// Fills the template of a report's address in its notice.
import { SundialError } from '../../domain/errors.js';
import { filled, listed, placeProblem } from '../../domain/template.js';
import type { ReportMessage } from '../messages.js';

/** The properties of a report that its address may name. */
const PLACES = ['year', 'month', 'day', 'date', 'type', 'list', 'sha256'] as const;

/** @throws SundialError `output-setting` for a template that cannot be filled */
export function checkAddress(output: string, template: string): void {
  const problem = placeProblem(template, PLACES);
  if (problem === undefined) return;
  throw new SundialError('output-setting', {
    ...{ output, key: 'uri', problem },
    expected: `an address with ${listed(PLACES)}`,
  });
}

/** The address of a report; its values are escaped for a URL. */
export function addressOf({ type, date, list, sha256 }: ReportMessage, template: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return filled(template, { year, month, day, date, type, list, sha256 }, encodeURIComponent);
}
