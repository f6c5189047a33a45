// `sundial ping`: asks the Reports API whether it is there and accepts the key.
import type { Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';

export function declarePing(program: Command, context: CliContext): void {
  const command = program
    .command('ping')
    .description('ask the Reports API whether it is there and accepts key and secret');
  bindAction(command, context, async (_args, options) => {
    const [{ loadShownSettings }, { openApi }, { printable }] = await Promise.all([
      import('../../frame/workspace.js'),
      import('../../../pipeline/index.js'),
      import('../../print/table.js'),
    ]);
    const settings = await loadShownSettings(options, context);
    const api = openApi(settings, context);
    try {
      const pong = await interruptible(context, (signal) => api.ping({ signal }));
      const { api_url: url } = settings;
      if (options.json) context.print(JSON.stringify({ url, pong }));
      else context.print(`${url} accepts the key; its clock says ${printable(pong)}`);
      return EXIT.done;
    } finally {
      await api.close();
    }
  });
}
