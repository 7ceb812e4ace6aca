/** Every command, by name, in the order of `--help`. A command's file, and what it needs, is loaded when it is run. */

import type { CommandEntry } from './command.js';

export const commands = {
  run: {
    summary: 'data, train, evaluate, promote in one go',
    usage: 'PROJECT',
    load: async () => (await import('./commands/run.js')).runCommand,
  },
  data: {
    summary: 'read, validate, split; or: data add FILE',
    usage: 'PROJECT',
    load: async () => (await import('./commands/data.js')).dataCommand,
  },
  train: {
    summary: 'fit the model and export it to ONNX',
    usage: 'PROJECT',
    load: async () => (await import('./commands/train.js')).trainCommand,
  },
  evaluate: {
    summary: 'judge it on the test split, write the bundle',
    usage: 'PROJECT',
    load: async () => (await import('./commands/evaluate.js')).evaluateCommand,
  },
  promote: {
    summary: 'apply the gates, move the champion alias',
    usage: 'PROJECT',
    load: async () => (await import('./commands/promote.js')).promoteCommand,
  },
  serve: {
    summary: 'serve champions, or ONNX files, until stopped',
    usage: 'PROJECT… | --models FOLDER',
    load: async () => (await import('./commands/serve.js')).serveCommand,
  },
  predict: {
    summary: 'score a file with the champion',
    usage: 'MODEL FILE',
    load: async () => (await import('./commands/predict.js')).predictCommand,
  },
  stream: {
    summary: 'score rows as they come',
    usage: 'MODEL',
    load: async () => (await import('./commands/stream.js')).streamCommand,
  },
  browser: {
    summary: 'write a page that predicts in the browser',
    usage: 'MODEL',
    load: async () => (await import('./commands/browser.js')).browserCommand,
  },
  monitor: {
    summary: 'compare recent traffic with the reference',
    usage: 'PROJECT',
    load: async () => (await import('./commands/monitor.js')).monitorCommand,
  },
  compact: {
    summary: 'write the prediction log as Parquet',
    usage: 'MODEL',
    load: async () => (await import('./commands/compact.js')).compactCommand,
  },
  retrain: {
    summary: 'train a challenger on recent labelled traffic',
    usage: 'PROJECT',
    load: async () => (await import('./commands/retrain.js')).retrainCommand,
  },
  status: {
    summary: 'champion, server and log at one look',
    usage: '[MODEL]',
    load: async () => (await import('./commands/status.js')).statusCommand,
  },
  models: {
    summary: 'list versions and aliases',
    usage: '[MODEL]',
    load: async () => (await import('./commands/models.js')).modelsCommand,
  },
  rollback: {
    summary: 'make the previous champion serve again',
    usage: 'MODEL',
    load: async () => (await import('./commands/rollback.js')).rollbackCommand,
  },
  mlflow: {
    summary: 'send runs to MLflow: those that wait, or all',
    usage: 'sync | import [MODEL]',
    load: async () => (await import('./commands/mlflow.js')).mlflowCommand,
  },
  onnx: {
    summary: 'what an ONNX file holds',
    usage: 'inspect FILE',
    load: async () => (await import('./commands/onnx.js')).onnxCommand,
  },
  key: {
    summary: 'make an API key for the server',
    usage: 'NAME',
    load: async () => (await import('./commands/key.js')).keyCommand,
  },
} satisfies Readonly<Record<string, CommandEntry>>;
