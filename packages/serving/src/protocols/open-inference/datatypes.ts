/**
 * The datatypes of the Open Inference Protocol v2 ("Tensor Data Types", and Triton's BF16), with what Triton's model
 * configuration calls them. Columns of a model are INT64, FP64 or BYTES: the others are known, so that a request with
 * one of them is told what it should be.
 */

export const datatypes = {
  BOOL: { bytes: 1, configName: 'TYPE_BOOL' },
  UINT8: { bytes: 1, configName: 'TYPE_UINT8' },
  UINT16: { bytes: 2, configName: 'TYPE_UINT16' },
  UINT32: { bytes: 4, configName: 'TYPE_UINT32' },
  UINT64: { bytes: 8, configName: 'TYPE_UINT64' },
  INT8: { bytes: 1, configName: 'TYPE_INT8' },
  INT16: { bytes: 2, configName: 'TYPE_INT16' },
  INT32: { bytes: 4, configName: 'TYPE_INT32' },
  INT64: { bytes: 8, configName: 'TYPE_INT64' },
  FP16: { bytes: 2, configName: 'TYPE_FP16' },
  BF16: { bytes: 2, configName: 'TYPE_BF16' },
  FP32: { bytes: 4, configName: 'TYPE_FP32' },
  FP64: { bytes: 8, configName: 'TYPE_FP64' },
  /** Each element has its own length. */
  BYTES: { bytes: undefined, configName: 'TYPE_STRING' },
} as const satisfies Readonly<Record<string, { readonly bytes: number | undefined; configName: string }>>;

/** Whether the protocol has a datatype of that name. */
export function isDatatype(name: unknown): name is keyof typeof datatypes {
  return typeof name === 'string' && Object.hasOwn(datatypes, name);
}
