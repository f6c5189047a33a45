// Declares the errors of the whitelist and of making digests.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const TRIAGE_ERRORS = {
  'digest-unknown': operator('no digest of {date} was made', EXIT.usage, 404),
  'digest-order': operator(
    'there is a digest of {later} already, so that of {date} cannot be decided any more. Digests are made in the order of their days',
    EXIT.usage,
    409,
  ),
  'digest-future': operator(
    '{date} lies ahead: today is {today} (UTC). A digest is about a day that has passed',
    EXIT.usage,
  ),
  'digest-open': operator(
    'reports of {date} are still expected, and what comes after its digest is told in the next one. --yes decides the day now',
    EXIT.usage,
    409,
  ),
  'digest-skips': operator(
    '{days} would be skipped, because days are decided in their order. Decide them first, or --yes skips them',
    EXIT.usage,
    409,
  ),
  'digest-none': operator('no digest was made yet, so there is none to undo', EXIT.usage, 404),
  'digest-not-latest': operator(
    'only the latest digest can be undone, and that is the one of {latest}, not of {date}. Undo the later ones first',
    EXIT.usage,
    409,
  ),
  'digest-baseline': operator(
    'there is a digest of {date} already, and a baseline comes before the first digest. "sundial digest --undo" takes the latest digest back',
    EXIT.usage,
    409,
  ),
  'whitelist-subject': operator(
    '"{subject}" is not an address, network, host name or device. Examples: 192.0.2.10, 192.0.2.0/24, www.example.org, *.example.org, device:NAME',
    EXIT.usage,
  ),
  'whitelist-exists': operator(
    '{subject} is whitelisted for {type} until {until} already (entry {entry}). "sundial whitelist modify_time" changes that',
    EXIT.usage,
    409,
  ),
  'whitelist-missing': operator(
    'there is no whitelist entry for {subject} and {type}. "sundial whitelist print" lists them',
    EXIT.usage,
    404,
  ),
} as const satisfies Record<string, ErrorRow>;
