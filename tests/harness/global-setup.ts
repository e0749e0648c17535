/** Runs once before the tests that need a database: PostgreSQL, and the template they copy. */
import type { TestProject } from 'vitest/node';
import { startPostgres } from './embedded.ts';
import { configuredServer, dropStaleCopies, type Server } from './postgres.ts';
import { ensureTemplate } from './template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    questcity: { server: Server; template: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const configured = configuredServer();
  const embedded = configured ? undefined : await startPostgres();
  const server = configured ?? embedded?.server;
  if (!server) throw new Error('There is no PostgreSQL to test on');
  try {
    await dropStaleCopies(server);
    const template = await ensureTemplate(server);
    project.provide('questcity', { server, template });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  return async () => {
    await embedded?.stop();
  };
}
