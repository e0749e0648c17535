import { statfsSync } from 'node:fs';

/** An error whose message is the whole story for the person at the terminal: shown without a stack. */
export class ClearError extends Error {
  name = 'ClearError';
}

const FULL_DISK = 'The disk is full. Free some space and run the command again.';
/** Nothing can be done with less. */
const LEAST_FREE_BYTES = 1 << 20;

const causes = [
  [/ENOSPC|No space left on device|Check free disk space/i, FULL_DISK],
  [
    /EDQUOT|Disk quota exceeded/i,
    'The disk quota is used up. Free some space and run the command again.',
  ],
  [
    /EROFS|Read-only file system/i,
    'The disk is read-only; the project needs to write into its folder.',
  ],
];

/**
 * A one-line explanation for faults of the machine, whoever reported them.
 *
 * @param {unknown} error an error or the text of one
 * @returns {string | undefined} undefined when the fault is not one of the machine
 */
export function machineFault(error) {
  const text =
    typeof error === 'string' ? error : `${error?.code ?? ''} ${error?.message ?? error}`;
  return causes.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * The same for a program that does not say what it failed of.
 *
 * @param {string} folder that it writes into
 * @returns {string | undefined} undefined when there is room
 */
export function fullDisk(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < LEAST_FREE_BYTES ? FULL_DISK : undefined;
}

const networkReasons = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no way to that host',
};

/**
 * Why a server cannot be reached, in words.
 *
 * @param {string} code of the system's error
 * @returns {string | undefined} undefined when the network is not to blame
 */
export function networkReason(code) {
  return /** @type {Record<string, string>} */ (networkReasons)[code];
}

/**
 * Prints an error and ends with exit code 1: one line where the cause is known, else with its stack.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function fail(error) {
  const isUsage = String(error?.code).startsWith('ERR_PARSE_ARGS');
  const line = error instanceof ClearError || isUsage ? error.message : machineFault(error);
  console.error(line ? `✖ ${line}` : error);
  process.exit(1);
}
