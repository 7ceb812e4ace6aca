/** A schema that tries to break out of wherever its texts are put: HTML, attributes, scripts, shell commands. */

import type { FeatureSchema } from '@waymark/contracts';
import type { BundleContents } from '@waymark/registry';
import { tinyBundle } from './tiny-model.js';

export const hostileText = `"><script>globalThis.isHacked=1</script><!--' onfocus=alert(1) ; $(id) \`id\` &amp; \u2028`;

/** Not a model that could be served: the tiny one has other inputs. */
export const hostileSchema: FeatureSchema = {
  columns: [
    { name: 'key', type: 'text', role: 'key', nullable: false },
    { name: hostileText, type: 'number', role: 'feature', nullable: true, description: hostileText, max: 7 },
    { name: '__proto__', type: 'text', role: 'feature', nullable: true },
    { name: `${hostileText}2`, type: 'category', role: 'feature', nullable: false, values: [hostileText] },
    { name: 'label', type: 'category', role: 'label', nullable: false, values: ['no', 'yes'] },
  ],
};

/** A model that can be served: the tiny one, with hostile categories and descriptions. */
export async function hostileBundle(): Promise<BundleContents> {
  const bundle = await tinyBundle(1);
  const columns = bundle.manifest.schema.columns.map((column) => ({
    ...column,
    description: hostileText,
    ...(column.name === 'city' ? { values: ['Oslo', hostileText] } : {}),
  }));
  const data = { ...bundle.manifest.data, description: hostileText };
  return { ...bundle, manifest: { ...bundle.manifest, schema: { columns }, data } };
}
