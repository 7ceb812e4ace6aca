/**
 * The same keys, tokens and certificates for gRPC. A call is asked for its key before its message is read; keys come as
 * the metadata `authorization` or `x-api-key`. Rate limits are left out.
 */

import type { SecureContextOptions } from 'node:tls';
import {
  type Metadata,
  ResponderBuilder,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  ServerListenerBuilder,
} from '@grpc/grpc-js';
import { errorStatus } from '../grpc/error-status.js';
import { internalError } from '../http/errors.js';
import { ServingError } from '../serving-error.js';
import type { Authenticator } from './authenticator.js';
import { scopeMissing } from './errors.js';
import { scopeOfMethod } from './scopes.js';
import type { SecureServers } from './secure-server.js';

export interface GrpcGuardOptions {
  readonly authenticator: Authenticator;
  /** A call that was refused, with the HTTP status that would tell the same. */
  readonly refused: (method: string, error: ServingError) => void;
}

/** Lets through the calls of those who have the method's scope. */
export function grpcGuard({ authenticator, refused }: GrpcGuardOptions): ServerInterceptor {
  return ({ path }, call) => {
    const method = path.slice(path.lastIndexOf('/') + 1);
    const allow = (metadata: Metadata) => requireScope(method, metadata, authenticator);
    const refuse = (error: ServingError) => {
      call.sendStatus(errorStatus(error));
      refused(method, error);
    };
    return guardedCall(call, allow, refuse);
  };
}

function guardedCall(
  call: ServerInterceptingCallInterface,
  allow: (metadata: Metadata) => Promise<void>,
  refuse: (error: ServingError) => void,
): ServerInterceptingCall {
  const listener = new ServerListenerBuilder().withOnReceiveMetadata((metadata, next) => {
    allow(metadata).then(
      () => next(metadata),
      (error: unknown) => refuse(error instanceof ServingError ? error : internalError(error)),
    );
  });
  const responder = new ResponderBuilder().withStart((next) => next(listener.build()));
  return new ServerInterceptingCall(call, responder.build());
}

/** @throws `AUTHENTICATION_REQUIRED`, `SCOPE_MISSING`, `KEY_SET_UNAVAILABLE`. */
async function requireScope(method: string, metadata: Metadata, authenticator: Authenticator): Promise<void> {
  const scope = scopeOfMethod(method);
  if (scope === undefined) return;
  const { authorization, 'x-api-key': apiKey } = metadata.getMap();
  const { scopes } = await authenticator.authenticate({
    ...(authorization === undefined ? {} : { authorization: String(authorization) }),
    ...(apiKey === undefined ? {} : { 'x-api-key': String(apiKey) }),
  });
  if (!scopes.includes(scope)) throw scopeMissing(scope, scopes);
}

/** Insecure without certificates; else those of HTTPS, and what they are replaced with. */
export function grpcCredentials(secureServers: SecureServers | undefined): ServerCredentials {
  if (!secureServers) return ServerCredentials.createInsecure();
  const credentials = new FollowedCredentials({}, secureServers.secureContext);
  secureServers.follow(credentials);
  return credentials;
}

class FollowedCredentials extends ServerCredentials {
  setSecureContext(options: SecureContextOptions): void {
    this.updateSecureContextOptions(options);
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
