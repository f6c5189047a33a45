// `sundial show`: everything known about one subject on one page.

import type { Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import type { SubjectPage } from '../../../query/index.js';
import { json } from '../../../text/index.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { findingJson } from '../../print/findings.js';
import { prose } from '../../print/prose.js';
import { pageText } from './show-page.js';

interface Options extends GlobalOptions {
  readonly limit: number;
}

export function declareShow(program: Command, context: CliContext): void {
  const command = program
    .command('show')
    .description('show everything known about an address, network, host, account or URL')
    .argument('<subject>', 'an address, a network, a name, or the id of a finding (6 digits or more)')
    .option('--limit <n>', 'the number of findings, of events and of reports to show', positive, 20);
  bindAction<Options>(command, context, async ([subject = ''], options) => {
    const { withReadableWorkspace } = await import('../../frame/workspace.js');
    return withReadableWorkspace(options, context, async ({ operator }) => {
      const { readSubjectPage } = await import('../../../query/index.js');
      const page = await readSubjectPage(operator, subject, options.limit);
      context.print(options.json ? json(pageJson(page)) : prose(context.page, pageText(page, context.page)));
      return EXIT.done;
    });
  });
}

function pageJson(page: SubjectPage): object {
  return { ...page, findings: page.findings.map((finding) => findingJson(finding)) };
}
