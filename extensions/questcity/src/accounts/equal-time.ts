/**
 * Failed sign-ins that take the same time whether or not there is an account. Directus answers after
 * half a second at the earliest, which a busy machine needs longer than for comparing a password.
 */
import { setTimeout } from 'node:timers/promises';
import * as store from './accounts.store.ts';
import { theHost } from './host.ts';

/** Failures are told at multiples of this time only, so that small differences do not show. */
const STEP_MILLISECONDS = 250;

interface Credentials {
  email: string;
  password: string;
  provider: string;
}

/** Runs a sign-in, and beside it the work of comparing a password where there is none to compare. */
export async function inEqualTime<T>(
  credentials: Credentials,
  login: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  // Whether Directus gets as far as to compare the password.
  const compared = await store.hasPassword(theHost().database, credentials);
  // Its failure is nobody's: without a handler at once it would end the process.
  const work = compared
    ? undefined
    : theHost()
        .hash(credentials.password)
        .catch(() => undefined);
  try {
    return await login();
  } catch (error) {
    await work;
    const taken = performance.now() - began;
    await setTimeout(STEP_MILLISECONDS - (taken % STEP_MILLISECONDS));
    throw error;
  }
}
