/**
 * In which format a scraper is answered: the one of its Accept header (RFC 9110, 12.5.1) with the highest weight that
 * this server speaks, else the text format of Prometheus.
 */

export type ExpositionFormat = 'text' | 'openmetrics' | 'protobuf';

export const contentTypes = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  protobuf: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
} as const satisfies Record<ExpositionFormat, string>;

export function acceptedFormat(accept: string | undefined): ExpositionFormat {
  let best: { readonly format: ExpositionFormat; readonly weight: number } | undefined;
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const format = formatOf(type, new Map(parameters.map(nameAndValue)));
    const weight = weightOf(parameters);
    if (format !== undefined && weight > (best?.weight ?? 0)) best = { format, weight };
  }
  return best?.format ?? 'text';
}

function formatOf(type: string, parameters: ReadonlyMap<string, string>): ExpositionFormat | undefined {
  const isOr = (name: string, ...values: readonly string[]) =>
    values.includes(parameters.get(name) ?? values[0] ?? '');
  if (type === 'text/plain' || type === 'text/*' || type === '*/*')
    return isOr('version', '0.0.4') ? 'text' : undefined;
  if (type === 'application/openmetrics-text')
    return isOr('version', '1.0.0', '0.0.1') ? 'openmetrics' : undefined;
  if (type !== 'application/vnd.google.protobuf') return undefined;
  // Other messages and encodings exist: what is not named is not meant.
  const isMeant =
    parameters.get('proto') === 'io.prometheus.client.metricfamily' &&
    parameters.get('encoding') === 'delimited';
  return isMeant ? 'protobuf' : undefined;
}

function nameAndValue(parameter: string): readonly [string, string] {
  const [name = '', value = ''] = parameter.split('=');
  return [name.trim(), value.trim().replaceAll('"', '')];
}

function weightOf(parameters: readonly string[]): number {
  const weight = parameters.map(nameAndValue).find(([name]) => name === 'q')?.[1];
  return weight === undefined ? 1 : Number(weight) || 0;
}
