/** `waymark mlflow sync`: send the runs that wait for the MLflow server; the next promote would do it too. */

import { FileModelRegistry } from '@waymark/registry';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { homeOf } from '../project-context.js';
import { openMlflowTracker } from '../tracker.js';

export const mlflowCommand: Command = {
  summary: 'send the runs that wait for MLflow',
  usage: 'sync',
  positionals: { least: 1, most: 1 },
  options: {
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input) {
    const [action] = input.positionals;
    if (action !== 'sync') throw usageError(`waymark mlflow knows the word sync; got '${action}'`);
    const { mlflow } = input.environment;
    if (!mlflow) throw usageError('waymark mlflow sync needs a server: set MLFLOW_TRACKING_URI');
    const home = homeOf(input);
    const registry = new FileModelRegistry(home);
    const tracker = await openMlflowTracker({
      home,
      registry,
      mlflow,
      progress: () => input.progress('mlflow'),
    });
    const result = await tracker.sync();
    const { published, rejected, waiting } = result;
    const text = `mlflow    ${published} sent, ${rejected} put aside, ${waiting} still waiting`;
    return { text, json: result, exit: waiting > 0 ? 'environment' : 'done' };
  },
};
