// Declares the options of triage: our networks, and when findings are told again, resolved and reopened.
import type { Option } from '../domain/option.js';

export const TRIAGE_OPTIONS = [
  {
    name: 'own_networks',
    section: 'Triage',
    type: 'list',
    description:
      'Our own networks, and domains such as example.org; findings elsewhere are only counted. The inventory can add more. If neither declares any, everything counts as ours.',
    default: [],
    example: ['192.0.2.0/24', '2001:db8::/32', 'example.org'],
  },
  {
    name: 'recent_days',
    section: 'Triage',
    type: 'integer',
    min: 1,
    max: 3650,
    description:
      'Days until a finding is put to handle again after it was put to handle or its owner was notified.',
    default: 7,
    example: 14,
  },
  {
    name: 'recent_days_by_severity',
    section: 'Triage',
    type: 'list',
    description: 'Numbers of days that override recent_days for some severities, each as SEVERITY=DAYS.',
    default: [],
    example: ['critical=3', 'low=30'],
  },
  {
    name: 'resolve_misses',
    section: 'Triage',
    type: 'integer',
    min: 1,
    max: 365,
    description:
      'The number of later reports of the same list and type that have to lack a finding of a daily type before the finding is resolved.',
    default: 3,
    example: 5,
  },
  {
    name: 'resolve_silent_misses',
    section: 'Triage',
    type: 'integer',
    min: 1,
    max: 365,
    description:
      'Days without a report of its type after which a finding of a daily type is resolved. Only days with other reports of the list count. A report without the host says more than a missing report, so this number is higher.',
    default: 7,
    example: 14,
  },
  {
    name: 'resolve_sporadic_days',
    section: 'Triage',
    type: 'integer',
    min: 1,
    max: 3650,
    description:
      'Days after the last sighting until a finding of a sporadically issued type is resolved, provided that its list still delivers reports.',
    default: 30,
    example: 60,
  },
  {
    name: 'reopen_days',
    section: 'Triage',
    type: 'integer',
    min: 1,
    max: 3650,
    description:
      'Days within which a resolved finding that is seen again is reopened; after that the finding counts as new.',
    default: 90,
    example: 180,
  },
  {
    name: 'notify_command',
    section: 'Triage',
    type: 'string',
    description:
      'The command line that the digest proposes for each finding to handle. {device}, {owner}, {contacts}, {type} (scan_ntp), {short} (ntp), {title}, {subject}, {port}, {transport}, {infection}, {severity}, {date}, {link} and {finding} are filled in, quoted for the shell. {date:YYYY/MM/DD} writes the date in another form, and {port|unknown} gives a fallback for an empty value. The digest prints the command and never runs it.',
    default: '',
    example: 'ticket new --device {device} --text "{type} on port {port} of {subject}: {link}"',
  },
] as const satisfies readonly Option[];
