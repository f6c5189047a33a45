// The columns that decisions and findings share, as SQL lists.

/** What a finding is about. */
export const DECIDED_KEY =
  'report_type, subject_kind, subject_first, subject_last, subject_text, port, transport, infection';

/** And what was known of it when it was decided. */
export const DECIDED = `finding, ${DECIDED_KEY}, severity, cves, hostname, list, first_seen, seen, state`;
