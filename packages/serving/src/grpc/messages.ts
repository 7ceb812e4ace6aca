/**
 * The messages of `proto/open_inference.proto` that are read or written field by field, as they are decoded: lists and
 * maps are never missing, text is empty where it was left out, and a message that was left out is null.
 */

/** A 64-bit number in two halves. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

/** One of them, or none. Bytes are in the repository's parameters only. */
export interface Parameter {
  readonly bool_param?: boolean;
  readonly int64_param?: Int64;
  readonly string_param?: string;
  readonly double_param?: number;
  readonly uint64_param?: Int64;
  readonly bytes_param?: Uint8Array;
}

export type Parameters = Readonly<Record<string, Parameter>>;

export interface TensorContents {
  readonly bool_contents: readonly boolean[];
  readonly int_contents: readonly number[];
  readonly int64_contents: readonly Int64[];
  readonly uint_contents: readonly number[];
  readonly uint64_contents: readonly Int64[];
  readonly fp32_contents: readonly number[];
  readonly fp64_contents: readonly number[];
  readonly bytes_contents: readonly Uint8Array[];
}

export interface InputTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly Int64[];
  readonly parameters: Parameters;
  readonly contents: TensorContents | null;
}

export interface ModelInferRequest {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly InputTensor[];
  readonly outputs: readonly { readonly name: string; readonly parameters: Parameters }[];
  readonly raw_input_contents: readonly Uint8Array[];
}

export interface OutputTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  /** Left out where the values are raw. 64-bit numbers as text. */
  readonly contents?: Readonly<Partial<Record<keyof TensorContents, readonly unknown[]>>>;
}

export interface ModelInferResponse {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly outputs: readonly OutputTensor[];
  readonly raw_output_contents: readonly Uint8Array[];
}

/** What the questions about a model have in common. An empty version is whichever serves. */
export interface ModelQuestion {
  readonly name: string;
  readonly version: string;
}

export interface RepositoryQuestion {
  readonly ready: boolean;
}

export interface ModelControlRequest {
  readonly model_name: string;
  readonly parameters: Parameters;
}
