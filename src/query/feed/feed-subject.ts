// The facts about an event that decide to whom it belongs: its subject, and the properties of the subject's host.
import { type HostProperty, subjectProperty } from '../../store/index.js';
import { validText } from '../language/valid-text.js';

/** The subject of an event, and the properties of its host that decide to whom the event belongs. */
export interface FeedSubject {
  readonly kind: string;
  /** Addresses as text. */
  readonly first: string;
  readonly last: string;
  /** Texts of reports, which may be any bytes, in hex. */
  readonly text: string;
  readonly hostname: string;
  /** 0 if unknown. */
  readonly asn: number;
  /** In upper case; '' if unknown. */
  readonly country: string;
  readonly severity: string;
}

/** A `FeedSubject` as JSON; none of its texts needs an escape. */
export const SUBJECT_JSON = subjectJson();

function subjectJson(): string {
  const property = (name: HostProperty) => subjectProperty(name, 'e.');
  const texts: Readonly<Record<Exclude<keyof FeedSubject, 'asn'>, string>> = {
    ...{ kind: 'toString(e.subject_kind)', first: 'toString(e.subject_first)' },
    ...{ last: 'toString(e.subject_last)', text: 'hex(e.subject_text)' },
    ...{ hostname: `hex(${property('hostname')})`, severity: 'toString(e.severity)' },
    country: `upper(toString(${property('geo')}))`,
  };
  const members = Object.entries(texts).map(
    ([name, sql]) => `'"${name}":', toJSONString(${validText(sql)}), ','`,
  );
  return `concat('{', ${members.join(', ')}, '"asn":', toString(${property('asn')}), '}')`;
}
