/**
 * Counts requests in fixed windows, by who sends them, in this process only: two servers behind a balancer let twice as
 * many through. The counts of the 5,000 senders that came last are kept, so that many addresses do not fill the memory.
 */

import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from './authenticator.js';
import { rateLimited } from './errors.js';
import type { RateLimit } from './security-options.js';

export class RequestLimiter {
  readonly #limit: RateLimit;
  readonly #principals = new WeakMap<FastifyRequest, Principal>();
  #count: ReturnType<FastifyInstance['createRateLimit']> | undefined;

  constructor(app: FastifyInstance, { maxRequests, windowMs }: RateLimit) {
    this.#limit = { maxRequests, windowMs };
    const keyGenerator = (request: FastifyRequest) => this.#principals.get(request)?.id ?? addressOf(request);
    app.register(fastifyRateLimit, { global: false }).after(() => {
      this.#count = app.createRateLimit({ max: maxRequests, timeWindow: windowMs, keyGenerator });
    });
  }

  /** @throws `RATE_LIMITED`. */
  async count(request: FastifyRequest, principal: Principal | undefined): Promise<void> {
    if (principal) this.#principals.set(request, principal);
    const counted = await this.#count?.(request);
    if (counted?.isAllowed !== false || !counted.isExceeded) return;
    throw rateLimited(this.#limit, counted.ttlInSeconds);
  }
}

/** Whoever has an IPv6 address has the 2^64 of its network. */
function addressOf({ ip }: FastifyRequest): string {
  return `address:${fastifyRateLimit.normalizeIP(ip)}`;
}
