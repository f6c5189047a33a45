// The configuration's public entry: resolve the options, explain them, document them.
export { openVariableNames, secretVariableNames } from './environment.js';
export { type DescribedOption, describeOptions, type ExplainedOption, explainSettings } from './explain.js';
export { fileProblem } from './file.js';
export { configurationFiles, type KeptFile } from './kept-files.js';
export { type LoadedSettings, loadSettings, type SettingsRequest } from './load.js';
export { valueText } from './option.js';
export { CONFIG_FILE, type OptionName, type Settings } from './options.js';
export { configurationReference, type GeneratedFile } from './reference.js';
export { entryVariables, secretsOf } from './secrets.js';
export { settingsTemplate } from './template.js';
