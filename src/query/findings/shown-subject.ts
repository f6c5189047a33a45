// SQL of a finding's subject as people see it.
import { rangeText } from '../../store/index.js';

/** An address, a network in CIDR notation, or the report's own text. */
export const SHOWN_SUBJECT = `if(subject_kind IN ('ip', 'network'), ${rangeText('subject_first', 'subject_last')}, subject_text)`;
