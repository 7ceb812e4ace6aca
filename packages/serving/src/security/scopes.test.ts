import { describe, expect, it } from 'vitest';
import { scopeOf, scopeOfMethod } from './scopes.js';

const scope = (method: string, url: string) => scopeOf({ url, methods: [method] }, ['/healthy']);

describe('scopeOf', () => {
  it.each([
    '/v2/health/live',
    '/v2/health/ready',
    '/ping',
    '/health',
    '/healthy',
  ])('leaves %s open', (url) => {
    expect(scope('GET', url)).toBeUndefined();
  });

  it.each([
    ['GET', '/metrics', 'metrics'],
    ['POST', '/v2/repository/models/:model/load', 'admin'],
    ['POST', '/v2/repository/models/:model/unload', 'admin'],
    ['POST', '/models', 'admin'],
    ['DELETE', '/models/:name', 'admin'],
    ['GET', '/v1/models/:model/rollout', 'infer'],
    ['POST', '/v1/models/:model/rollout', 'admin'],
    ['PUT', '/v1/models/:model/rollout', 'admin'],
    ['DELETE', '/what/comes/next', 'admin'],
    ['GET', '/models', 'infer'],
    ['POST', '/v2/models/:model/infer', 'infer'],
    ['GET', '/', 'infer'],
    ['GET', '/what/comes/next', 'infer'],
  ])('has %s %s ask for %s', (method, url, expected) => {
    expect(scope(method, url)).toBe(expected);
  });

  it('has methods that a path does not take ask for what the path asks for', () => {
    const methods = ['PUT', 'PATCH', 'DELETE'];
    expect(scopeOf({ url: '/v2/models/:model/infer', methods }, [])).toBe('infer');
    expect(scopeOf({ url: '/metrics', methods }, [])).toBe('metrics');
  });
});

describe('scopeOfMethod', () => {
  it.each([
    ['ServerLive', undefined],
    ['ServerReady', undefined],
    ['Check', undefined],
    ['List', undefined],
    ['Watch', undefined],
    ['RepositoryModelLoad', 'admin'],
    ['RepositoryModelUnload', 'admin'],
    ['ModelReady', 'infer'],
    ['ModelInfer', 'infer'],
    ['WhatComesNext', 'infer'],
  ])('has %s ask for %s', (method, expected) => {
    expect(scopeOfMethod(method)).toBe(expected);
  });
});
