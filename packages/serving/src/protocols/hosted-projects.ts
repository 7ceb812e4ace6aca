/** The champions of projects as the protocols see them. A registry decides by itself what serves: load looks at it now. */

import { WaymarkError } from '@waymark/contracts';
import { modelControlRefused } from '../host/errors.js';
import type { ModelHosts } from '../host/model-hosts.js';
import type { ServedModel } from '../host/served-model.js';
import type { GraphTensors, HostedModels, ModelState } from './hosted-models.js';
import { modelMetadata } from './open-inference/metadata.js';
import { modelConfig } from './open-inference/model-config.js';
import type { RequestLimits } from './request-limits.js';
import { servedAt, versionLabels } from './tensorflow-serving/model-path.js';
import { describeModel } from './tensorflow-serving/model-status.js';

export function hostedProjects(hosts: ModelHosts, { maxRequestRows }: RequestLimits): HostedModels {
  return {
    source: 'registry',
    labels: versionLabels,
    names: hosts.names,
    get served() {
      return hosts.served;
    },
    get states() {
      return hosts.names.map((model) => stateOf(hosts, model));
    },
    serving: (path) => servedAt(hosts, path),
    tensors: (path) => graphTensors(servedAt(hosts, path)),
    metadata: (path) => modelMetadata(servedAt(hosts, path)),
    config: (path) => modelConfig(servedAt(hosts, path), maxRequestRows),
    describe: (model) => describeModel(hosts.host(model).status),
    load: async (model) => {
      const host = hosted(hosts, model);
      try {
        await host.load();
      } catch (error) {
        throw error instanceof WaymarkError ? modelControlRefused(error.message) : error;
      }
    },
    unload: async (model) => hosted(hosts, model).unload(),
  };
}

function graphTensors({ contract, manifest }: ServedModel): GraphTensors {
  const inputs = contract.inputs.map(({ name, datatype }) => ({ name, datatype, shape: [-1] }));
  return { inputs, outputs: manifest.outputs };
}

function stateOf(hosts: ModelHosts, model: string): ModelState {
  const { serving, status, isUnloaded } = hosts.host(model);
  return {
    ...{ model, isUnloaded },
    versions: serving ? [serving] : [],
    refused: status.refused ? [status.refused] : [],
  };
}

function hosted(hosts: ModelHosts, model: string) {
  if (!hosts.names.includes(model))
    throw modelControlRefused(`this server hosts ${hosts.names.join(', ')} and nothing else`);
  return hosts.host(model);
}
