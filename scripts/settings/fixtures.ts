/** What the tests of settings share: settings that production accepts, and what is wrong with others. */
import { readSettings } from '../../directus.config.ts';
import { SettingsError } from './reading.ts';

export const strong = '7f3c9a1be04d5826f17a9c3e5b2d80467f3c9a1be04d5826f17a9c3e5b2d8046';
export const other = '0a94e7d1c3b58f62940ae7d1c3b58f620a94e7d1c3b58f62940ae7d1c3b58f62';

/** Production settings that are accepted; each refusal below spoils one thing. */
export const production = {
  NODE_ENV: 'production',
  SECRET: strong,
  PEPPER: other,
  PUBLIC_URL: 'https://api.example.com',
};

/** One line for each thing that is wrong; none when they are accepted. */
export function problems(
  environment: Record<string, string>,
  file: Record<string, string> = {},
): string[] {
  try {
    readSettings(environment, file);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return [...error.problems];
    throw error;
  }
}
