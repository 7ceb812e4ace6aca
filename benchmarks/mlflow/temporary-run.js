/** A run for a benchmark, in an experiment of all of them. */

/** `delete` moves it to the server's trash. @param {import('@waymark/mlflow').MlflowClient} client */
export async function temporaryRun({ experiments, runs }) {
  const { experiment_id } = await experiments.getOrCreate('waymark-benchmark');
  const { info } = await runs.create({ experiment_id, start_time: Date.now() });
  return { ...info, delete: () => runs.delete(info.run_id) };
}
