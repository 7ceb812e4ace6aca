/**
 * How good a binary classifier is, how sure that is, and whether it may replace the one that serves: metrics,
 * bootstrap intervals, comparisons, gates, and the reports that people read.
 */

export { bootstrapIntervals } from './bootstrap/bootstrap-intervals.js';
export {
  type Comparison,
  type ComparisonOptions,
  compareModels,
  type Thresholds,
} from './bootstrap/compare-models.js';
export type { BootstrapOptions } from './bootstrap/resample.js';
export { chooseThreshold, type ThresholdOptions } from './choose-threshold.js';
export { crossValidationSummary, type FoldSummary } from './cross-validation-summary.js';
export { type EvaluationHtmlInput, renderEvaluationHtml } from './html/render-evaluation-html.js';
export type { FeatureWeight } from './html/tables.js';
export { majorityBaseline } from './majority-baseline.js';
export { binaryMetrics } from './metrics/binary-metrics.js';
export { confusionMatrix } from './metrics/confusion-matrix.js';
export { decidePromotion } from './promotion/decide-promotion.js';
export type {
  ChampionGate,
  GateCheck,
  Gates,
  PromotionDecision,
  PromotionInput,
} from './promotion/gates.js';
export { type EvaluationCurves, evaluationCurves } from './report/evaluation-curves.js';
export { type MetricsTableOptions, renderMetricsTable } from './report/metrics-table.js';
export { type ModelCardInput, renderModelCard } from './report/model-card.js';
