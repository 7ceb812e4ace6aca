/** Every command, by name, in the order of `--help`. */

import type { Command } from './command.js';
import { browserCommand } from './commands/browser.js';
import { compactCommand } from './commands/compact.js';
import { dataCommand } from './commands/data.js';
import { evaluateCommand } from './commands/evaluate.js';
import { keyCommand } from './commands/key.js';
import { mlflowCommand } from './commands/mlflow.js';
import { modelsCommand } from './commands/models.js';
import { monitorCommand } from './commands/monitor.js';
import { onnxCommand } from './commands/onnx.js';
import { predictCommand } from './commands/predict.js';
import { promoteCommand } from './commands/promote.js';
import { retrainCommand } from './commands/retrain.js';
import { rollbackCommand } from './commands/rollback.js';
import { runCommand } from './commands/run.js';
import { serveCommand } from './commands/serve.js';
import { statusCommand } from './commands/status.js';
import { streamCommand } from './commands/stream.js';
import { trainCommand } from './commands/train.js';

export const commands = {
  run: runCommand,
  data: dataCommand,
  train: trainCommand,
  evaluate: evaluateCommand,
  promote: promoteCommand,
  serve: serveCommand,
  predict: predictCommand,
  stream: streamCommand,
  browser: browserCommand,
  monitor: monitorCommand,
  compact: compactCommand,
  retrain: retrainCommand,
  status: statusCommand,
  models: modelsCommand,
  rollback: rollbackCommand,
  mlflow: mlflowCommand,
  onnx: onnxCommand,
  key: keyCommand,
} satisfies Readonly<Record<string, Command>>;
