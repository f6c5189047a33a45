// Builds the shapes in which mail programs, gateways and lists wrap a report, for tests of the MIME structure.

/** A message and its content. */
export interface Shape {
  readonly what: string;
  readonly raw: string;
  /** File names of the reports in it, in order. */
  readonly reports: readonly string[];
  /** Whether it ends in the middle. */
  readonly isCut?: boolean;
  /** Whether it breaks a rule of MIME that Sundial and Python's email package judge differently. */
  readonly isOdd?: boolean;
}

const FIELDS = [
  'From: autoreports@example.com',
  'To: soc@example.org',
  'Subject: [Example] Shadowserver Example Report: 2026-01-15',
  'Date: Fri, 16 Jan 2026 05:00:00 +0000',
  'MIME-Version: 1.0',
].join('\n');

const name = (list: string) => `2026-01-15-scan_ssl-${list}.csv`;
const TEXT = 'Content-Type: text/plain\n\nx\n';
const HTML = 'Content-Type: text/html\n\n<p>x<img src="cid:l@example.com"></p>\n';
const PICTURE =
  'Content-Type: image/png\nContent-ID: <l@example.com>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n';
const SIGNATURE =
  'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\nMIIB\n';
const STATUS =
  'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nAction: failed\n';

const report = (list: string) =>
  `Content-Type: text/csv\nContent-Disposition: attachment; filename="${name(list)}"\n\n"timestamp","ip"\n"2026-01-15 00:00:00","192.0.2.1"\n`;
/** A multipart with its last delimiter. */
const parts = (subtype: string, boundary: string, all: readonly string[], type = `boundary="${boundary}"`) =>
  `Content-Type: multipart/${subtype}; ${type}\n\n${all.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`;
const whole = (entity: string) => `${FIELDS}\n${entity}`;
const within = (message: string, fields = '') => `Content-Type: message/rfc822\n${fields}\n${message}`;
const flat = (list: string) => whole(parts('mixed', `R-${list}`, [TEXT, report(list)]));
const crlf = (text: string) => text.replaceAll('\n', '\r\n');
const base64 = (text: string) =>
  `${Buffer.from(text)
    .toString('base64')
    .replaceAll(/(.{76})/g, '$1\n')}\n`;

