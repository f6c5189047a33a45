// Declares the errors of the engine of outputs, and of settings that every output has.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const PUBLISH_ERRORS = {
  'output-setting': operator('outputs.{output}.{key} {problem}. Expected {expected}', EXIT.usage),
  'output-unknown': operator('there is no output "{output}"{nearest}', EXIT.usage),
  'output-none': operator(
    'no output is configured. docs/how-to/outputs.md describes the list "outputs" in sundial.yaml',
    EXIT.usage,
  ),
  'output-configured': operator(
    'the output {output} is still configured. To forget it, remove its entry, restart the service and try again; to send everything again, run "sundial publish {output} --replay"',
    EXIT.usage,
  ),
  'output-secret': operator(
    '{key} is needed, but {problem}. Set it there, or name another place',
    EXIT.usage,
  ),
  'output-behind': operator(
    'the output {output} has missed changes, because {reason}. What it sent before cannot be continued: run "sundial publish {output} --replay" to send everything again, or "--skip" to continue from now on',
    EXIT.failed,
  ),
  'output-refusing': operator(
    'the target of {output} has refused {refused} messages, the last one because: {problem}. Nothing more is sent until the cause is removed and "sundial outputs retry {output}" is run',
    EXIT.failed,
  ),
} as const satisfies Record<string, ErrorRow>;
