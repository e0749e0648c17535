/** What a page reads of the server to show it, or why it cannot. */
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { failureOf } from './failures.ts';

/**
 * Reads something by its key, and anew when the key changes. Only the latest request counts: one
 * before it is aborted, and what it brings is dropped.
 *
 * @param keyOf what the report is about; undefined for nothing yet
 */
export function useReport<Key, Report>(
  keyOf: () => Key | undefined,
  read: (key: Key, signal: AbortSignal) => Promise<Report>,
) {
  const report = shallowRef<Report>();
  const problem = ref<'failed' | 'gone'>();
  let latest: AbortController | undefined;

  /** Reads it again; what is shown stays until then. */
  async function load(): Promise<void> {
    latest?.abort();
    const key = keyOf();
    if (key === undefined) return;
    latest = new AbortController();
    const { signal } = latest;
    try {
      const found = await read(key, signal);
      if (signal.aborted) return;
      report.value = found;
      problem.value = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const { status } = failureOf(error);
      // Directus answers 403 also for what does not exist.
      problem.value = status === 403 || status === 404 ? 'gone' : 'failed';
    }
  }

  watch(
    keyOf,
    () => {
      report.value = undefined;
      problem.value = undefined;
      void load();
    },
    { immediate: true },
  );
  onScopeDispose(() => latest?.abort());
  return { report, problem, load };
}
