// The meaning of fields in requests of the Reports API, where it differs from that in Sundial's own queries.
import { SundialError } from '../../domain/errors.js';
import type { Field } from './field.js';

/** Upstream's `domain` is the host's name; reports have it in `hostname`, and a few have a column `domain` as well. */
const DOMAIN = "if(e.domain != '', e.domain, e.hostname)";

/**
 * Upstream compares texts without regard to case: its documentation finds `ASHBURN` with `ashburn`. The identifiers of
 * the operator's own reports are not a holder's business.
 *
 * @throws SundialError `field-unknown` for `list`
 */
export function reportsApiField(field: Field): Field {
  if (field.kind === 'list') throw new SundialError('field-unknown', { field: field.name, nearest: '' });
  const meant = field.name === 'domain' ? { ...field, sql: DOMAIN } : field;
  return meant.kind === 'text' && !meant.folded ? { ...meant, folded: 'lower' } : meant;
}
