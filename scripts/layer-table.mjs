/**
 * The one-way layers of the workspace: what each package may import. `check-layers.mjs` holds the code to it, and
 * docs/architecture.md draws it. A new package needs a line here; a new app does not.
 */

/**
 * @typedef {object} LayerTable
 * @property {Readonly<Record<string, readonly string[]>>} packages
 * @property {Readonly<Record<string, AppRule>>} apps
 * @property {readonly string[]} workers
 *
 * @typedef {object} AppRule
 * @property {readonly string[]} [packages] The only packages that it may import; default: all of them.
 * @property {readonly string[]} [apps] Other apps that it may import; default: none.
 */

/** @type {LayerTable} */
export const layerTable = {
  packages: {
    // The nouns, and a template.
    contracts: [],
    html: [],
    // The parts: each knows the nouns, and none of its neighbours.
    data: ['contracts'],
    onnx: ['contracts'],
    evaluation: ['contracts', 'html'],
    drift: ['contracts'],
    registry: ['contracts'],
    // What is made of parts.
    mlflow: ['contracts', 'registry'],
    preprocessing: ['contracts', 'onnx'],
    training: ['contracts', 'onnx', 'evaluation'],
    serving: ['contracts', 'html', 'registry'],
    // The steps.
    pipeline: [
      ...['contracts', 'data', 'onnx', 'evaluation', 'drift', 'registry', 'mlflow'],
      ...['preprocessing', 'training', 'serving'],
    ],
  },
  apps: {
    // Its image holds no training code and no drift tests.
    'model-server': { packages: ['contracts', 'html', 'registry', 'mlflow', 'serving'] },
    // The end-to-end tests are about a project.
    loop: { apps: ['churn'] },
  },
  /** Entry files of child processes: only they may talk to a parent, with `process.on` and `process.send`. */
  workers: ['packages/serving/src/engine/inference-worker.ts'],
};