const wellFormed: readonly (readonly [what: string, raw: string, ...reports: string[]])[] = [
  ['mixed', flat('a'), 'a'],
  ['mixed with CR LF', crlf(flat('a')), 'a'],
  ['mixed without a line break at its end', flat('a').trimEnd(), 'a'],
  ['mixed with CR LF and without a line break at its end', crlf(flat('a')).trimEnd(), 'a'],
  ['mixed in mixed', whole(parts('mixed', 'O', [parts('mixed', 'I', [TEXT, report('a')])])), 'a'],
  [
    'mixed in mixed in mixed in mixed',
    whole(
      parts('mixed', 'A', [
        parts('mixed', 'B', [parts('mixed', 'C', [parts('mixed', 'D', [TEXT, report('a')])])]),
      ]),
    ),
    'a',
  ],
  [
    'related in alternative',
    whole(parts('alternative', 'A', [TEXT, parts('related', 'R', [HTML, PICTURE])])),
  ],
  [
    'alternative in related in mixed, then a report',
    whole(
      parts('mixed', 'M', [
        parts('related', 'R', [parts('alternative', 'A', [TEXT, HTML]), PICTURE]),
        report('a'),
      ]),
    ),
    'a',
  ],
  [
    'Apple Mail: alternative with a mixed that ends with an attached message',
    whole(parts('alternative', 'A', [TEXT, parts('mixed', 'X', [HTML, within(flat('a'))])])),
    'a',
  ],
  [
    'Thunderbird: mixed of alternative with related, and an attached message',
    whole(
      parts('mixed', 'O', [
        parts('alternative', 'A', [TEXT, parts('related', 'R', [HTML, PICTURE])]),
        within(flat('a'), 'Content-Disposition: attachment; filename="report.eml"\n'),
      ]),
    ),
    'a',
  ],
  [
    'a gateway that wraps a message and adds a footer',
    whole(parts('mixed', 'G', [parts('mixed', 'I', [TEXT, report('a')]), TEXT])),
    'a',
  ],
  [
    'a gateway that wraps an alternative whose last part is a mixed',
    whole(
      parts('mixed', 'G', [
        TEXT,
        parts('alternative', 'A', [TEXT, parts('mixed', 'X', [HTML, report('a')])]),
      ]),
    ),
    'a',
  ],
  [
    'signed, with the signature last',
    whole(
      parts(
        'signed',
        'S',
        [parts('mixed', 'I', [TEXT, report('a')]), SIGNATURE],
        'protocol="x/y"; boundary=S',
      ),
    ),
    'a',
  ],
  [
    'signed within a list that adds a footer',
    whole(
      parts('mixed', 'L', [
        parts('signed', 'S', [parts('mixed', 'I', [TEXT, report('a')]), SIGNATURE]),
        TEXT,
      ]),
    ),
    'a',
  ],
  [
    'a report of delivery with the returned message',
    whole(
      parts('report', 'D', [TEXT, STATUS, within(flat('a'))], 'report-type=delivery-status; boundary="D"'),
    ),
    'a',
  ],
  [
    'a report of delivery with the header of the returned message',
    whole(parts('report', 'D', [TEXT, STATUS, `Content-Type: text/rfc822-headers\n\n${FIELDS}\n`])),
  ],
  [
    'a digest whose parts say nothing of themselves',
    whole(parts('digest', 'D', [`\n${flat('a')}`, `\n${flat('b')}`])),
    'a',
    'b',
  ],
  [
    'a digest in mixed, as Mailman sends it',
    whole(parts('mixed', 'M', [TEXT, parts('digest', 'D', [within(flat('a')), within(flat('b'))]), TEXT])),
    'a',
    'b',
  ],
  [
    'appledouble',
    whole(
      parts('mixed', 'M', [
        TEXT,
        parts('appledouble', 'D', [
          'Content-Type: application/applefile\nContent-Transfer-Encoding: base64\n\nAAUWBw==\n',
          report('a'),
        ]),
      ]),
    ),
    'a',
  ],
  [
    'a message in a message in a message',
    whole(parts('mixed', 'O', [TEXT, within(whole(parts('mixed', 'I', [TEXT, within(flat('a'))])))])),
    'a',
  ],
  ['a message that is nothing but another', `${FIELDS}\n${within(flat('a'))}`, 'a'],
  [
    'an attached message that ends with a related in an alternative',
    whole(
      parts('mixed', 'O', [
        within(whole(parts('alternative', 'A', [TEXT, parts('related', 'R', [HTML, PICTURE])]))),
        report('a'),
      ]),
    ),
    'a',
  ],
  [
    'preamble and epilogue',
    `${flat('a').replace('\n\n--R-a', '\n\nThis is a message in MIME.\n\n--R-a')}\nScanned by a gateway.\n`,
    'a',
  ],
  ['an epilogue that repeats the delimiters', `${flat('a')}\n--R-a\n${report('b')}\n--R-a--\n`, 'a'],
  [
    'preambles and epilogues at each level',
    whole(
      parts('mixed', 'O', [
        `${parts('mixed', 'I', [TEXT, report('a')]).replace('\n\n--I', '\n\npreamble\n--I')}epilogue\n`,
        TEXT,
      ]),
    ),
    'a',
  ],
  [
    'a boundary that is the beginning of the inner one',
    whole(parts('mixed', 'b', [parts('mixed', 'b1', [TEXT, report('a')]), report('c')])),
    'a',
    'c',
  ],
  [
    'a boundary that is the inner one and more',
    whole(parts('mixed', 'b-1', [parts('mixed', 'b', [TEXT, report('a')]), report('c')])),
    'a',
    'c',
  ],
  ['blanks after the delimiters', flat('a').replaceAll(/^(--R-a(?:--)?)$/gm, '$1 \t'), 'a'],
  ['a boundary without quotes', whole(parts('mixed', 'R_1.2', [TEXT, report('a')], 'boundary=R_1.2')), 'a'],
  [
    'a boundary with signs that have to be quoted',
    whole(parts('mixed', "=_(R);x:1/2?'", [TEXT, report('a')])),
    'a',
  ],
  [
    'a boundary with quoted pairs',
    whole(parts('mixed', 'a"b\\c', [TEXT, report('a')], 'boundary="a\\"b\\\\c"')),
    'a',
  ],
  [
    'a boundary on a separate line, after other parameters',
    whole(parts('mixed', 'R', [TEXT, report('a')], 'charset=utf-8;\n\tx="y; boundary=no";\n boundary="R"')),
    'a',
  ],
  [
    'a boundary in pieces (RFC 2231)',
    whole(parts('mixed', 'one-two', [TEXT, report('a')], 'boundary*0="one-";\n boundary*1="two"')),
    'a',
  ],
  [
    'a boundary with a character set (RFC 2231)',
    whole(parts('mixed', 'one two', [TEXT, report('a')], "boundary*=us-ascii'en'one%20two")),
    'a',
  ],
  [
    'field names and types in capitals',
    flat('a').replace('Content-Type: multipart/mixed; boundary', 'CONTENT-TYPE: Multipart/Mixed; BOUNDARY'),
    'a',
  ],
  ['a part without a header', whole(parts('mixed', 'R', ['\nx\n', report('a')])), 'a'],
  ['a part without a body', whole(parts('mixed', 'R', ['Content-Type: text/plain\n\n', report('a')])), 'a'],
  [
    'lines that look like delimiters',
    whole(parts('mixed', 'R', ['Content-Type: text/plain\n\n--\n--R1\n --R\n--R---\nx--R\n', report('a')])),
    'a',
  ],
  ['text alone', `${FIELDS}\n\nx\n`],
  ['a line of an mbox before the header', `From a@example.com Fri Jan 16 05:00:00 2026\n${flat('a')}`, 'a'],
];

