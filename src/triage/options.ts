// Declares the options of triage: what is ours, and when findings are told again, resolved and reopened.
import type { Option } from '../domain/option.js';

export const TRIAGE_OPTIONS = [
  {
    name: 'own_networks',
    section: 'Triage',
    type: 'list',
    description:
      'Our own networks, and domains such as example.org; findings elsewhere are only counted. The inventory can add to them. If nothing says what is ours, everything is.',
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
      'Days after which a finding that was put to handle, or told to its owner, is put to handle again.',
    default: 7,
    example: 14,
  },
  {
    name: 'recent_days_by_severity',
    section: 'Triage',
    type: 'list',
    description: 'Different numbers of days than recent_days for some severities, each as SEVERITY=DAYS.',
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
      'How many later reports of its list and type may lack a finding of a daily type before it is resolved.',
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
      'How many days without a report of its type, on which other reports of its list came, resolve a finding of a daily type. A report without the host says more than a missing report, so this number is higher.',
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
      'Days after the last sighting until a finding of a type that is issued now and then is resolved, as long as reports of its list still come.',
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
      'Days within which a resolved finding that is seen again is reopened; after that it counts as new.',
    default: 90,
    example: 180,
  },
  {
    name: 'notify_command',
    section: 'Triage',
    type: 'string',
    description:
      'The command line that the digest proposes for each finding to handle. {device}, {owner}, {contacts}, {type} (scan_ntp), {short} (ntp), {title}, {subject}, {port}, {transport}, {infection}, {severity}, {date}, {link} and {finding} are filled in, quoted for the shell. {date:YYYY/MM/DD} writes the date in another form, and {port|unknown} says what stands in for an empty value. It is printed, never run.',
    default: '',
    example: 'ticket new --device {device} --text "{type} on port {port} of {subject}: {link}"',
  },
] as const satisfies readonly Option[];
