// Declares the errors of the whitelist and of making digests.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const TRIAGE_ERRORS = {
  'digest-unknown': operator('no digest of {date} was made', EXIT.usage, 404),
  'digest-order': operator(
    'a digest of {later} exists already, so {date} can no longer be decided. Digests are made in the order of their days',
    EXIT.usage,
    409,
  ),
  'digest-future': operator(
    '{date} is in the future: today is {today} (UTC). A digest covers a past day',
    EXIT.usage,
  ),
  'digest-open': operator(
    'reports of {date} are still expected, and findings that arrive after its digest go into the next one. --yes decides the day now',
    EXIT.usage,
    409,
  ),
  'digest-skips': operator(
    '{days} would be skipped, because days are decided in order. Decide those days first, or skip them with --yes',
    EXIT.usage,
    409,
  ),
  'digest-far': operator(
    'the newest report or digest is of {latest}. A digest of {date} would contain nothing new, and the days before {date} could no longer be decided. --yes decides {date} anyway',
    EXIT.usage,
    409,
  ),
  'digest-none': operator('there is no digest to undo yet', EXIT.usage, 404),
  'digest-not-latest': operator(
    'only the latest digest can be undone, which is that of {latest}, not of {date}. Undo the later digests first',
    EXIT.usage,
    409,
  ),
  'digest-baseline': operator(
    'a digest of {date} exists already, and a baseline has to be the first digest. "sundial digest --undo" undoes the latest digest',
    EXIT.usage,
    409,
  ),
  'mark-unknown': operator('step {step} is no mark by a person, or it was undone already', EXIT.usage, 404),
  'whitelist-subject': operator(
    '"{subject}" is not an address, network, host name or device. Examples: 192.0.2.10, 192.0.2.0/24, www.example.org, *.example.org, device:NAME',
    EXIT.usage,
  ),
  'whitelist-exists': operator(
    '{subject} is already whitelisted for {type} until {until} (entry {entry}). "sundial whitelist modify_time" changes when an entry expires',
    EXIT.usage,
    409,
  ),
  'whitelist-missing': operator(
    'there is no whitelist entry for {subject} and {type}. "sundial whitelist print" lists them',
    EXIT.usage,
    404,
  ),
  'whitelist-changed': operator(
    '{author} has changed entry {entry} meanwhile, which now applies until {until}. Look at it before you change it',
    EXIT.usage,
    409,
  ),
  'whitelist-entry-unknown': operator(
    'the whitelist has no entry {entry}: it may have been removed meanwhile',
    EXIT.usage,
    404,
  ),
} as const satisfies Record<string, ErrorRow>;
