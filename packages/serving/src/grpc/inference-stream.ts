/**
 * A call of ModelStreamInfer (Triton's grpc_service.proto): many requests of ModelInfer, each begun when it comes, and their
 * answers in the requests' order, as Triton answers those of a model that is not decoupled. An error is the answer to its
 * request, and the stream goes on; with the metadata `triton_grpc_error: true` it ends the stream with its status.
 */

import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Deferred, deferred } from '../deferred.js';
import { workerUnavailable } from '../engine/errors.js';
import type { ServingError } from '../serving-error.js';
import { answerMessage, type ObservedMethod } from './answer-message.js';
import { errorStatus } from './error-status.js';
import type { ModelInferRequest, ModelInferResponse } from './messages.js';

/** Requests of one stream whose answers are not sent yet: what comes beyond them is not read, and waits at the client. */
const maxInFlight = 64;

interface StreamAnswer {
  readonly error_message?: string;
  readonly infer_response: Partial<ModelInferResponse>;
}

export type StreamCall = ServerDuplexStream<ModelInferRequest, StreamAnswer>;

type Outcome = { readonly answer: StreamAnswer } | { readonly endedBy: ServingError };

export class InferenceStream {
  readonly #call: StreamCall;
  readonly #method: ObservedMethod;
  readonly #endsOnError: boolean;
  #inFlight = 0;
  #isStopping = false;
  /** Settles when everything that was read is answered. */
  #answered: Promise<void> = Promise.resolve();

  /** Reads from now on, until the client has sent everything or goes away. */
  constructor(call: StreamCall, method: ObservedMethod) {
    this.#call = call;
    this.#method = method;
    this.#endsOnError = call.metadata.get('triton_grpc_error')[0] === 'true';
    call.on('data', (message: ModelInferRequest) => this.#take(message));
    call.on('end', () => this.#answered.then(() => call.end()));
  }

  /** The server stops: what was read is answered, and the client told to come again. */
  stop(): void {
    this.#isStopping = true;
    this.#call.pause();
    this.#answered = this.#answered.then(() => this.#endBy(workerUnavailable('the server is stopping')));
  }

  #take(message: ModelInferRequest): void {
    this.#inFlight += 1;
    if (this.#inFlight === maxInFlight) this.#call.pause();
    const outcome: Deferred<Outcome> = deferred();
    answerMessage(message, this.#call, this.#method, {
      // It is what the method answers.
      answered: (told) => outcome.resolve({ answer: answerOf(told as ModelInferResponse) }),
      failed: (error) =>
        outcome.resolve(this.#endsOnError ? { endedBy: error } : { answer: failureOf(message, error) }),
    });
    this.#answered = this.#answered.then(async () => this.#send(await outcome.promise));
  }

  async #send(outcome: Outcome): Promise<void> {
    if ('endedBy' in outcome) this.#endBy(outcome.endedBy);
    else await this.#write(outcome.answer);
    this.#inFlight -= 1;
    if (this.#inFlight === maxInFlight - 1 && !this.#isStopping) this.#call.resume();
  }

  /** Waits until the client takes it. When the client goes away it never ends, and nobody waits for it any more. */
  #write(answer: StreamAnswer): Promise<void> {
    return new Promise((resolve) => {
      if (this.#call.writable) this.#call.write(answer, () => resolve());
    });
  }

  #endBy(error: ServingError): void {
    if (this.#call.writable) this.#call.emit('error', errorStatus(error));
  }
}

/** No answer follows it: the parameter is Triton's, whose decoupled models give several. */
function answerOf(told: ModelInferResponse): StreamAnswer {
  const parameters = { ...told.parameters, triton_final_response: { bool_param: true } };
  return { infer_response: { ...told, parameters } };
}

function failureOf({ id }: ModelInferRequest, error: ServingError): StreamAnswer {
  // A name that was cut within a character is no valid text, and could not be sent.
  return { error_message: Buffer.from(error.message).toString(), infer_response: { id } };
}
