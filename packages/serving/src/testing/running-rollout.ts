/** A real server for tests of rollouts: a champion, a challenger, and requests of users with known places. */

import { join } from 'node:path';
import { type BundleContents, writeBundle } from '@waymark/registry';
import { type RunningServer, type StartOptions, startServer } from './running-server.js';
import { temporaryFolder } from './temporary-folder.js';
import { openInferenceRequest, tinyBundle, tinyRows } from './tiny-model.js';

export const rolloutPath = '/v1/models/tiny/rollout';
/** Model 1 says no to the third row and model 2 yes. */
export const thirdRow = openInferenceRequest(tinyRows.slice(2, 3));
/** With the salt `tiny/2` they fall at 0.441, 0.949, 0.047, 0.533, 0.858, 0.039, 0.662 and 0.901 (Python's hashlib). */
const users = [0, 1, 2, 3, 4, 5, 6, 7].map((user) => `user-${user}`);
export const versionsAtHalf = ['2', '1', '2', '1', '1', '2', '1', '1'];
export const versionsAtSevenTenths = ['2', '1', '2', '2', '1', '2', '2', '1'];

/** Version 1 is the champion and version 2, model 2 unless told otherwise, the challenger. */
export async function startWithChallenger(
  server: StartOptions['server'] = {},
  bundle?: BundleContents,
): Promise<RunningServer> {
  const home = await temporaryFolder();
  const rollout = { folder: join(home, 'rollouts') };
  const running = await startServer({ home, server: { rollout, modelControl: 'explicit', ...server } });
  const { registry } = running;
  await writeBundle(join(home, 'artifacts'), bundle ?? (await tinyBundle(2)));
  const { version } = await registry.register(join(home, 'artifacts'), { gitSha: null, dirty: null });
  await registry.moveAliases('tiny', { aliases: { challenger: version }, reason: 'a test' });
  return running;
}

/** The same home and another server, as after a restart. */
export function restart({ home }: RunningServer): Promise<RunningServer> {
  return startServer({
    home,
    server: { rollout: { folder: join(home, 'rollouts') }, modelControl: 'explicit' },
  });
}

export async function versionFor({ server }: RunningServer, key: string): Promise<string> {
  const response = await fetch(`${server.address}/v2/models/tiny/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-waymark-key': key },
    body: JSON.stringify(thirdRow),
  });
  const { model_version } = await response.json();
  return model_version;
}

export function versionsFor(running: RunningServer): Promise<readonly string[]> {
  return Promise.all(users.map((user) => versionFor(running, user)));
}
