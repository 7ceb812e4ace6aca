/** A method with one message in and one out, as the gRPC server takes it. */

import type { handleUnaryCall } from '@grpc/grpc-js';
import { answerMessage, type ObservedMethod } from './answer-message.js';
import { errorStatus } from './error-status.js';

export function unaryMethod(method: ObservedMethod): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    answerMessage(call.request, call, method, {
      answered: (message) => callback(null, message),
      failed: (error, requestId) => callback(errorStatus(error, requestId)),
    });
  };
}
