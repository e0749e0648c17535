/** Deciding something on the server, once. */
import { useApi, useStores } from '@directus/extensions-sdk';
import { ref, shallowRef } from 'vue';
import { failureOf } from './failures.ts';
import { dictionary, useTexts } from './texts.ts';

const words = dictionary(
  {
    decidedMeanwhile: 'Somebody else has decided this meanwhile.',
    notDecided: 'The decision was not taken.',
  },
  {
    decidedMeanwhile: 'Тем временем решение принял кто-то другой.',
    notDecided: 'Решение не принято.',
  },
);

export interface Decision {
  /** The POST that decides. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Told once it is done. */
  readonly done: string;
}

/** What is left to the page, once whoever decides has been told how it ended. */
export interface Endings {
  decided(): void;
  /** Somebody else came first: what is shown is out of date. */
  meanwhile(): void;
}

/** A decision that fails otherwise can be tried again: `problem` says why it did. */
export function useDecision({ decided, meanwhile }: Endings) {
  const api = useApi();
  const notifications = useStores().useNotificationsStore();
  const { t } = useTexts(words);
  /** The one under way. */
  const busy = shallowRef<Decision>();
  const problem = ref('');

  async function decide(decision: Decision): Promise<void> {
    busy.value = decision;
    problem.value = '';
    try {
      await api.post(decision.path, decision.body);
      notifications.add({ title: decision.done, type: 'success' });
      decided();
    } catch (error) {
      const { status, code, message } = failureOf(error);
      // The one conflict with a rule, not with another decision.
      if (status === 409 && code !== 'LAST_ADMINISTRATOR') {
        notifications.add({ title: t('decidedMeanwhile'), text: message, type: 'warning' });
        meanwhile();
      } else {
        problem.value = `${t('notDecided')} ${message}`;
      }
    } finally {
      busy.value = undefined;
    }
  }
  return { busy, problem, decide };
}
