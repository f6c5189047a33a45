// The columns that decisions and findings share, as SQL lists.

/** The columns that identify a finding. */
export const DECIDED_KEY =
  'report_type, subject_kind, subject_first, subject_last, subject_text, port, transport, infection';

/** The identifying columns, and what was known of the finding when the digest decided on it. */
export const DECIDED = `finding, ${DECIDED_KEY}, severity, cves, hostname, list, first_seen, seen, state`;
