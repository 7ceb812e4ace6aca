/** What all sections need: the load generator, where things are written, how long rounds take, the models. */

import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadGenerator } from '../load/load-generator.js';
import { writeModel } from '../models/written-models.js';

/**
 * @typedef {object} BenchmarkOptions
 * @property {string} folder For models, registries and settings.
 * @property {string | undefined} python The peers' interpreter; without it they are left out.
 * @property {number} rounds
 * @property {number} seconds Of a round.
 * @property {number} openSeconds Of the constant-rate run.
 * @property {number} connections
 * @property {string} registry Its home, for the section about its champion.
 */

export class BenchmarkContext {
  load = new LoadGenerator();
  #written = new Map();

  /** @param {BenchmarkOptions} options */
  constructor(options) {
    Object.assign(this, options);
  }

  /** A model on disk, in a folder of its own that our server can host. Written once. */
  model(name) {
    const written = this.#written.get(name) ?? this.#write(name);
    this.#written.set(name, written);
    return written;
  }

  /** Where our server finds that model. */
  home(name) {
    return join(this.folder, 'homes', name);
  }

  close() {
    this.load.close();
  }

  async #write(name) {
    const model = await writeModel(join(this.folder, 'models'), name);
    await mkdir(this.home(name), { recursive: true });
    await copyFile(model.file, join(this.home(name), `${name}.onnx`));
    return model;
  }
}
