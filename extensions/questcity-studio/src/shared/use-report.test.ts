import { afterEach, expect, test } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useReport } from './use-report.ts';

interface Request {
  key: string;
  signal: AbortSignal;
  answer: (text: string) => void;
  refuse: (status?: number) => void;
}

let scope = effectScope();
afterEach(() => {
  scope.stop();
  scope = effectScope();
});

function open(first: string | undefined) {
  const key = ref(first);
  const requests: Request[] = [];
  const used = scope.run(() =>
    useReport(
      () => key.value,
      (of, signal) =>
        new Promise<string>((resolve, reject) => {
          const refuse = (status?: number) => reject({ response: { status } });
          requests.push({ key: of, signal, answer: resolve, refuse });
        }),
    ),
  );
  if (!used) throw new Error('The scope has ended');
  const request = (index: number): Request => {
    const found = requests[index];
    if (!found) throw new Error(`There is no request ${index}`);
    return found;
  };
  return { ...used, key, requests, request };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('a late answer does not overwrite a newer one', async () => {
  const { report, key, request } = open('one');
  key.value = 'two';
  await nextTick();
  expect(request(0).signal.aborted).toBe(true);
  request(1).answer('of two');
  await settled();
  request(0).answer('of one');
  await settled();
  expect(report.value).toBe('of two');
});

test('nothing of another key is shown meanwhile, and nothing is read without a key', async () => {
  const { report, problem, key, requests, request } = open('one');
  request(0).answer('of one');
  await settled();
  key.value = 'two';
  await nextTick();
  expect(report.value).toBeUndefined();
  request(1).refuse(500);
  await settled();
  expect(problem.value).toBe('failed');
  key.value = undefined;
  await nextTick();
  expect(problem.value).toBeUndefined();
  expect(requests.length).toBe(2);
});

test('a problem ends with the next answer', async () => {
  const { report, problem, load, request } = open('one');
  request(0).refuse(403);
  await settled();
  expect(problem.value).toBe('gone');
  const again = load();
  request(1).answer('of one');
  await again;
  expect([report.value, problem.value]).toEqual(['of one', undefined]);
});
