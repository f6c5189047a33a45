// A digest full of values that try to break out of their context.
import type { Digest } from '../../triage/index.js';
import { NOTHING, QUIET, section } from './digest.js';
import { finding } from './findings.js';

/** Values that try to become markup or commands. */
export const HOSTILE = {
  html: '<script>alert(1)</script><img src=x onerror="alert(2)">&amp;',
  attribute: '" onmouseover="alert(3)\' x=\'',
  ansi: '\u001b[2J\u001b]0;owned\u0007\r\nred\u009b31m',
  formula: '=HYPERLINK("http://203.0.113.1/","click")',
  turned: 'gpj.exe\u202e\u2066 \u200f',
  long: `${'very-'.repeat(60)}long.example.org`,
  script: 'javascript:alert(4)',
} as const;

/** A day whose reports, inventory and whitelist were written by an attacker. */
export const ENEMY: Digest = {
  ...QUIET,
  author: HOSTILE.html,
  counts: { ...NOTHING, all: 2, handle: 1, whitelisted: 1 },
  types: section([
    { type: HOSTILE.html, title: HOSTILE.ansi, ...NOTHING, all: 2, handle: 1, whitelisted: 1 },
  ]),
  handle: section([
    {
      ...finding({
        type: HOSTILE.html,
        title: HOSTILE.ansi,
        link: HOSTILE.script,
        subject: HOSTILE.long,
        infection: HOSTILE.turned,
        cves: [HOSTILE.attribute],
        hostname: HOSTILE.attribute,
        list: HOSTILE.formula,
        device: HOSTILE.formula,
        owner: HOSTILE.html,
        contacts: [HOSTILE.ansi],
        devices: [HOSTILE.turned],
      }),
      reason: 'new',
      why: HOSTILE.html,
      told_before: null,
      command: `ticket '${HOSTILE.ansi}' ${HOSTILE.attribute}`,
    },
  ]),
  whitelisted: section([
    {
      ...finding({ subject: HOSTILE.formula, link: HOSTILE.attribute, owner: `+${HOSTILE.long}` }),
      entries: [
        {
          entry: 1,
          type: HOSTILE.ansi,
          subject: HOSTILE.html,
          until: '9999-12-31 23:59:59',
          reason: HOSTILE.html,
          author: HOSTILE.turned,
        },
      ],
    },
  ]),
  warnings: section([{ level: 'error', code: HOSTILE.attribute, message: `${HOSTILE.html}${HOSTILE.ansi}` }]),
};
