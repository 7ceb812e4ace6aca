/**
 * Every element type of TensorProto.DataType (onnx.proto, ONNX 1.23) with its width: what any file may hold, far more
 * than the types that this package writes. Types narrower than a byte are stored without gaps.
 */

/** Name → code on the wire and bits an element; text has no fixed width. */
export const elementTypes = {
  float32: { code: 1, bits: 32 },
  uint8: { code: 2, bits: 8 },
  int8: { code: 3, bits: 8 },
  uint16: { code: 4, bits: 16 },
  int16: { code: 5, bits: 16 },
  int32: { code: 6, bits: 32 },
  int64: { code: 7, bits: 64 },
  string: { code: 8, bits: undefined },
  bool: { code: 9, bits: 8 },
  float16: { code: 10, bits: 16 },
  float64: { code: 11, bits: 64 },
  uint32: { code: 12, bits: 32 },
  uint64: { code: 13, bits: 64 },
  complex64: { code: 14, bits: 64 },
  complex128: { code: 15, bits: 128 },
  bfloat16: { code: 16, bits: 16 },
  float8e4m3fn: { code: 17, bits: 8 },
  float8e4m3fnuz: { code: 18, bits: 8 },
  float8e5m2: { code: 19, bits: 8 },
  float8e5m2fnuz: { code: 20, bits: 8 },
  uint4: { code: 21, bits: 4 },
  int4: { code: 22, bits: 4 },
  float4e2m1: { code: 23, bits: 4 },
  float8e8m0: { code: 24, bits: 8 },
  uint2: { code: 25, bits: 2 },
  int2: { code: 26, bits: 2 },
  float6e2m3: { code: 27, bits: 6 },
  float6e3m2: { code: 28, bits: 6 },
} as const;

/** A type that a file names; one that is younger than this table is called by its code, e.g. `type 99`. */
export type ElementType = keyof typeof elementTypes | `type ${number}`;

const nameByCode: ReadonlyMap<number, ElementType> = new Map(
  // Safe: the keys of the table are its names.
  Object.entries(elementTypes).map(([name, { code }]) => [code, name as keyof typeof elementTypes]),
);

/** The type with this code. */
export function elementTypeOf(code: number): ElementType {
  return nameByCode.get(code) ?? `type ${code}`;
}

/** Bytes that `count` elements take; undefined for text and for types that the table does not know. */
export function storedBytesOf(type: ElementType, count: number): number | undefined {
  const table: Readonly<Record<string, { readonly bits: number | undefined }>> = elementTypes;
  const bits = table[type]?.bits;
  return bits === undefined ? undefined : Math.ceil((count * bits) / 8);
}
