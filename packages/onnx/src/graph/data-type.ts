/**
 * The element types of tensors: their codes in TensorProto.DataType (onnx.proto) and the arrays that hold them.
 * Only the types that Waymark writes; float16 is for stored weights alone, int8 and uint8 for quantised tensors.
 */

/** Name in this package → code on the wire and array in memory. Text has no typed array. */
export const dataTypes = {
  float32: { code: 1, array: Float32Array },
  float64: { code: 11, array: Float64Array },
  int32: { code: 6, array: Int32Array },
  int64: { code: 7, array: BigInt64Array },
  bool: { code: 9, array: Uint8Array },
  string: { code: 8, array: undefined },
  float16: { code: 10, array: Uint16Array },
  int8: { code: 3, array: Int8Array },
  uint8: { code: 2, array: Uint8Array },
} as const;

export type DataType = keyof typeof dataTypes;

/** The data of an initializer by dtype, in row-major order; bool is one byte an element, 0 or 1; float16 its bits. */
export interface TensorDataByType {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly bool: Uint8Array;
  readonly string: readonly string[];
  readonly float16: Uint16Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
}

export type TensorData = TensorDataByType[DataType];

/** Whether `data` is the kind of array that holds `dtype`. */
export function holds(dtype: DataType, data: TensorData): boolean {
  const { array } = dataTypes[dtype];
  return array === undefined ? Array.isArray(data) : data instanceof array;
}
