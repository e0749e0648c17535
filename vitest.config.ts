/**
 * The tests by kind. Unit tests lie beside the code; the others lie in tests/ and get a real
 * PostgreSQL, and those that need one a real Directus server.
 */
import { defineConfig } from 'vitest/config';

/** Each worker may run a server of its own. */
const WORKERS = 2;

const withDatabase = {
  globalSetup: './tests/harness/global-setup.ts',
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{extensions,packages}/*/src/**/*.test.ts', '{scripts,seeds}/**/*.test.ts'],
        },
      },
      {
        test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], ...withDatabase },
      },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], ...withDatabase } },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          ...withDatabase,
          testTimeout: 240_000,
        },
      },
    ],
  },
});