/** Complete messages that violate the rules, or that Python reads differently. */
const malformed: readonly (readonly [what: string, raw: string, ...reports: string[]])[] = [
  [
    'a boundary followed by a comment',
    whole(parts('mixed', 'R', [TEXT, report('a')], 'boundary=R (made by a program)')),
    'a',
  ],
  [
    'inner multiparts that are not closed',
    whole(
      parts('mixed', 'A', [
        parts('mixed', 'B', [parts('mixed', 'C', [TEXT, report('a')])]).replaceAll(/^--[BC]--\n/gm, ''),
        report('b'),
      ]),
    ),
    'a',
    'b',
  ],
  [
    'an inner multipart that is not closed, last',
    whole(parts('mixed', 'A', [parts('mixed', 'B', [TEXT, report('a')]).replace('--B--\n', '')])),
    'a',
  ],
  [
    'an attached message that was cut before it was attached',
    whole(parts('mixed', 'A', [within(flat('a').replace('--R-a--\n', '')), report('b')])),
    'a',
    'b',
  ],
  [
    'an attached message in base64',
    whole(
      parts('mixed', 'A', [
        `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${base64(flat('a'))}`,
      ]),
    ),
    'a',
  ],
  [
    'the same boundary within and without, closed twice',
    whole(parts('mixed', 'R', [parts('mixed', 'R', [TEXT, report('a')]), report('b')])),
    'a',
    'b',
  ],
  [
    'the same boundary within and without, closed once',
    whole(parts('mixed', 'R', [parts('mixed', 'R', [TEXT, report('a')]).replace('--R--\n', '')])),
    'a',
  ],
  [
    'no empty line after the header of a part',
    whole(parts('mixed', 'R', [TEXT, report('a').replace('\n\n', '\n')])),
    'a',
  ],
  [
    'a line within the header that is not a field',
    flat('a').replace('\nMIME-Version', '\na fold that lost its blank\nMIME-Version'),
    'a',
  ],
];

const cut: readonly (readonly [what: string, raw: string, ...reports: string[]])[] = [
  ['no last delimiter', flat('a').replace('--R-a--\n', ''), 'a'],
  ['a last delimiter without its end', flat('a').trimEnd().slice(0, -1), 'a'],
  ['in the header of a part', flat('a').slice(0, flat('a').indexOf('Content-Disposition'))],
  [
    'in the outer of two multiparts',
    whole(parts('mixed', 'O', [parts('mixed', 'I', [TEXT, report('a')])])).replace('--O--\n', ''),
    'a',
  ],
  [
    'in an attached message',
    whole(parts('mixed', 'O', [TEXT, within(flat('a'))])).replace(/\n--R-a--\n\n--O--\n$/, ''),
    'a',
  ],
  [
    'in a message that is nothing but another',
    `${FIELDS}\n${within(flat('a').replace('--R-a--\n', ''))}`,
    'a',
  ],
  ['before its first part', whole('Content-Type: multipart/mixed; boundary="R"\n\n')],
];

const shapes = (
  rows: readonly (readonly [what: string, raw: string, ...reports: string[]])[],
  more: Pick<Shape, 'isCut' | 'isOdd'> = {},
): Shape[] => rows.map(([what, raw, ...lists]) => ({ what, raw, reports: lists.map(name), ...more }));

export const SHAPES: readonly Shape[] = [
  ...shapes(wellFormed),
  ...shapes(malformed, { isOdd: true }),
  ...shapes(cut, { isCut: true }),
];
