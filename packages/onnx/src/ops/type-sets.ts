/** The sets of dtypes that the specification's type constraints name again and again. */

import type { DataType } from '../graph/data-type.js';

export const floats: readonly DataType[] = ['float32', 'float64'];
export const numbers: readonly DataType[] = [...floats, 'int32', 'int64'];
export const anyType: readonly DataType[] = [...numbers, 'bool', 'string'];
export const eightBits: readonly DataType[] = ['uint8', 'int8'];
