/** The models of a folder as the protocols see them. Load looks at the folder now. */

import { modelControlRefused } from '../host/errors.js';
import type { HostedModels } from '../protocols/hosted-models.js';
import type { BareHosts } from './bare-hosts.js';
import { bareConfig, bareMetadata, bareTensors, describeBare } from './model-description.js';

export function hostedBareModels(hosts: BareHosts): HostedModels {
  return {
    source: 'folder',
    labels: [],
    get names() {
      return hosts.names;
    },
    get served() {
      return hosts.served;
    },
    get states() {
      return hosts.all;
    },
    serving: ({ model, version }) => hosts.serving(model, version),
    tensors: ({ model, version }) => bareTensors(hosts.serving(model, version)),
    metadata: ({ model, version }) => bareMetadata(hosts.serving(model, version), hosts.host(model).versions),
    config: ({ model, version }) => bareConfig(hosts.serving(model, version), hosts.host(model).versions),
    describe: (model) => describeBare(hosts.host(model)),
    load: async (model) => {
      if (!(await hosts.load(model))) throw modelControlRefused('the folder has no model of that name');
      const { problem, refused, serving } = hosts.host(model);
      const reasons = [...(problem === undefined ? [] : [problem]), ...refused.map(({ reason }) => reason)];
      if (reasons.length > 0 || !serving) throw modelControlRefused(reasons.join('; '));
    },
    unload: async (model) => {
      if (!hosts.names.includes(model)) throw modelControlRefused('the folder has no model of that name');
      await hosts.unload(model);
    },
  };
}
