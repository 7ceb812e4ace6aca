import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.js';
import { defaultWorkers } from './cpu-limit.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'waymark-config-'));
  await writeFile(join(root, 'package.json'), '{"workspaces": ["apps/*"]}');
  await mkdir(join(root, 'apps/model-server'), { recursive: true });
  await writeFile(join(root, 'apps/model-server/package.json'), '{}');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const read = (words: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  readConfig({ words, environment, folder: join(root, 'apps/model-server') });

describe('readConfig', () => {
  it('listens on loopback, and keeps its files at the workspace’s root, unless told otherwise', () => {
    expect(read(['churn'])).toEqual({
      models: ['churn'],
      clouds: {},
      host: '127.0.0.1',
      port: 8080,
      logLevel: 'warn',
      home: join(root, '.waymark'),
      engine: 'workers',
      workers: defaultWorkers(),
      modelControl: 'none',
      security: {},
      redact: [],
      predictions: { log: {} },
    });
  });

  it('takes everything from the environment', () => {
    const environment = {
      ...{ HOST: '0.0.0.0', PORT: '0', LOG_LEVEL: 'debug' },
      ...{ WAYMARK_HOME: '/var/lib/waymark', WAYMARK_WORKERS: '3', WAYMARK_MODEL_CONTROL: 'explicit' },
      ...{ WAYMARK_ENGINE: 'auto' },
    };
    const config = read(['churn', 'churn', 'fraud'], environment);
    expect(config).toMatchObject({
      ...{ host: '0.0.0.0', port: 0, logLevel: 'debug' },
      ...{ home: '/var/lib/waymark', workers: 3, modelControl: 'explicit', engine: 'auto' },
    });
    expect(config.models).toEqual(['churn', 'fraud']);
  });

  it('speaks gRPC only where its port is named', () => {
    expect(read(['churn'])).not.toHaveProperty('grpc');
    expect(read(['churn'], { WAYMARK_GRPC_PORT: '9000' })).toMatchObject({ grpc: { port: 9000 } });
    expect(() => read(['churn'], { WAYMARK_GRPC_PORT: '65536' })).toThrow(
      /WAYMARK_GRPC_PORT: must be at most 65535; 0 picks a free one/,
    );
  });

  it('reads sizes as megabytes, and keeps off what is not named', () => {
    const config = read(['churn'], { WAYMARK_CACHE_MB: '64', WAYMARK_WORKER_MEMORY_MB: '512' });
    expect(config).toMatchObject({ cacheBytes: 67_108_864, maxWorkerBytes: 536_870_912 });
    expect(read(['churn'])).not.toHaveProperty('cacheBytes');
    expect(() => read(['churn'], { WAYMARK_CACHE_MB: '0' })).toThrow(
      /WAYMARK_CACHE_MB: must be a whole number of megabytes, 1 or more/,
    );
  });

  it('refuses a limit that a worker without any model breaks', () => {
    expect(read(['churn'], { WAYMARK_WORKER_MEMORY_MB: '100' })).toMatchObject({
      maxWorkerBytes: 104_857_600,
    });
    expect(() => read(['churn'], { WAYMARK_WORKER_MEMORY_MB: '99' })).toThrow(
      /WAYMARK_WORKER_MEMORY_MB: must be a whole number of megabytes, 100 or more: a worker without a model takes about 80; got '99'/,
    );
  });

  it('watches more where it is told to', () => {
    const environment = {
      WAYMARK_TRITON_METRICS: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    };
    expect(read(['churn'], environment)).toMatchObject({
      hasTritonMetrics: true,
      tracing: { url: 'http://collector:4318/v1/traces' },
    });
    expect(() => read(['churn'], { WAYMARK_TRITON_METRICS: 'yes' })).toThrow(/must be 1 or 0/);
  });

  it('takes a folder of models in place of projects', () => {
    const config = read([], { WAYMARK_MODELS_FOLDER: '/models' });
    expect(config).toMatchObject({ models: [], modelsFolder: '/models' });
    // SageMaker's word is no project.
    expect(read(['serve'], { WAYMARK_MODELS_FOLDER: '/models' }).models).toEqual([]);
    expect(() => read(['churn'], { WAYMARK_MODELS_FOLDER: '/models' })).toThrow(
      /WAYMARK_MODELS_FOLDER: stands in place of projects; got churn too/,
    );
  });

  it('holds a wrong variable against itself alone', () => {
    const named = [{ WAYMARK_MODELS_FOLDER: '/models' }, { WAYMARK_MODELS: 'churn' }];
    for (const environment of named)
      expect(() => read(['serve'], { ...environment, PORT: 'x' })).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(/too|at least one model/) }),
      );
  });

  it('refuses a variable that is nearly one of its own, and takes those of the other programs', () => {
    expect(() => read(['churn'], { WAYMARK_API_KEY_FILE: '/keys.json' })).toThrow(
      /WAYMARK_API_KEY_FILE: the server reads no such variable; WAYMARK_API_KEYS_FILE is one/,
    );
    const others = [
      'BUNDLE',
      'LOG_FOLDER',
      'REDIS_URL',
      'SHARDS',
      'TFJS_BACKEND',
      'TEST_DATA',
      'TEST_MLFLOW',
    ];
    const environment = Object.fromEntries(others.map((name) => [`WAYMARK_${name}`, 'x']));
    expect(read(['churn'], environment).models).toEqual(['churn']);
  });

  it('throws CONFIG_INVALID with every problem', () => {
    const wrong = () => read([], { PORT: '70000', LOG_LEVEL: 'loud', WAYMARK_WORKERS: '0' });
    expect(wrong).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', kind: 'usage' }));
    expect(wrong).toThrow(
      /PORT: must be at most 65535[\s\S]*LOG_LEVEL[\s\S]*WAYMARK_WORKERS: must be a whole number from 1[\s\S]*at least one model/,
    );
  });
});
