// `sundial api`: calls any method of the Reports API and prints the answer, like the publisher's call-api.py.

import type { Command } from 'commander';
import type { ApiRequest, ReportsApi } from '../../../collect/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { json } from '../../../text/index.js';
import { addSource, type SourceOptions } from '../../filters/source.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';

const HELP = `
The request's apikey is added, and the request signed. Errors of the API are
shown unchanged, without secrets. Ids that reports/list prints open downloads:
treat them as secrets. The key itself, which key/info repeats, is never printed.

Examples:
  sundial api reports/subscribed --pretty
  sundial api reports/list '{"date": "2026-03-02", "limit": 3}' --pretty
  sundial api reports/query - < request.json`;

interface Options extends SourceOptions {
  readonly pretty?: boolean;
  readonly binary?: boolean;
}

export function declareApi(program: Command, context: CliContext): void {
  const command = program
    .command('api')
    .description('call a method of the Reports API and print its answer')
    .argument('<method>', 'such as test/ping or reports/query')
    .argument('[json]', 'the request as a JSON object, or - to read it from stdin (default: {})')
    .option('--pretty', 'print the JSON indented')
    .option('--binary', 'print the bytes of the answer unchanged')
    .addHelpText('after', HELP);
  addSource(command);
  bindAction<Options>(command, context, async ([method = '', json], options) => {
    const request = parsed(json === '-' ? await stdinText(context) : (json ?? '{}'));
    const answer = await answerOf(method, request, options, context);
    if (options.binary) await written(answer, context);
    else context.print(options.pretty ? pretty(answer, method) : answer.toString('utf8').trimEnd());
    return EXIT.done;
  });
}

async function answerOf(
  method: string,
  request: ApiRequest,
  options: Options,
  context: CliContext,
): Promise<Buffer> {
  const [{ loadShownSettings }, { openOne }, { ApiSource }, { redact }, { secretsOf }] = await Promise.all([
    import('../../frame/workspace.js'),
    import('../../frame/chosen-sources.js'),
    import('../../../collect/index.js'),
    import('../../../domain/secret.js'),
    import('../../../config/index.js'),
  ]);
  const settings = await loadShownSettings(options, context);
  const source = await openOne('fetch', settings, options, context);
  try {
    if (!(source instanceof ApiSource)) throw new Error(`source ${source.name} has no methods to call`);
    const { api } = source;
    const answer = await interruptible(context, (signal) => told(api, method, request, signal, context));
    // Latin-1 keeps every byte of any answer.
    return Buffer.from(redact(answer.toString('latin1'), secretsOf(settings)), 'latin1');
  } finally {
    await source.close();
  }
}

/** Calls the method; on failure, prints the API's answer before the error. */
async function told(
  api: ReportsApi,
  method: string,
  request: ApiRequest,
  signal: AbortSignal,
  { note }: CliContext,
): Promise<Buffer> {
  let refusal = '';
  const refused = (answer: string) => {
    refusal = answer;
  };
  try {
    return await api.bytes(method, request, { signal, refused });
  } catch (thrown) {
    if (refusal !== '') note(`the API's answer: ${refusal}`);
    throw thrown;
  }
}

function parsed(text: string): ApiRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ApiRequest;
  throw new SundialError('usage', {
    problem: 'the request is not a JSON object. Expected an object such as {"date": "now"}',
  });
}

async function stdinText({ stdin }: CliContext): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    bytes += (chunk as Buffer).length;
    if (bytes > LIMITS.apiAnswerBytes)
      throw new SundialError('usage', { problem: 'the request is too large' });
    chunks.push(Buffer.from(chunk as Buffer));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function pretty(answer: Buffer, method: string): string {
  try {
    return json(JSON.parse(answer.toString('utf8')), 2);
  } catch {
    const problem = 'it is not JSON; --binary prints it unchanged';
    throw new SundialError('api-malformed', { what: method, problem });
  }
}

function written(bytes: Buffer, { stdout }: CliContext): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
